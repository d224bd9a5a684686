"""A report's tables, for the page and for the file alike: rows of figures under translated heads."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commondesk.desk.classification import Kind
from commondesk.reports.figures import Fate, Figures
from commondesk.reports.monthly import Report

FATES: Final = {
    Fate.ANSWERED: gettext_lazy("Answered"),
    Fate.REFERRED: gettext_lazy("Referred"),
    Fate.UNANSWERED: gettext_lazy("Not answered"),
    Fate.NO_QUESTION: gettext_lazy("No question"),
    Fate.LOST: gettext_lazy("Lost"),
    Fate.OPEN: gettext_lazy("Still open"),
}


@dataclass(frozen=True, slots=True)
class Wait:
    """Seconds, or None where nobody was claimed."""

    seconds: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` are a name and its figures; `total` the same of all, where they may be added up."""

    slug: str
    title: str
    heads: list[str]
    rows: list[tuple[str, list[Any]]]
    note: str
    total: tuple[str, list[Any]] | None = None


def tables(report: Report) -> list[Table]:
    """In the order of the page."""
    return [
        _by_queue(report),
        _by_asking(report),
        _by_answering(report),
        _kinds(report),
        _levels(report),
        _topics(report),
    ]


def _by_queue(report: Report) -> Table:
    rows = [(name, _figures(figures)) for name, figures in report.by_queue.items()]
    note = _("A conversation that was handed on counts once, in the queue where it is now.")
    total = (_("All queues"), _figures(report.all))
    return Table("queue", _("By queue"), _figure_heads(_("Queue")), rows, note, total)


def _by_asking(report: Report) -> Table:
    rows = [(name or _("No library named"), _figures(figures)) for name, figures in report.by_asking.items()]
    note = _("The library of the patron who asked, whoever answered.")
    return Table(
        "asking-library", _("By asking library"), _figure_heads(_("Name of the library")), rows, note
    )


def _by_answering(report: Report) -> Table:
    rows = [
        (name or _("The consortium's own staff"), [given.taken, *(given.fates[each] for each in FATES)])
        for name, given in report.by_answering.items()
    ]
    heads = [_("Name of the library"), _("Taken"), *map(str, FATES.values())]
    note = _(
        "Taken: its staff held the conversation at some time, so that one which was handed on stands at "
        "several libraries. Answered and the rest: its staff held it last; they add up to what it held last. "
        "Lost: the patron was back in the queue after that, and went while waiting there. Who only "
        "helped is not counted. These are the same conversations as above, seen from the other side; the "
        "two are never added up."
    )
    return Table("answering-library", _("By answering library"), heads, rows, note)


def _kinds(report: Report) -> Table:
    names: dict[str | None, str] = {value: str(words) for value, words in Kind.choices}
    note = _(
        "Of what came to an end with staff. A conversation with several questions is one, and a reference "
        "transaction when any of them is; directions, accounts and machine help are counted apart."
    )
    rows = _counted(report.kinds, [*Kind.values, None], names | {None: _("Unclassified")})
    return Table("kind", _("By kind of question"), [_("Kind"), _("Conversations")], rows, note)


def _levels(report: Report) -> Table:
    names: dict[int | None, str] = {level: str(level) for level in range(1, 7)}
    rows = _counted(report.read_levels, [*range(1, 7), None], names | {None: _("No level given")})
    note = _("READ levels of reference transactions alone: of several questions, the one that took most.")
    return Table(
        "read-level", _("Reference transactions by READ level"), [_("Level"), _("Conversations")], rows, note
    )


def _topics(report: Report) -> Table:
    most = sorted(report.topics.items(), key=lambda pair: (pair[0] is None, -pair[1], pair[0] or ""))
    rows = [(_(topic) if topic else _("No topic"), [number]) for topic, number in most]
    note = _("As the librarian classified it, or else as the patron chose.")
    return Table("topic", _("By topic"), [_("Topic"), _("Conversations")], rows, note)


def _counted(counter: Counter[Any], order: list[Any], names: dict[Any, str]) -> list[tuple[str, list[Any]]]:
    return [(names[each], [counter[each]]) for each in order]


def _figure_heads(first: str) -> list[str]:
    return [
        first,
        _("Asked"),
        _("Claimed"),
        *map(str, FATES.values()),
        _("Median wait"),
        _("90 % waited up to"),
    ]


def _figures(figures: Figures) -> list[Any]:
    fates = [figures.fates[each] for each in FATES]
    return [figures.asked, figures.claimed, *fates, Wait(figures.median_wait), Wait(figures.long_wait)]
