"""How fast questions were answered, in words and tables that a patron understands."""

from __future__ import annotations

from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from commondesk.reports.answering import DAYS, Answering, Promises, Way
from commondesk.reports.for_everybody import Told

Cells = list[tuple[str, str]]  # the head of a column, and what stands below it


def finding(found: Answering, promises: Promises) -> str:
    """What the figures say, the promise and how it was kept in the same breath."""
    chat, later = found.ways[Way.CHAT], found.ways[Way.LATER]
    if chat and chat.half is not None and chat.most is not None:
        said = _(
            "In the last %(days)d days half of those who were helped in a chat waited %(half)s at most, "
            "and nine of ten %(most)s at most."
        )
        waits = {"days": DAYS, "half": at_most(chat.half), "most": at_most(chat.most)}
        return f"{said % waits} {_kept(chat, promises[Way.CHAT])}".strip()
    if later and later.half is not None and later.most is not None:
        said = _(
            "In the last %(days)d days half of those who left a question and heard from us did so within "
            "%(half)s, and nine of ten within %(most)s."
        )
        waits = {"days": DAYS, "half": at_most(later.half), "most": at_most(later.most)}
        return f"{said % waits} {_kept(later, promises[Way.LATER])}".strip()
    return _("In the last %(days)d days too few questions came to say anything fair about the waits.") % {
        "days": DAYS
    }


def _kept(told: Told, promise: int) -> str:
    if told.kept is None:
        return ""
    said = _("We promise %(promise)s, and kept it for %(kept)s of all who asked.")
    return said % {"promise": exactly(promise), "kept": _share(told.kept)}


def promised(pick_up: int, update: int, answer_hours: int, *, by_mail: bool) -> list[str]:
    """The numbers of the standards, as a promise; of mail nothing where none can be sent."""
    if by_mail:
        left = _(
            "A question that you leave while we are away is answered within %(wait)s: by e-mail if you "
            "leave an address, and always under your code."
        )
    else:
        left = _(
            "A question that you leave while we are away is answered within %(wait)s, under the code that "
            "you are given."
        )
    return [
        _("In a chat a librarian is with you within %(wait)s.") % {"wait": exactly(pick_up)},
        _("While we search, you hear from us every %(wait)s at least.") % {"wait": exactly(update)},
        left % {"wait": exactly(answer_hours * 3600)},
    ]


def ways(found: Answering) -> list[tuple[str, list[str]]]:
    """A line a measure, with a column for chats, for what was left, and for both."""
    columns = [*(found.ways[way] for way in Way), found.all]
    cells = [_cells(told) for told in columns]
    return [(head, [each[number][1] for each in cells]) for number, (head, _cell) in enumerate(cells[0])]


def of_library(told: Told, chat: Told | None) -> Cells:
    """The columns of the table by library: counts of all, waits of chats."""
    waits = [
        (_("Half of chats waited"), _wait(chat.half if chat else None)),
        (_("Nine of ten chats"), _wait(chat.most if chat else None)),
    ]
    asked, answered, _passed_on, *others = _counts(told)
    return [asked, answered, *others, *waits]


def _cells(told: Told | None) -> Cells:
    return [
        *_counts(told),
        (_("Half waited at most"), _wait(told.half if told else None)),
        (_("Nine of ten waited at most"), _wait(told.most if told else None)),
        (_("Promise kept"), _share(told.kept) if told and told.kept is not None else NOTHING),
    ]


def _counts(told: Told | None) -> Cells:
    heads = (
        _("Asked"),
        pgettext("questions", "Answered"),
        _("Passed on"),
        _("Gave up waiting"),
        _("Not answered"),
    )
    if told is None:
        return [(head, _("too few")) for head in heads]
    numbers = (told.asked, told.answered, told.passed_on, told.gave_up, told.unanswered)
    return [
        (head, _("under 5") if number is None else str(number))
        for head, number in zip(heads, numbers, strict=True)
    ]


NOTHING = "\N{EN DASH}"


def _wait(seconds: int | None) -> str:
    return NOTHING if seconds is None else at_most(seconds)


def _share(percent: int) -> str:
    return (_("%(percent)d %%") % {"percent": percent}).replace(" ", "\N{NO-BREAK SPACE}")


def at_most(seconds: int) -> str:
    """Rounded up, so that nothing is said to have been faster than it was: `30 seconds`, `4 minutes`."""
    tens = max(1, ceil(seconds / 10)) * 10
    if tens <= 90 and tens != 60:
        return _seconds(tens)
    if seconds <= 90 * 60:
        return _minutes(ceil(seconds / 60))
    return _hours(ceil(seconds / 3600)) if seconds <= 48 * 3600 else _days(ceil(seconds / (24 * 3600)))


def exactly(seconds: int) -> str:
    """As it was promised: `60` is a minute, `150` are 150 seconds."""
    if seconds % 60:
        return _seconds(seconds)
    return _minutes(seconds // 60) if seconds % 3600 else _hours(seconds // 3600)


def _seconds(number: int) -> str:
    return ngettext("%(number)d second", "%(number)d seconds", number) % {"number": number}


def _minutes(number: int) -> str:
    return ngettext("%(number)d minute", "%(number)d minutes", number) % {"number": number}


def _hours(number: int) -> str:
    return ngettext("%(number)d hour", "%(number)d hours", number) % {"number": number}


def _days(number: int) -> str:
    return ngettext("%(number)d day", "%(number)d days", number) % {"number": number}
