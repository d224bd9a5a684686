"""Finding conversations: named filters only, the newest first, each page at the same cost whatever the past.

One index leads each search, chosen here; all other conditions are written so that no index answers them
(the `plain_` columns). Left to themselves, planners gather and sort the past of years to show fifty rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Concat
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext as _

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.library import Library
from commondesk.consortium.queue import Queue
from commondesk.desk.classification import Classification
from commondesk.desk.conversation import Conversation, ConversationQuerySet
from commondesk.desk.finding_sources import Source, about, classified, held, holding
from commondesk.desk.searching import library_label, queue_label
from commondesk.desk.sight import EMAIL, Sight, held_by, sight_of
from commondesk.plumbing import search
from commondesk.plumbing.refusal import NotVisible
from commondesk.plumbing.sql import begins_with, folded
from commondesk.plumbing.tokens import read_code

PAGE: Final = 50
FEW_NAMES: Final = 1_000  # more people of a name are found soonest by looking back from the newest
FEW_PLACES: Final = 8
FEW_LABELS: Final = 200  # more places than these are nearly everything
FEW_PEOPLE: Final = 8
MOST_WORDS: Final = 12
MOST_AT_ONCE: Final = 1_600
OUT_OF_STEP: Final = 1_000  # ids follow the time of asking, but for those that were asked at the same moment
OPEN: Final = "open"
NOWHERE: Final = 0
CLOSED: Final = Conversation.State.CLOSED
OPEN_STATES: Final = [state for state in Conversation.State.values if state != CLOSED]
BEYOND_ALL: Final = 2**62

Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Filters:
    """Each narrows the list; empty ones do not.

    `state` may also be `open`, any but closed; `queue` and `library` are slugs, `after` a code; `q` is a code
    or the beginning of a patron's name; `words` were all said in it; `person`, who held it, is an address or
    the beginning of a name; asked from `since` on and before `until`.
    """

    state: str = ""
    queue: str = ""
    library: str = ""
    q: str = ""
    mine: bool = False
    after: str = ""
    topic: str = ""
    person: str = ""
    words: str = ""
    since: dt.datetime | None = None
    until: dt.datetime | None = None


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
        self._least, self._before = _between(filters, BEYOND_ALL if before is None else before)
        self._asked = _asked(filters)
        self._state = filters.state
        self._mine = filters.mine
        self._name = _known(filters.q).strip()
        self._said = search.words_of(filters.words, MOST_WORDS) if filters.words.strip() else None
        self._topic = _known(filters.topic).strip()
        self._people = _people(_known(filters.person).strip())
        self._equal = dict(_equal(filters))

    def keys(self) -> list[Key]:
        """Ids and codes of a page and one more, the newest first."""
        if self._least >= self._before or self._said == [] or self._people == []:
            return []
        if self._said:
            return self._by_words(self._said)
        return self._by_name() if self._name else self._by_choice()

    def _by_choice(self) -> list[Key]:
        if self._state not in ("", CLOSED):
            return self._first(Q())  # what is open is little, however long the past
        if self._mine:
            return self._led(held(self._librarian.pk), led_by="mine")
        if sources := [*map(held, self._people or ())] or self._on_topic():
            return self._best(map(self._led, sources))
        for place, seen in (("queue", self._sight.queues), ("library", self._sight.libraries)):
            if place in self._equal:
                return self._in(place, seen)
        return self._newest()

    def _on_topic(self) -> list[Source]:
        return [classified(self._topic), about(self._topic)] if self._topic else []

    def _by_words(self, said: Sequence[str]) -> list[Key]:
        """Led by the words; where few places are seen, by the words in those places."""
        sight, wanted = self._sight, [*said, *self._labels()]
        places = [*map(queue_label, sight.queues | sight.mail_of), *map(library_label, sight.libraries)]
        if sight.everything or len(places) > FEW_LABELS:
            return self._led(holding(wanted, ()))
        pages = [self._led(holding(wanted, places))] if places else []
        pages.append(self._first(Q(pk__in=search.among(sight.offered, wanted))))
        if sight.took_part is not None:
            own = held(sight.took_part)
            pages.append(self._led(own, having=lambda ids: search.among(ids, wanted)))
        return self._best(pages)

    def _labels(self) -> Iterator[str]:
        for place, write in (("queue", queue_label), ("library", library_label)):
            if place in self._equal:
                yield write(self._equal[place])

    def _by_name(self) -> list[Key]:
        """A code, or a name that few have, is looked up; a name that many have is met soon."""
        code, name = Q(code=read_code(self._name)), begins_with("name_folded", folded(self._name))
        named = Conversation.objects.filter(name).values_list("pk", flat=True)[: FEW_NAMES + 1]
        found = {*named, *Conversation.objects.filter(code).values_list("pk", flat=True)}
        return self._newest() if len(found) > FEW_NAMES else self._first(Q(pk__in=found))

    def _in(self, place: str, seen: Collection[int]) -> list[Key]:
        """One queue or library: by its own index where all of it is seen, or likely to be."""
        sight, which = self._sight, self._equal[place]
        if sight.everything or which in seen or (place == "library" and sight.queues):
            return self._first(Q(**{f"{place}_id": which}), led_by=place)
        return self._merged(_others(sight))

    def _newest(self) -> list[Key]:
        """Back from the newest; whoever sees few places looks into each of them."""
        sight = self._sight
        if sight.everything or len(sight.queues) + len(sight.libraries) > FEW_PLACES:
            return self._first(Q())
        return self._merged([*_queues(sight), *_others(sight)])

    def _merged(self, places: Iterable[Q]) -> list[Key]:
        """The newest of all these places, and of what this person has held."""
        pages = [self._first(place) for place in places]
        if self._sight.took_part is not None:
            pages.append(self._led(held(self._sight.took_part)))
        return self._best(pages)

    def _best(self, pages: Iterable[list[Key]]) -> list[Key]:
        return sorted({key for page in pages for key in page}, reverse=True)[: PAGE + 1]

    def _first(self, lead: Q, led_by: str = "") -> list[Key]:
        rows = self._narrowed(_plain(Conversation.objects.all()), led_by).filter(lead)
        return list(rows.order_by("-pk").values_list("pk", "code")[: PAGE + 1])

    def _led(
        self, source: Source, led_by: str = "", having: Callable[[list[int]], Collection[int]] = set
    ) -> list[Key]:
        """What a source of ids gives, as far as it is to be found: first a page of them, then ever more."""
        found: list[Key] = []
        before, number = self._before, PAGE + 1
        while len(found) <= PAGE:
            ids = source(before, number)
            found += self._first(Q(pk__in=set(having(ids))), led_by)
            if len(ids) < number or ids[-1] <= self._least:
                break
            before, number = ids[-1], min(2 * number, MOST_AT_ONCE)
        return found[: PAGE + 1]

    def _narrowed(self, rows: Any, led_by: str) -> Any:
        """What holds for every row of this search, in a form that leads no planner away."""
        rows = rows.filter(self._sight.opens("plain_queue", "plain_library"), self._asked)
        if self._state == CLOSED:
            rows = rows.filter(closed_at__isnull=False)  # nearly all: no index of states may lead here
        elif self._state == OPEN:
            rows = rows.filter(state__in=OPEN_STATES)
        elif self._state:
            rows = rows.filter(state=self._state)
        if self._before < BEYOND_ALL:
            rows = rows.filter(pk__lt=self._before)
        if self._least:
            rows = rows.filter(pk__gte=self._least)
        if self._mine and led_by != "mine":
            rows = rows.filter(held_by(self._librarian.pk))
        return rows.filter(
            self._named(),
            **{f"plain_{name}": value for name, value in self._equal.items() if name != led_by},
        )

    def _named(self) -> Q:
        """The code or name, the people and the topic, to be asked of each row that is looked at."""
        also = Q()
        if self._name:
            also &= begins_with("plain_name", folded(self._name)) | Q(plain_code=read_code(self._name))
        if self._people:
            also &= Q(*(held_by(person) for person in self._people), _connector=Q.OR)
        if self._topic:
            also &= Q(plain_topic=self._topic) | _was_about(self._topic)
        return also


def _plain(rows: Any) -> Any:
    """The same columns once more, as expressions which no index holds."""
    return rows.alias(
        plain_queue=F("queue_id") + 0,
        plain_library=F("library_id") + 0,
        plain_code=Concat("code", Value("")),
        plain_name=Concat("name_folded", Value("")),
        plain_topic=Concat("topic", Value("")),
        plain_asked=Coalesce("asked_at", "asked_at"),
    )


def _was_about(topic: str) -> Q:
    """As `held_by`: for each conversation that is looked at, and for no other."""
    rows = Classification.objects.filter(conversation=OuterRef("pk"), topic=topic)
    return Q(GreaterThan(Subquery(rows.values("pk")[:1]), 0))


def _people(text: str) -> list[int] | None:
    """Ids of those this may be; None when nobody in particular is looked for."""
    if not text:
        return None
    name = Q(name__istartswith=text) | Q(shown_name__istartswith=text) | Q(email__iexact=text)
    return list(Librarian.objects.filter(name).order_by("pk").values_list("pk", flat=True)[:FEW_PEOPLE])


def _between(filters: Filters, before: int) -> tuple[int, int]:
    """The least id that may have been asked then, and one beyond the highest."""
    least, rows = 0, Conversation.objects.order_by()
    if filters.since:
        later = (
            rows.filter(asked_at__gte=filters.since).order_by("asked_at", "pk").values_list("pk", flat=True)
        )
        first = later.first()
        least = max(1, first - OUT_OF_STEP) if first else BEYOND_ALL
    if filters.until:
        sooner = (
            rows.filter(asked_at__lt=filters.until).order_by("-asked_at", "pk").values_list("pk", flat=True)
        )
        last = sooner.first()
        before = min(before, last + OUT_OF_STEP if last else 0)
    return least, before


def _asked(filters: Filters) -> Q:
    asked = Q()
    if filters.since:
        asked &= Q(plain_asked__gte=filters.since)
    if filters.until:
        asked &= Q(plain_asked__lt=filters.until)
    return asked


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
    if sight.offered:
        yield Q(pk__in=sight.offered)


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
