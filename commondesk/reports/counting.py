"""Counting conversations themselves, as they stand now: for what no roll-up holds yet. Only reads.

By three queries, whatever there is to count: each conversation is counted once, in the queue in which it is
now. Practice is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop

from commondesk.desk.claim import Claim
from commondesk.desk.classification import Classification, Kind
from commondesk.desk.classification_rules import TOPICS
from commondesk.desk.conversation import Conversation
from commondesk.reports.counts import Counts
from commondesk.reports.figures import Asked, Fate, Question, fate, leading
from commondesk.reports.month import Span

OTHER_TOPICS: Final = gettext_noop("Other topics")


def count(spans: Sequence[Span], libraries: Collection[int] | None = None) -> Counts:
    """What was asked in these spans, each from its beginning on and before its end.

    With `libraries` only conversations that their patrons asked or their staff held are looked at.
    """
    counts = Counts()
    if not spans:
        return counts
    questions, holders = _questions(spans), _holders(spans)
    for asked in _asked(spans, libraries):
        its = questions.get(asked.id, ())
        how = fate(asked, its)
        _count_given(counts, holders.get(asked.id, ()), how)
        counts.asked_in(asked.queue_id, asked.library_id).figures.count(asked, how)
        _count_kind(counts, asked, how, leading(its))
    return counts


def _count_given(counts: Counts, holders: Sequence[int | None], how: Fate) -> None:
    """Every library whose staff held it took it; who held it last has answered it."""
    for library in dict.fromkeys(holders):
        counts.given_by(library).taken += 1
    if holders:
        counts.given_by(holders[-1]).fates[how] += 1


def _count_kind(counts: Counts, asked: Asked, how: Fate, question: Question | None) -> None:
    """Kinds are of what came to an end with staff; what was lost or held no question has none."""
    if how in (Fate.LOST, Fate.OPEN, Fate.NO_QUESTION):
        return
    there = counts.asked_in(asked.queue_id, asked.library_id)
    there.kinds[question.kind if question else None] += 1
    there.topics[_listed((question.topic if question else "") or asked.topic)] += 1
    if question and question.kind == Kind.REFERENCE:
        there.read_levels[question.read_level] += 1


def _asked(spans: Sequence[Span], libraries: Collection[int] | None) -> Iterator[Asked]:
    rows = Conversation.objects.filter(_within(spans))
    if libraries is not None:
        held = Claim.objects.filter(_within(spans, "conversation__"), library__in=libraries)
        rows = rows.filter(Q(library__in=libraries) | Q(pk__in=held.values("conversation")))
    return map(Asked._make, rows.values_list(*Asked._fields).iterator())


def _questions(spans: Sequence[Span]) -> dict[int, list[Question]]:
    rows = Classification.objects.filter(_within(spans, "conversation__"))
    found: defaultdict[int, list[Question]] = defaultdict(list)
    for pk, *question in _of_each(rows.order_by("conversation", "number"), *Question._fields):
        found[pk].append(Question._make(question))
    return found


def _holders(spans: Sequence[Span]) -> dict[int, list[int | None]]:
    """The libraries whose staff held each, in order. Helping is not holding."""
    rows = Claim.objects.filter(_within(spans, "conversation__")).exclude(how=Claim.How.HELPED)
    found: defaultdict[int, list[int | None]] = defaultdict(list)
    for pk, library in _of_each(rows.order_by("claimed_at", "pk"), "library_id"):
        found[pk].append(library)
    return found


def _of_each(rows: QuerySet[Claim] | QuerySet[Classification], *fields: str) -> Iterator[tuple[Any, ...]]:
    return rows.values_list("conversation_id", *fields).iterator()


def _within(spans: Sequence[Span], path: str = "") -> Q:
    within = Q()
    for begins, ends in spans:
        within |= Q(**{f"{path}asked_at__gte": begins, f"{path}asked_at__lt": ends})
    return within & Q(**{f"{path}is_practice": False})


def _listed(topic: str) -> str | None:
    """What somebody typed may say anything, and these figures are read by who may not read conversations."""
    return topic if topic in TOPICS else OTHER_TOPICS if topic else None
