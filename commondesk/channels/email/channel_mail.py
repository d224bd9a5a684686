"""The mail that brings what was said in the staff's channels; its words are fetched when it leaves (CO5)."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from commondesk.consortium.consortium import the_consortium
from commondesk.consortium.librarian import Librarian
from commondesk.desk.channel_mail import KIND as KIND
from commondesk.desk.staff_channel import StaffChannel, readers
from commondesk.desk.staff_message import StaffMessage
from commondesk.outbox.delivery import Delivery


def message(delivery: Delivery, *, sealed: bool) -> EmailMessage | None:
    """What of it still stands and is still for its reader, in their language; None when nothing is."""
    person = Librarian.objects.filter(pk=delivery.content["librarian"], is_active=True).first()
    found = _messages(person, delivery.content["messages"]) if person else []
    if not found:
        return None
    with translation.override(delivery.content["language"]):
        consortium = the_consortium()
        shown = {
            "consortium": consortium,
            "messages": found,
            "link": f"{settings.COMMONDESK.base_url}/channel/{found[0].channel.slug}/",
        }
        return EmailMessage(
            subject=_("From your colleagues at %(consortium)s") % {"consortium": consortium.name},
            body=render_to_string("channels/email/staff_channel.txt", shown),
            to=[delivery.to],
            headers={"Content-Language": delivery.content["language"]},
        )


def _messages(person: Librarian, ids: list[int]) -> list[StaffMessage]:
    rows = StaffMessage.objects.filter(pk__in=ids, body__isnull=False).select_related("channel__queue")
    found = list(rows.order_by("pk"))
    open_to = {channel for channel in {row.channel for row in found} if _sees(person, channel)}
    return [row for row in found if row.channel in open_to]


def _sees(person: Librarian, channel: StaffChannel) -> bool:
    return readers(channel).filter(pk=person.pk).exists()
