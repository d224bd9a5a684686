"""A copy by mail of what is said in a channel, to those away whom it calls or who asked for it (CO5)."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from commondesk.consortium.librarian import Librarian
from commondesk.desk.staff_channel import StaffChannel, readers
from commondesk.outbox import delivery
from commondesk.outbox.delivery import Delivery
from commondesk.plumbing import clock

GATHERED_FOR: Final = dt.timedelta(minutes=2)  # long enough to take a slip of the pen back
CARRIER: Final = "email"
KIND: Final = "staff-channel"


class ChannelHabit(models.Model):
    """Which messages of the channels follow a person by mail while they are away; without a row, mentions."""

    class Mails(models.TextChoices):
        MENTIONS = "mentions", _("Those that call me by name")
        ALL = "all", _("All of them")
        NEVER = "never", _("None")

    librarian = models.OneToOneField("Librarian", on_delete=models.CASCADE, related_name="channel_habit")
    mails = models.CharField(max_length=8, choices=Mails.choices)

    class Meta:
        app_label = "commondesk"

    def __str__(self) -> str:
        return f"{self.librarian}: {self.mails}"


def mails_of(librarian: Librarian) -> str:
    found = ChannelHabit.objects.filter(librarian=librarian).values_list("mails", flat=True).first()
    return found or ChannelHabit.Mails.MENTIONS


def follow_by_mail(librarian: Librarian, mails: str) -> None:
    """From now on these messages follow while one is away; mails under way go their way."""
    ChannelHabit.objects.update_or_create(librarian=librarian, defaults={"mails": mails})


def send_where_away(channel: StaffChannel, message_id: int, author_id: int, called: set[int]) -> None:
    """Add the message to the mail of everybody away who wants it; what comes within two minutes is one mail.

    In the transaction that wrote it. The mail names messages by their ids alone: the words are fetched when
    it leaves, so what was taken back stays here, and so does what its reader may no longer see.
    """
    now = clock.now()
    wants_all = models.Q(channel_habit__mails=ChannelHabit.Mails.ALL)
    is_called = models.Q(pk__in=called)
    away = readers(channel).filter(wants_all | is_called)
    away = away.exclude(pk=author_id).exclude(channel_habit__mails=ChannelHabit.Mails.NEVER)
    for person in away.exclude(presence__lease_until__gt=now).order_by("pk"):
        _gather(person, message_id, now)


def _gather(person: Librarian, message_id: int, now: dt.datetime) -> None:
    mails = Delivery.objects.select_for_update(no_key=True).filter(
        carrier=CARRIER, key__startswith=_key(person, ""), state=Delivery.State.WAITING
    )
    waiting = mails.order_by("-id").first()
    if waiting and waiting.tries == 0:
        waiting.content["messages"] = [*waiting.content["messages"], message_id]
        waiting.save(update_fields=["content"])
        return
    content = {
        "librarian": person.pk,
        "language": _language(person),
        "messages": [message_id],
    }
    delivery.add(CARRIER, _key(person, str(message_id)), person.email, content, now + GATHERED_FOR)


def _language(person: Librarian) -> str:
    """The first of their languages in which we have words."""
    ours = dict(settings.STAFF_LANGUAGES)
    return next((one for one in person.languages if one in ours), settings.LANGUAGE_CODE)


def _key(person: Librarian, message_id: str) -> str:
    return f"{KIND}:{person.pk}:{message_id}"
