"""Referring (FO1): a question goes to a library that follows it up, or the patron to a place outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.library import Library
from commondesk.consortium.queue import Queue
from commondesk.desk import by_mail
from commondesk.desk.again import done_before
from commondesk.desk.claim import Claim
from commondesk.desk.claiming import end_claim, put_back_in_line, refuse_unless_held, tell_the_desk
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import EventRow, librarian_author
from commondesk.desk.following_up import note_address
from commondesk.desk.log import append_one
from commondesk.desk.message import prepared, prepared_line
from commondesk.desk.referral import LONGEST_CONTACT, LONGEST_PLACE, Referral
from commondesk.desk.staff_event import staff_item
from commondesk.desk.transferring import queue_of
from commondesk.plumbing.refusal import Invalid, OtherBody

Why = Referral.Why


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere outside the consortium, and how one reaches it: the patron is shown both."""

    name: str
    contact: str


def refer(
    code: str,
    sender: Librarian,
    to: Library | Place,
    reason: str,
    why: str = Why.REDIRECT,
    email: str | None = None,
    key: str | None = None,
) -> Referral:
    """To a library: it waits in its queue, to be followed up. To a place: the patron is told of it, and the
    conversation stays with who has it. The reason is for staff alone; `email` as in `go_on_by_mail`.

    Raises ClaimedBy, NotClaimed, Closed, Empty or TooLong (the reason), OtherBody, Invalid (the address, a
    library where nobody answers, a place without name or contact).
    """
    text, data = prepared(reason)
    place = _checked(to) if isinstance(to, Place) else None
    with transaction.atomic():
        conversation = Conversation.objects.locked(code)
        if done_before(conversation, librarian_author(sender.pk), "referred", key):
            return _earlier(conversation, sender, text)
        refuse_unless_held(conversation, sender)
        if email:
            note_address(conversation, sender, email)
        append_one(staff_item(code, sender, "note", text, data | {"referral": True}))
        row = Referral(
            conversation=conversation, by=sender, from_library=sender.home_library, reason=text, why=why
        )
        if place:
            _recommend(row, place, key)
        else:
            assert isinstance(to, Library)
            _pass_on(row, to, key)
        row.save()
    return row


def is_referred(conversation: Conversation) -> bool:
    """Its last referral stands: the patron was sent elsewhere, or nobody there has taken it up yet."""
    last = conversation.referrals.order_by("id").last()
    if last is None:
        return False
    return last.to_library_id is None or not conversation.claims.filter(claimed_at__gte=last.at).exists()


def referred_to(conversation: Conversation) -> Library | None:
    """The library in whose queue it waits because it was referred there."""
    last = conversation.referrals.select_related("to_library").order_by("id").last()
    waits = conversation.state == Conversation.State.WAITING
    return last.to_library if last and waits and last.to_queue_id == conversation.queue_id else None


def _checked(to: Place) -> Place:
    """What the patron is told goes through the door that all words go through."""
    place = Place(prepared_line(to.name, LONGEST_PLACE), prepared_line(to.contact, LONGEST_CONTACT))
    missing = [name for name, words in (("name", place.name), ("contact", place.contact)) if not words]
    if missing:
        sentence = _("Say where it is, and how one reaches it: the patron is told both.")
        errors = [{"field": f"to.place.{name}", "sentence": str(sentence)} for name in missing]
        raise Invalid(sentence, errors=errors)
    return place


def _earlier(conversation: Conversation, sender: Librarian, reason: str) -> Referral:
    row = conversation.referrals.filter(by=sender).latest("id")
    if row.reason != reason:
        raise OtherBody
    return row


def _pass_on(row: Referral, library: Library, key: str | None) -> None:
    """With the time it has waited already; there is no hurry, and the next claim is the consent (FO5)."""
    conversation, queue = row.conversation, _queue_of(library)
    if conversation.is_practice:
        raise Invalid(_("This is practice: no library would answer it."))
    row.to_library, row.to_queue = library, queue
    before, conversation.queue = conversation.queue, queue
    if conversation.library is None:
        conversation.library = library
    conversation.asked_while_closed = True  # who waits for it need not stay, and is never lost
    end_claim(conversation, Claim.How.REFERRED)
    put_back_in_line(conversation, "queue", "library")
    event = _say(row, {"kind": "library", "name": library.name, "library": ""}, key)
    tell_the_desk(conversation, row.by_id, event, before.pk)


def _queue_of(library: Library) -> Queue:
    try:
        return queue_of(library)
    except Invalid:
        sentence = _("No queue of this library takes questions. Tell the patron of it as a place elsewhere.")
        raise Invalid(sentence, errors=[{"field": "to.library", "sentence": str(sentence)}]) from None


def _recommend(row: Referral, place: Place, key: str | None) -> None:
    """As a message too: its links can be followed, and it goes after a patron who is away."""
    row.place, row.contact = place.name, place.contact
    _say(row, {"kind": "place", "name": place.name, "library": ""}, key)
    words = f"{place.name}\n{place.contact}"
    by_mail.send_where_away([append_one(staff_item(row.conversation.code, row.by, "message", words))])


def _say(row: Referral, to: dict[str, Any], key: str | None) -> EventRow:
    return append_one(staff_item(row.conversation.code, row.by, "referred", data={"to": to}, key=key))
