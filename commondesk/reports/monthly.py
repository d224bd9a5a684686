"""The plain count of a month: what was asked in it, and how that stands today. Only reads.

By five queries, whatever the month holds: each conversation is counted once, in the queue in which it is now.
The asking and the answering libraries are two tables that are never added up. Practice is left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext_noop

from commondesk.consortium.library import Library
from commondesk.consortium.queue import Queue
from commondesk.desk.claim import Claim
from commondesk.desk.classification import Classification, Kind
from commondesk.desk.classification_rules import TOPICS
from commondesk.desk.conversation import Conversation
from commondesk.reports.figures import Asked, Fate, Figures, Question, fate, leading
from commondesk.reports.month import Month

OTHER_TOPICS: Final = gettext_noop("Other topics")


@dataclass(slots=True)
class Given:
    """What a library's staff did: conversations they held, and how those stand that they held last."""

    taken: int = 0
    fates: Counter[Fate] = field(default_factory=Counter)


@dataclass(slots=True)
class Report:
    """The tables of a month. Names are None where none was named: a patron without a library, staff of the
    consortium itself; topics, kinds and READ levels are None where nobody has said."""

    month: Month
    all: Figures
    by_queue: dict[str, Figures]
    by_asking: dict[str | None, Figures]
    by_answering: dict[str | None, Given]
    kinds: Counter[str | None]
    read_levels: Counter[int | None]
    topics: Counter[str | None]

    @property
    def reference(self) -> int:
        """Reference transactions (IMLS, NISO Z39.7)."""
        return self.kinds[Kind.REFERENCE]


def monthly(month: Month, libraries: Collection[int] | None = None) -> Report:
    """All libraries' month, or that of some: what their patrons asked, and what their staff answered."""
    return _Count(month, libraries).report()


class _Count:
    """One reading of one month."""

    def __init__(self, month: Month, libraries: Collection[int] | None) -> None:
        self._month = month
        self._libraries = libraries
        self._queue_names = dict(Queue.objects.values_list("pk", "name"))
        self._library_names = dict(Library.objects.values_list("pk", "name"))
        self._all = Figures()
        self._by_queue: defaultdict[str, Figures] = defaultdict(Figures)
        self._by_asking: defaultdict[str | None, Figures] = defaultdict(Figures)
        self._by_answering: defaultdict[str | None, Given] = defaultdict(Given)
        self._kinds: Counter[str | None] = Counter()
        self._read_levels: Counter[int | None] = Counter()
        self._topics: Counter[str | None] = Counter()

    def report(self) -> Report:
        questions, holders = self._questions(), self._holders()
        for asked in self._asked():
            its = questions.get(asked.id, ())
            how = fate(asked, its)
            self._count_answering(holders.get(asked.id, ()), how)
            if self._is_ours(asked.library_id):
                self._count_asking(asked, how)
                self._count_kind(asked, how, leading(its))
        return Report(
            self._month,
            self._all,
            dict(sorted(self._by_queue.items())),
            _by_name(self._by_asking),
            _by_name(self._by_answering),
            self._kinds,
            self._read_levels,
            self._topics,
        )

    def _count_asking(self, asked: Asked, how: Fate) -> None:
        library = self._library_names[asked.library_id] if asked.library_id else None
        for figures in (
            self._all,
            self._by_queue[self._queue_names[asked.queue_id]],
            self._by_asking[library],
        ):
            figures.add(asked, how)

    def _count_answering(self, holders: list[int | None] | tuple[()], how: Fate) -> None:
        """Every library whose staff held it took it; who held it last has answered it."""
        for library_id in dict.fromkeys(holders):
            if self._is_ours(library_id):
                self._given(library_id).taken += 1
        if holders and self._is_ours(holders[-1]):
            self._given(holders[-1]).fates[how] += 1

    def _count_kind(self, asked: Asked, how: Fate, question: Question | None) -> None:
        """Kinds are of what came to an end with staff; what was lost or held no question has none."""
        if how in (Fate.LOST, Fate.OPEN, Fate.NO_QUESTION):
            return
        self._kinds[question.kind if question else None] += 1
        self._topics[_listed((question.topic if question else "") or asked.topic)] += 1
        if question and question.kind == Kind.REFERENCE:
            self._read_levels[question.read_level] += 1

    def _given(self, library_id: int | None) -> Given:
        return self._by_answering[self._library_names[library_id] if library_id else None]

    def _is_ours(self, library_id: int | None) -> bool:
        return self._libraries is None or library_id in self._libraries

    def _in_month(self, path: str = "") -> dict[str, Any]:
        return {
            f"{path}asked_at__gte": self._month.begins,
            f"{path}asked_at__lt": self._month.ends,
            f"{path}is_practice": False,
        }

    def _asked(self) -> Iterator[Asked]:
        rows = Conversation.objects.filter(**self._in_month())
        if self._libraries is not None:
            held = Claim.objects.filter(library__in=self._libraries, **self._in_month("conversation__"))
            rows = rows.filter(Q(library__in=self._libraries) | Q(pk__in=held.values("conversation")))
        return map(Asked._make, rows.values_list(*Asked._fields).iterator())

    def _questions(self) -> dict[int, list[Question]]:
        rows = Classification.objects.filter(**self._in_month("conversation__")).order_by(
            "conversation", "number"
        )
        found: defaultdict[int, list[Question]] = defaultdict(list)
        for pk, *question in rows.values_list("conversation_id", *Question._fields).iterator():
            found[pk].append(Question._make(question))
        return found

    def _holders(self) -> dict[int, list[int | None]]:
        """The libraries whose staff held each, in order. Helping is not holding."""
        rows = Claim.objects.filter(**self._in_month("conversation__")).exclude(how=Claim.How.HELPED)
        found: defaultdict[int, list[int | None]] = defaultdict(list)
        for pk, library in (
            rows.order_by("claimed_at", "pk").values_list("conversation_id", "library_id").iterator()
        ):
            found[pk].append(library)
        return found


def _listed(topic: str) -> str | None:
    """What somebody typed may say anything, and these figures are read by who may not read conversations."""
    return topic if topic in TOPICS else OTHER_TOPICS if topic else None


def _by_name(figures: dict[str | None, Any]) -> dict[str | None, Any]:
    """In alphabetical order, those without a name last."""
    return dict(sorted(figures.items(), key=lambda pair: (pair[0] is None, pair[0] or "")))
