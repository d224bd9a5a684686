"""What staff tell each other in a channel (CO5): written, and taken back within ten minutes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any, Final

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from commondesk.consortium.librarian import Librarian
from commondesk.desk import channel_mail, notice
from commondesk.desk.message import prepared
from commondesk.desk.staff_channel import ChannelMark, StaffChannel, readers
from commondesk.plumbing import bus, clock
from commondesk.plumbing.masking import LONGEST_BODY
from commondesk.plumbing.refusal import Invalid, NotAllowed, NotVisible, OtherBody, TooLate
from commondesk.plumbing.sql import folded

TAKEN_BACK_WITHIN: Final = dt.timedelta(minutes=10)
NOT_THEIRS: Final = _("Only its author takes a message back.")
TOO_LATE: Final = _("A message can be taken back for ten minutes. Write another one to put it right.")


class StaffMessage(models.Model):
    """One message of a channel. `body` is null once it was taken back; `words` are what is searched."""

    channel = models.ForeignKey(
        "StaffChannel", on_delete=models.CASCADE, related_name="messages", db_index=False
    )
    seq = models.PositiveIntegerField()
    by = models.ForeignKey("Librarian", on_delete=models.PROTECT, related_name="+", db_index=False)
    by_name = models.CharField(max_length=60)
    by_library = models.CharField(max_length=160, blank=True)
    body = models.TextField(null=True)
    words = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    mentions: models.ManyToManyField[Librarian, Any] = models.ManyToManyField(
        "Librarian", related_name="mentioned_in"
    )
    at = models.DateTimeField(default=clock.now, db_index=True)
    key = models.CharField(max_length=64)

    class Meta:
        app_label = "commondesk"
        constraints = [
            models.UniqueConstraint(fields=["channel", "seq"], name="staff_message_seq"),
            models.UniqueConstraint(fields=["by", "key"], name="staff_message_key"),
        ]

    def __str__(self) -> str:
        return f"{self.channel}/{self.seq}"


def say(
    channel: StaffChannel, librarian: Librarian, body: str, key: str, mentions: Collection[Librarian] = ()
) -> tuple[StaffMessage, bool]:
    """The message, and whether it stood there already under this key.

    Raises Empty, TooLong, OtherBody, NotVisible (a channel that is not theirs), Invalid (calls somebody who
    does not see it).
    """
    text, data = prepared(body)
    with transaction.atomic():
        channel = _locked(channel)
        if earlier := StaffMessage.objects.filter(by=librarian, key=key).first():
            return _same(earlier, channel, text), True
        called = _called(channel, librarian, mentions)
        library = librarian.home_library
        channel.last_seq += 1
        channel.save(update_fields=["last_seq"])
        message = StaffMessage.objects.create(
            channel=channel,
            seq=channel.last_seq,
            by=librarian,
            by_name=librarian.called,
            by_library=library.name if library else "",
            body=text,
            words=folded(text, LONGEST_BODY),
            data=data,
            key=key,
        )
        message.mentions.set(called)
        read_up_to(channel, librarian, message.seq)
        channel_mail.send_where_away(channel, message.pk, librarian.pk, {person.pk for person in called})
        _tell_where_away(message, called)
        _tell(channel)
    return message, False


def _tell_where_away(message: StaffMessage, called: Collection[Librarian]) -> None:
    """Whoever is called and not at the desk is told on their devices; the words stay in the channel."""
    at_desk = Librarian.objects.filter(pk__in=[person.pk for person in called]).filter(
        presence__lease_until__gt=clock.now()
    )
    place = f"/channel/{message.channel.slug}/"
    for person in set(called) - set(at_desk) if called else ():
        said = notice.Notice("mention", str(message.pk), place, "commondesk-channel")
        notice.tell(person, "mention", said)


def take_back(channel: StaffChannel, librarian: Librarian, seq: int) -> None:
    """Empty one's own message; again is the same. Raises NotVisible, NotAllowed, TooLate (ten minutes)."""
    with transaction.atomic():
        channel = _locked(channel)
        message = StaffMessage.objects.filter(channel=channel, seq=seq).first()
        if message is None:
            raise NotVisible
        if message.by_id != librarian.pk:
            raise NotAllowed(NOT_THEIRS)
        if message.body is None:
            return
        if clock.now() > message.at + TAKEN_BACK_WITHIN:
            raise TooLate(TOO_LATE)
        message.body, message.words, message.data = None, "", {}
        message.save(update_fields=["body", "words", "data"])
        message.mentions.clear()
        _tell(channel)


def read_up_to(channel: StaffChannel, librarian: Librarian, seq: int) -> None:
    """This person has seen everything up to `seq`; an older number changes nothing."""
    seq = max(0, min(seq, channel.last_seq))
    with transaction.atomic():
        begun = {"seq": seq}
        mark, created = ChannelMark.objects.get_or_create(
            channel=channel, librarian=librarian, defaults=begun
        )
        if not created:
            ChannelMark.objects.filter(pk=mark.pk, seq__lt=seq).update(seq=seq)


def _locked(channel: StaffChannel) -> StaffChannel:
    rows = StaffChannel.objects.select_related("queue").select_for_update(no_key=True, of=("self",))
    return rows.get(pk=channel.pk)


def _same(earlier: StaffMessage, channel: StaffChannel, text: str) -> StaffMessage:
    """One that was taken back meanwhile is still the same message."""
    if earlier.channel_id != channel.pk or earlier.body not in (text, None):
        raise OtherBody
    return earlier


def _called(channel: StaffChannel, librarian: Librarian, mentions: Collection[Librarian]) -> list[Librarian]:
    called = [person for person in set(mentions) if person.pk != librarian.pk]
    seen_by = set(
        readers(channel).filter(pk__in=[person.pk for person in called]).values_list("pk", flat=True)
    )
    for person in called:
        if person.pk not in seen_by:
            raise Invalid(_("%(name)s does not see this channel.") % {"name": person.called})
    return called


def _tell(channel: StaffChannel) -> None:
    """`look at this channel`, never what is in it; the queue decides who is told."""
    bus.wake([bus.Wake(f"channel:{channel.pk}", {"slug": channel.slug, "queue": channel.queue_id})])
