"""A delivery in words, for who looks after the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from commondesk.channels.email import carrier
from commondesk.channels.email.letters import KINDS
from commondesk.outbox.delivery import MOST_TRIES, Delivery, State
from commondesk.outbox.unsent import ENDED
from commondesk.plumbing import clock
from commondesk.web.times import exact_time

ICONS: Final = {
    State.WAITING: "clock",
    State.SENDING: "send",
    State.SENT: "check",
    State.FAILED: "circle-x",
    State.UNKNOWN: "circle-question-mark",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the outbox. `why` is what the mail server, or we, said of it."""

    number: int
    named: str
    to: str
    state: str
    icon: str
    sentence: str
    why: str
    can_be_tried: bool
    can_be_given_up: bool
    may_double: bool


def shown(delivery: Delivery, zone: ZoneInfo) -> Shown:
    kind = KINDS.get(delivery.kind)
    state = State(delivery.state)
    is_ended = state in ENDED
    return Shown(
        number=delivery.pk,
        named=str(kind.named) if kind else delivery.kind,
        to=masked(delivery.to) if kind is None or kind.is_masked else delivery.to,
        state=state.value,
        icon=ICONS[state],
        sentence=_sentence(delivery, zone),
        why=_(delivery.trouble) if delivery.trouble else "",
        can_be_tried=bool(delivery.to) and (is_ended or (state == State.WAITING and carrier.is_open())),
        can_be_given_up=state == State.WAITING or (is_ended and bool(delivery.to)),
        may_double=is_ended,
    )


def masked(address: str) -> str:
    """`p…@example.org`: enough to see a slip of the pen behind the @, too little to write to."""
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}…{at}{domain}" if at else ""


def _sentence(delivery: Delivery, zone: ZoneInfo) -> str:
    at = exact_time(delivery.ended_at or delivery.due_at, zone)
    if delivery.state == State.WAITING:
        return _waiting(delivery, at)
    sentences = {
        State.SENDING: _("Being sent."),
        State.SENT: _("Sent %(at)s.") if not carrier.keeps_files() else _("Into the demo's mail %(at)s."),
        State.FAILED: _("Failed %(at)s."),
        State.UNKNOWN: _("Nobody can tell whether it arrived, %(at)s."),
    }
    return sentences[State(delivery.state)] % {"at": at}


def _waiting(delivery: Delivery, at: str) -> str:
    if not carrier.is_open():
        return _("Waits for a mail server.")
    if delivery.tries:
        return _("Will be tried again %(at)s (%(tries)d of %(most)d tries).") % {
            "at": at,
            "tries": delivery.tries,
            "most": MOST_TRIES,
        }
    if delivery.due_at > clock.now():
        return _("Leaves %(at)s.") % {"at": at}
    return _("Leaves in a moment.")
