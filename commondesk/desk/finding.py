"""Finding conversations: named filters only, the newest first, each page at the same cost whatever the past.

One index leads each search, chosen here; all other conditions are written so that no index answers them
(the `plain_` columns). Left to themselves, planners gather and sort the past of years to show fifty rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.library import Library
from commondesk.consortium.queue import Queue
from commondesk.desk.claim import Claim
from commondesk.desk.conversation import Conversation, ConversationQuerySet
from commondesk.desk.sight import EMAIL, Sight, held_by, sight_of
from commondesk.plumbing.refusal import NotVisible
from commondesk.plumbing.sql import begins_with, folded
from commondesk.plumbing.tokens import read_code

PAGE: Final = 50
FEW_NAMES: Final = 1_000  # more people of a name are found soonest by looking back from the newest
FEW_PLACES: Final = 8
MOST_CLAIMS: Final = 1_600
NOWHERE: Final = 0
CLOSED: Final = Conversation.State.CLOSED
BEYOND_ALL: Final = 2**62

Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Filters:
    """Each narrows the list; empty ones do not. `queue` and `library` are slugs, `after` a code."""

    state: str = ""
    queue: str = ""
    library: str = ""
    q: str = ""
    mine: bool = False
    after: str = ""


def find(librarian: Librarian, filters: Filters) -> tuple[ConversationQuerySet, str | None]:
    """One page of what this person may see, and the code to ask for the next one with (None: no more).

    Raises NotVisible for an `after` that is not theirs to see.
    """
    sight = sight_of(librarian)
    search = _Search(librarian, sight, filters, _position(sight, filters.after))
    keys = search.keys()
    page = Conversation.objects.filter(pk__in=[pk for pk, _code in keys[:PAGE]]).order_by("-pk")
    return page, keys[PAGE - 1][1] if len(keys) > PAGE else None


class _Search:
    """One search of one person."""

    def __init__(self, librarian: Librarian, sight: Sight, filters: Filters, before: int | None) -> None:
        self._librarian = librarian
        self._sight = sight
        self._before = before
        self._state = filters.state
        self._mine = filters.mine
        self._words = _known(filters.q).strip()
        self._equal = dict(_equal(filters))

    def keys(self) -> list[Key]:
        """Ids and codes of a page and one more, the newest first."""
        if self._words:
            return self._by_words()
        if self._state not in ("", CLOSED):
            return self._first(Q())  # what is open is little, however long the past
        if self._mine:
            return self._held()
        for place, seen in (("queue", self._sight.queues), ("library", self._sight.libraries)):
            if place in self._equal:
                return self._in(place, seen)
        return self._newest()

    def _by_words(self) -> list[Key]:
        """A code, or a name that few have, is looked up; a name that many have is met soon."""
        code, name = Q(code=read_code(self._words)), begins_with("name_folded", folded(self._words))
        found = set(Conversation.objects.filter(name).values_list("pk", flat=True)[: FEW_NAMES + 1])
        if len(found) > FEW_NAMES:
            named = begins_with("plain_name", folded(self._words))
            return self._newest(named | Q(plain_code=read_code(self._words)))
        found.update(Conversation.objects.filter(code).values_list("pk", flat=True))
        return self._first(Q(pk__in=found))

    def _in(self, place: str, seen: Collection[int]) -> list[Key]:
        """One queue or library: by its own index where all of it is seen, or likely to be."""
        sight, which = self._sight, self._equal[place]
        if sight.everything or which in seen or (place == "library" and sight.queues):
            return self._first(Q(**{f"{place}_id": which}), led_by=place)
        return self._merged(_others(sight), Q())

    def _newest(self, also: Q = Q()) -> list[Key]:  # noqa: B008  it is never changed
        """Back from the newest; whoever sees few places looks into each of them."""
        sight = self._sight
        if sight.everything or len(sight.queues) + len(sight.libraries) > FEW_PLACES:
            return self._first(also)
        return self._merged([*_queues(sight), *_others(sight)], also)

    def _merged(self, places: Iterable[Q], also: Q) -> list[Key]:
        """The newest of all these places, and of what this person has held."""
        found = set()
        for place in places:
            found.update(self._first(also & place))
        if self._sight.took_part is not None:
            found.update(self._held(also))
        return sorted(found, reverse=True)[: PAGE + 1]

    def _first(self, lead: Q, led_by: str = "") -> list[Key]:
        rows = self._narrowed(_plain(Conversation.objects.all()), led_by).filter(lead)
        return list(rows.order_by("-pk").values_list("pk", "code")[: PAGE + 1])

    def _held(self, also: Q = Q()) -> list[Key]:  # noqa: B008  it is never changed
        """What this person holds or has held, led by their claims: first a page of them, then ever more."""
        found: list[Key] = []
        before, number = self._before or BEYOND_ALL, PAGE + 1
        while len(found) <= PAGE:
            claims = Claim.objects.filter(librarian=self._librarian, conversation_id__lt=before)
            held = list(
                claims.order_by("-conversation_id").values_list("conversation_id", flat=True)[:number]
            )
            found += self._first(also & Q(pk__in=set(held)), "mine")
            if len(held) < number:
                break
            before, number = held[-1], min(2 * number, MOST_CLAIMS)
        return found[: PAGE + 1]

    def _narrowed(self, rows: Any, led_by: str) -> Any:
        """What holds for every row of this search, in a form that leads no planner away."""
        rows = rows.filter(self._sight.opens("plain_queue", "plain_library"))
        if self._state == CLOSED:
            rows = rows.filter(closed_at__isnull=False)  # nearly all: no index of states may lead here
        elif self._state:
            rows = rows.filter(state=self._state)
        if self._before is not None:
            rows = rows.filter(pk__lt=self._before)
        if self._mine and led_by != "mine":
            rows = rows.filter(held_by(self._librarian.pk))
        return rows.filter(
            **{f"plain_{name}": value for name, value in self._equal.items() if name != led_by}
        )


def _plain(rows: Any) -> Any:
    """The same columns once more, as expressions which no index holds."""
    return rows.alias(
        plain_queue=F("queue_id") + 0,
        plain_library=F("library_id") + 0,
        plain_code=Concat("code", Value("")),
        plain_name=Concat("name_folded", Value("")),
    )


def _equal(filters: Filters) -> Iterator[tuple[str, Any]]:
    """Where it has to be; a place that is not there is nowhere, and nothing is found in it."""
    for name, slug, model in (("queue", filters.queue, Queue), ("library", filters.library, Library)):
        if slug:
            place = model._default_manager.filter(slug=_known(slug)).values_list("pk", flat=True).first()
            yield name, place or NOWHERE


def _queues(sight: Sight) -> Iterator[Q]:
    for queue in sight.queues:
        yield Q(queue_id=queue)


def _others(sight: Sight) -> Iterator[Q]:
    for library in sight.libraries:
        yield Q(library_id=library)
    if sight.mail_of:
        yield Q(channel=EMAIL)


def _position(sight: Sight, code: str) -> int | None:
    if not code:
        return None
    rows = Conversation.objects.filter(sight.opens(), code=_known(code))
    position = rows.values_list("pk", flat=True).first()
    if position is None:
        raise NotVisible(errors=[{"field": "after", "sentence": _("There is no such page. Begin anew.")}])
    return position


def _known(text: str) -> str:
    """No database knows a NUL; PostgreSQL cannot even be asked for one."""
    return text.replace("\0", "\ufffd")
