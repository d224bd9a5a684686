"""What could not be sent, or nobody can tell: a person tries again or gives up; then it is emptied."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from commondesk.outbox.delivery import EMPTY, PASSING, Delivery, State
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import Invalid, NotVisible

KEPT: Final = dt.timedelta(days=7)
LONGEST_WAIT: Final = dt.timedelta(days=30)
ENDED: Final = (State.FAILED, State.UNKNOWN)
GIVEN_UP: Final = gettext_noop("The help desk has given it up.")
NO_CARRIER: Final = gettext_noop("For 30 days there was nothing to send it by.")
_NOTHING_LEFT: Final = _("Its text is not kept any more, so it cannot be sent again.")
_TOO_LATE: Final = _("It has left, or is just leaving.")


def to_look_at() -> models.QuerySet[Delivery]:
    """All that a person may have to decide about: not what passes within minutes, whatever becomes of it."""
    return Delivery.objects.exclude(carrier__in=PASSING)


def locked(pk: int) -> Delivery:
    """For a verb that changes it, in its transaction. Raises NotVisible."""
    found = to_look_at().select_for_update(no_key=True).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def try_now(delivery: Delivery) -> None:
    """Let it be sent now, with its tries counted anew. Call it with the row locked.

    Raises Invalid for what was sent, is being sent, or holds no text any more.
    """
    _refuse_unless(delivery, State.WAITING, *ENDED)
    if not delivery.to:
        raise Invalid(_NOTHING_LEFT)
    delivery.state, delivery.due_at, delivery.tries = State.WAITING, clock.now(), 0
    delivery.ended_at, delivery.trouble = None, ""
    delivery.save(update_fields=["state", "due_at", "tries", "ended_at", "trouble"])


def give_up(delivery: Delivery) -> None:
    """It is not sent, and nothing of it is kept. What nobody can tell stays so. Call it with the row locked.

    Raises Invalid for what was sent or is being sent.
    """
    _refuse_unless(delivery, State.WAITING, *ENDED)
    if delivery.state == State.WAITING:
        delivery.state, delivery.ended_at = State.FAILED, clock.now()
    delivery.to, delivery.content, delivery.trouble = "", {}, GIVEN_UP
    delivery.save(update_fields=["state", "ended_at", "to", "content", "trouble"])


def empty_old(now: dt.datetime) -> int:
    """What ended a week ago keeps neither address nor text; what had no carrier for 30 days has failed."""
    waited = Delivery.objects.filter(state=State.WAITING, due_at__lt=now - LONGEST_WAIT)
    failed = waited.update(state=State.FAILED, ended_at=now, trouble=NO_CARRIER, **EMPTY)
    ended = Delivery.objects.filter(state__in=ENDED, ended_at__lt=now - KEPT)
    return failed + ended.exclude(Q(to="") & Q(content={})).update(**EMPTY)


def _refuse_unless(delivery: Delivery, *states: State) -> None:
    if delivery.state not in states:
        raise Invalid(_TOO_LATE)
