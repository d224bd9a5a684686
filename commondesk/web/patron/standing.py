"""How things stand at the desk, said honestly before and after one asks (ON3, AC9)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from math import ceil
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commondesk.channels.email import carrier
from commondesk.consortium.queue import Queue
from commondesk.desk.conversation import Conversation
from commondesk.desk.referring import referred_to
from commondesk.desk.waiting import Wait, expected_wait, place_in_line
from commondesk.plumbing import clock
from commondesk.web.times import next_time

# So many times the usual wait is no longer usual.
PATIENCE: Final = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """One sentence, perhaps a second one, and whether somebody is there now."""

    is_open: bool
    sentence: str
    detail: str = ""


def before_asking(queue: Queue, zone: ZoneInfo) -> Standing:
    """What the ask page says of this queue."""
    return before_a_wait(expected_wait(queue), zone)


def before_a_wait(wait: Wait, zone: ZoneInfo) -> Standing:
    """The same, where the wait is known."""
    if wait.seconds is not None:
        sentence = _("A librarian is here. Usual wait: %(wait)s.") % {"wait": _minutes(wait.seconds)}
        return Standing(True, sentence)
    return Standing(False, _nobody(wait, zone), _left_for_later())


def in_short(wait: Wait, zone: ZoneInfo) -> str:
    """For a button or a badge, where a sentence has no room."""
    if wait.seconds is not None:
        return _("A librarian is here")
    if wait.open_now:
        return _("Away for a moment")
    if wait.opens_at is None:
        return _("Leave your question")
    return _("Back %(when)s") % {"when": _when(wait.opens_at, zone)}


def while_waiting(conversation: Conversation, zone: ZoneInfo) -> Standing:
    """What the patron of a waiting question is told."""
    wait = expected_wait(conversation.queue)
    need_not_stay = _need_not_stay()
    if library := referred_to(conversation):
        sentence = _("%(library)s goes on with your question.") % {"library": library.name}
        return Standing(wait.seconds is not None, sentence, need_not_stay)
    if wait.seconds is None:
        sentence = _("Your question is kept, and the first librarian back takes it.")
        return Standing(False, sentence, f"{_nobody(wait, zone)} {need_not_stay}")
    if conversation.asked_while_closed:
        sentence = _("A librarian is here, and also takes the questions that were left earlier.")
        return Standing(True, sentence, need_not_stay)
    ahead = place_in_line(conversation) - 1
    return Standing(True, _place(ahead), _how_long(conversation, wait, ahead))


def _how_long(conversation: Conversation, wait: Wait, ahead: int) -> str:
    """By who is before this patron; the patron is one of those that `wait` counts. Late, it says so."""
    assert wait.seconds is not None
    usual = round(wait.seconds * (wait.on_duty + ahead) / (wait.on_duty + wait.waiting))
    waited = clock.now() - (conversation.waiting_since or conversation.asked_at)
    if waited.total_seconds() > max(usual, 60) * PATIENCE:
        return _late()
    return _("Usual wait: %(wait)s. Meanwhile you may write more.") % {"wait": _minutes(usual)}


def _left_for_later() -> str:
    """Of an address only where mail leaves; so in the sentences below."""
    if carrier.is_open():
        return _(
            "Leave your question all the same: the first librarian back takes it. "
            "Leave an e-mail address, or come back with the code you will be given."
        )
    return _(
        "Leave your question all the same: the first librarian back takes it. "
        "Come back for the answer with the code you will be given."
    )


def _need_not_stay() -> str:
    if carrier.is_open():
        return _("You need not stay: leave an address, or come back with your code.")
    return _("You need not stay: come back with your code.")


def _late() -> str:
    if carrier.is_open():
        return _("It takes longer than usual, and we are sorry. Leave an address if you cannot stay.")
    return _("It takes longer than usual, and we are sorry. If you cannot stay, come back with your code.")


def _place(ahead: int) -> str:
    if not ahead:
        return _("You are next.")
    people = ngettext("%(ahead)d person is before you.", "%(ahead)d people are before you.", ahead)
    return people % {"ahead": ahead}


def _nobody(wait: Wait, zone: ZoneInfo) -> str:
    if wait.open_now:
        return _("Our librarians are away from the desk for a moment.")
    if wait.opens_at is None:
        return _("We are closed just now.")
    return _("We are closed just now. Back %(when)s.") % {"when": _when(wait.opens_at, zone)}


def _when(at: dt.datetime, zone: ZoneInfo) -> str:
    return next_time(at, clock.now(), zone)


def _minutes(seconds: int) -> str:
    if seconds <= 60:
        return _("under a minute")
    minutes = ceil(seconds / 60)
    return ngettext("about %(minutes)d minute", "about %(minutes)d minutes", minutes) % {"minutes": minutes}
