"""Corrections: the author of a message may put its words right within a minute. The log keeps both."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commondesk.consortium.librarian import Librarian
from commondesk.desk import by_mail
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import PATRON, Event, EventRow, librarian_author
from commondesk.desk.log import Item, Must, append_one
from commondesk.desk.message import prepared
from commondesk.desk.staff_event import staff_item
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import Invalid, NotAllowed, NotVisible, OtherBody, TooLate

CORRECTABLE_FOR: Final = dt.timedelta(minutes=1)


def correct(
    conversation: Conversation, librarian: Librarian | None, seq: int, body: str, key: str | None = None
) -> EventRow:
    """New words for the message with the author's own number `seq`; `librarian` None: the patron's.

    Raises NotVisible (no such message), NotAllowed (another's), TooLate, OtherBody, and what a message may.
    """
    author = PATRON if librarian is None else librarian_author(librarian.pk)
    text, data = prepared(body)
    with transaction.atomic():
        Conversation.objects.locked(conversation.code)
        message = _message(conversation, author, seq)
        data |= {"of": message.seq, "patron_of": message.patron_seq}
        if not _is_again(conversation, author, key, message) and (clock.now() > message.at + CORRECTABLE_FOR):
            raise TooLate
        event = append_one(_item(conversation.code, librarian, text, data, key))
        if not event.again:
            by_mail.send_where_away([event])
    return event


def _message(conversation: Conversation, author: str, seq: int) -> Event:
    number = "patron_seq" if author == PATRON else "seq"
    message = conversation.events.filter(kind="message", **{number: seq}).first()
    if message is None:
        raise NotVisible
    if message.author != author:
        raise NotAllowed(_("Only who wrote a message can correct it."))
    if not message.body:
        raise Invalid(_("There are no words to correct in this message."))
    return message


def _is_again(conversation: Conversation, author: str, key: str | None, message: Event) -> bool:
    """The same correction again may come late. Raises OtherBody when the key stands for something else."""
    if key is None:
        return False
    earlier = conversation.events.filter(author=author, key=key).first()
    if earlier is not None and earlier.data.get("of") != message.seq:
        raise OtherBody
    return earlier is not None


def _item(code: str, librarian: Librarian | None, text: str, data: dict[str, Any], key: str | None) -> Item:
    if librarian is None:
        return Item(code, PATRON, "corrected", text, data, key, must=Must.PATRON)
    return staff_item(code, librarian, "corrected", text, data, key, must=Must.HOLD)
