"""Finding conversations: named filters only, the newest first, each page at the same cost whatever the past.

One index leads each search, chosen here; all other conditions are written so that no index answers them
(the `plain_` columns). Left to themselves, planners gather and sort the past of years to show fifty rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from commondesk.desk.sight import Sight, held_by, sight_of
from commondesk.plumbing.refusal import NotVisible
from commondesk.plumbing.sql import begins_with, folded
from commondesk.plumbing.tokens import read_code

PAGE: Final = 50
FEW_NAMES: Final = 1_000  # more people of a name are found soonest by looking back from the newest
FEW_PLACES: Final = 8
NOWHERE: Final = 0

Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Filters:
    """Each narrows the list; empty ones do not. `queue` and `library` are slugs, `before` a code."""

    state: str = ""
    queue: str = ""
    library: str = ""
    q: str = ""
    mine: bool = False
    before: str = ""


def find(librarian: Librarian, filters: Filters) -> tuple[ConversationQuerySet, str | None]:
    """One page of what this person may see, and the code to ask for the next one with (None: no more).

    Raises NotVisible for a `before` that is not theirs to see.
    """
    search = _Search(librarian, sight_of(librarian), filters, _position(librarian, filters.before))
    keys = search.keys()
    page = Conversation.objects.filter(pk__in=[pk for pk, _code in keys[:PAGE]]).order_by("-pk")
    return page, keys[PAGE - 1][1] if len(keys) > PAGE else None


class _Search:
    """One search of one person."""

    def __init__(self, librarian: Librarian, sight: Sight, filters: Filters, before: int | None) -> None:
        self._librarian = librarian
        self._sight = sight
        self._before = before
        self._mine = filters.mine
        self._words = _known(filters.q).strip()
        self._equal = dict(_equal(filters))

    def keys(self) -> list[Key]:
        """Ids and codes of a page and one more, the newest first."""
        if self._words:
            return self._by_words()
        if self._mine:
            return self._held()
        if self._equal.get("state", "closed") != "closed":
            return self._led_by("state")  # what is open is little, however long the past
        for place in ("queue", "library"):
            if place in self._equal:
                return self._led_by(place)
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

    def _led_by(self, name: str) -> list[Key]:
        return self._first(Q(**{_COLUMNS[name]: self._equal[name]}), led_by=name)

    def _newest(self, also: Q = Q()) -> list[Key]:  # noqa: B008  it is never changed
        """Back from the newest; whoever sees few places looks into each of them."""
        sight = self._sight
        if sight.everything or len(sight.queues | sight.mail_of) + len(sight.libraries) > FEW_PLACES:
            return self._first(also)
        found = set()
        for place in _places(sight):
            found.update(self._first(also & place))
        if sight.took_part is not None:
            found.update(self._held(also))
        return sorted(found, reverse=True)[: PAGE + 1]

    def _first(self, lead: Q, led_by: str = "") -> list[Key]:
        rows = self._narrowed(_plain(Conversation.objects.all(), ""), "", led_by).filter(lead)
        return list(rows.order_by("-pk").values_list("pk", "code")[: PAGE + 1])

    def _held(self, also: Q = Q()) -> list[Key]:  # noqa: B008  it is never changed
        """What this person holds or has held, led by their claims."""
        rows = _plain(Claim.objects.filter(librarian=self._librarian), "conversation__")
        rows = self._narrowed(rows, "conversation__", "mine").filter(also)
        keys = rows.order_by("-conversation_id").values_list("conversation_id", "conversation__code")
        return list(keys.distinct()[: PAGE + 1])

    def _narrowed(self, rows: Any, prefix: str, led_by: str) -> Any:
        """What holds for every row of this search, in a form that leads no planner away."""
        rows = rows.filter(self._sight.opens(prefix, "plain_queue", "plain_library"))
        if self._before is not None:
            rows = rows.filter(**{f"{prefix}id__lt" if not prefix else "conversation_id__lt": self._before})
        if self._mine and led_by != "mine":
            rows = rows.filter(held_by(self._librarian.pk))
        others = {f"plain_{name}": value for name, value in self._equal.items() if name != led_by}
        return rows.filter(**others)


_COLUMNS: Final[Mapping[str, str]] = {"state": "state", "queue": "queue_id", "library": "library_id"}


def _plain(rows: Any, prefix: str) -> Any:
    """The same columns once more, as expressions which no index holds."""
    return rows.alias(
        plain_queue=F(f"{prefix}queue_id") + 0,
        plain_library=F(f"{prefix}library_id") + 0,
        plain_state=Concat(f"{prefix}state", Value("")),
        plain_code=Concat(f"{prefix}code", Value("")),
        plain_name=Concat(f"{prefix}name_folded", Value("")),
    )


def _equal(filters: Filters) -> Iterator[tuple[str, Any]]:
    """What has to be equal; a place that is not there is nowhere, and nothing is found in it."""
    if filters.state:
        yield "state", filters.state
    for name, slug, model in (("queue", filters.queue, Queue), ("library", filters.library, Library)):
        if slug:
            place = model._default_manager.filter(slug=_known(slug)).values_list("pk", flat=True).first()
            yield name, place or NOWHERE


def _places(sight: Sight) -> Iterator[Q]:
    for queue in sight.queues | sight.mail_of:
        yield Q(queue_id=queue)
    for library in sight.libraries:
        yield Q(library_id=library)


def _position(librarian: Librarian, code: str) -> int | None:
    if not code:
        return None
    rows = Conversation.objects.visible_to(librarian).filter(code=_known(code))
    position = rows.values_list("pk", flat=True).first()
    if position is None:
        raise NotVisible(errors=[{"field": "before", "sentence": _("There is no such page. Begin anew.")}])
    return position


def _known(text: str) -> str:
    """No database knows a NUL; PostgreSQL cannot even be asked for one."""
    return text.replace("\0", "\ufffd")
