"""What must leave the house: written in the verb's transaction, sent by `work`, with a visible end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any, Final

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from commondesk.outbox.backoff import backoff
from commondesk.plumbing import clock

# Of use for minutes only, and the same twice is one: repeated while it is of use, then gone; nothing of it is
# for a person to decide.
PASSING: Final = frozenset({"push"})
LEASE: Final = dt.timedelta(minutes=2)  # longer than a mail server may take to answer
PASSED_KEPT: Final = dt.timedelta(days=1)
MOST_TRIES: Final = 20  # with the backoff, about a day and a quarter
LEASE_LOST: Final = gettext_noop("The sending was broken off. It may have arrived or not; nobody can know.")


class Delivery(models.Model):
    """One thing to send by one carrier. Its address and text are emptied when it was sent.

    What could not be sent keeps them for a week, so that a person can try again (outbox/unsent.py). The key
    begins with its kind. `trouble` is written in English and translated where it is read.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("sending")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        UNKNOWN = "unknown", _("outcome unknown")

    carrier = models.CharField(max_length=16)
    key = models.CharField(max_length=120, unique=True)
    conversation_id = models.BigIntegerField(null=True, db_index=True)
    to = models.CharField(max_length=254)
    content = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "commondesk"
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state="waiting"), name="delivery_due"),
            models.Index(fields=["state", "id"], name="delivery_state"),
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.state}"

    @property
    def kind(self) -> str:
        """What it is: `messages`, `invitation` ... It stands also where the content is gone."""
        return self.key.partition(":")[0]

    @property
    def taken_at(self) -> dt.datetime | None:
        """When a worker last took it to send it; None while it waits."""
        return self.leased_until and self.leased_until - LEASE


State = Delivery.State
ALL: Final = models.Q()
EMPTY: Final[dict[str, Any]] = {"to": "", "content": {}}


def add(
    carrier: str,
    key: str,
    to: str,
    content: dict[str, Any],
    due_at: dt.datetime,
    conversation_id: int | None = None,
) -> Delivery:
    """Write down what must leave, in the caller's transaction; the same key again is the same delivery."""
    fields = {
        "carrier": carrier,
        "to": to,
        "content": content,
        "due_at": due_at,
        "conversation_id": conversation_id,
    }
    return Delivery.objects.get_or_create(key=key, defaults=fields)[0]


def is_due(now: dt.datetime, only: Collection[str], among: models.Q = ALL) -> bool:
    """Whether `take` would find something: asked first where one asks often, since taking waits to write."""
    waiting = Delivery.objects.filter(among, state=State.WAITING, due_at__lte=now, carrier__in=only)
    return waiting.exists()


@transaction.atomic
def take(
    now: dt.datetime, without: Collection[str] = (), only: Collection[str] = (), among: models.Q = ALL
) -> Delivery | None:
    """The one that is due the longest, now ours for two minutes; None when nothing waits.

    One at a time, so that a slow carrier cannot use up the leases of those behind it. What goes by the
    carriers `without` stays, untried; with `only`, whatever goes by others; and what is not `among` these.
    """
    waiting = Delivery.objects.select_for_update(skip_locked=True, no_key=True).filter(
        among, state=State.WAITING, due_at__lte=now
    )
    if only:
        waiting = waiting.filter(carrier__in=only)
    delivery = waiting.exclude(carrier__in=without).order_by("due_at", "id").first()
    if delivery is None:
        return None
    delivery.state = State.SENDING
    delivery.leased_until = now + LEASE
    delivery.tries += 1
    delivery.save(update_fields=["state", "leased_until", "tries"])
    return delivery


def sent(delivery: Delivery) -> None:
    """The carrier has taken it over."""
    now = clock.now()
    _still_ours(delivery).update(state=State.SENT, ended_at=now, trouble="", **EMPTY)


def try_again(delivery: Delivery, trouble: str) -> None:
    """It surely has not left: wait a longer while each time, and after 20 tries fail."""
    if delivery.tries >= MOST_TRIES:
        refused(delivery, trouble)
        return
    due_at = clock.now() + backoff(delivery.tries)
    _still_ours(delivery).update(state=State.WAITING, due_at=due_at, leased_until=None, trouble=trouble[:300])


def again_at(delivery: Delivery, due_at: dt.datetime) -> None:
    """Something passing that has not left, or that may well come twice: once more, at this time."""
    _still_ours(delivery).update(state=State.WAITING, due_at=due_at, leased_until=None)


def let_pass(delivery: Delivery) -> None:
    """Something passing that is of no use any more: that it was stays for a day, or it would be made anew."""
    _still_ours(delivery).update(state=State.FAILED, ended_at=clock.now(), trouble="", **EMPTY)


def forget_passed(now: dt.datetime) -> int:
    """Delete what was passing and ended a day ago; says how many."""
    passed = Delivery.objects.filter(carrier__in=PASSING, ended_at__lt=now - PASSED_KEPT)
    return passed.delete()[0]


def refused(delivery: Delivery, trouble: str) -> None:
    """It will never be taken: another try would not help."""
    _end(_still_ours(delivery), State.FAILED, trouble)


def drop(delivery: Delivery) -> None:
    """There is nobody to send it to, and nothing of it to keep."""
    _still_ours(delivery).delete()


def nobody_knows(delivery: Delivery, trouble: str) -> None:
    """It may have left or not. It is shown to a person and never repeated by itself."""
    _end(_still_ours(delivery), State.UNKNOWN, trouble)


def give_up_lost_leases(now: dt.datetime) -> int:
    """Those whose worker died while sending: their outcome is unknown. Says how many.

    What is passing is sent again: it comes at most twice, and looks like one.
    """
    lost = Delivery.objects.filter(state=State.SENDING, leased_until__lte=now)
    lost.filter(carrier__in=PASSING).update(state=State.WAITING, leased_until=None)
    return _end(lost.exclude(carrier__in=PASSING), State.UNKNOWN, LEASE_LOST)


def forget(conversation_id: int) -> None:
    """An erasure: whatever has not left stays here, and no address or text of it is kept.

    Call it in the erasing transaction. One that is being sent at this moment ends by itself, emptied too.
    """
    ours = Delivery.objects.filter(conversation_id=conversation_id)
    ours.filter(state=State.WAITING).delete()
    ours.update(trouble="", **EMPTY)


def _still_ours(delivery: Delivery) -> models.QuerySet[Delivery]:
    return Delivery.objects.filter(pk=delivery.pk, state=State.SENDING, leased_until=delivery.leased_until)


def _end(rows: models.QuerySet[Delivery], state: State, trouble: str) -> int:
    return rows.update(state=state, ended_at=clock.now(), trouble=trouble[:300])
