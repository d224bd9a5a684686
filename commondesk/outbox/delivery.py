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

LEASE: Final = dt.timedelta(minutes=2)  # longer than a mail server may take to answer
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


@transaction.atomic
def take(now: dt.datetime, without: Collection[str] = ()) -> Delivery | None:
    """The one that is due the longest, now ours for two minutes; None when nothing waits.

    One at a time, so that a slow carrier cannot use up the leases of those behind it. What goes by the
    carriers `without` stays, untried.
    """
    waiting = Delivery.objects.select_for_update(skip_locked=True, no_key=True).filter(
        state=State.WAITING, due_at__lte=now
    )
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
    """Those whose worker died while sending: their outcome is unknown. Says how many."""
    lost = Delivery.objects.filter(state=State.SENDING, leased_until__lte=now)
    return _end(lost, State.UNKNOWN, LEASE_LOST)


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
