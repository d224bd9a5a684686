"""A talk becomes a question that is followed up, in the same conversation, and a talk again (EN4, CL2)."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commondesk.consortium.librarian import Librarian
from commondesk.desk import by_mail
from commondesk.desk.again import done_before
from commondesk.desk.claiming import refuse_unless_held, tell_the_desk
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import PATRON, librarian_author, role_of
from commondesk.desk.log import append_one
from commondesk.desk.message import prepared
from commondesk.desk.patron_address import PatronAddress, checked_email, keep_address
from commondesk.desk.staff_event import staff_item
from commondesk.plumbing.refusal import Invalid, OtherBody

State = Conversation.State
KIND: Final = "followed_up"


def go_on_by_mail(
    code: str, librarian: Librarian, message: str, email: str | None = None, key: str | None = None
) -> None:
    """The chat ends here, and its librarian goes on with the question; `message` says what is missing (CL2).

    `email` is the address as the patron told it; it takes the place of an earlier one. Without any address
    the answer waits at the return code, and the patron is told so.
    Raises ClaimedBy, NotClaimed, Closed, Empty, TooLong, Invalid (the address), OtherBody.
    """
    text, data = prepared(message)
    with transaction.atomic():
        conversation = Conversation.objects.locked(code)
        if _done_before(conversation, librarian, text, key):
            return
        refuse_unless_held(conversation, librarian)
        if email:
            note_address(conversation, librarian, email)
        first = append_one(staff_item(code, librarian, "message", text, data))
        _follow_up(conversation, librarian, key)
        # Its mail, also to who is still here, shows that the address is right, and is the way back.
        by_mail.send_where_away([first])


def go_on_here(code: str, librarian: Librarian, key: str | None = None) -> None:
    """The patron is back, and it is a talk again; what is one stays as it is.

    Raises ClaimedBy, NotClaimed, Closed, OtherBody.
    """
    with transaction.atomic():
        conversation = Conversation.objects.locked(code)
        if done_before(conversation, librarian_author(librarian.pk), "resumed", key):
            return
        refuse_unless_held(conversation, librarian)
        if conversation.state != State.FOLLOWING_UP:
            return
        conversation.state = State.TALKING
        conversation.asked_while_closed = False
        conversation.save(update_fields=["state", "asked_while_closed"])
        tell_the_desk(conversation, librarian.pk, append_one(staff_item(code, librarian, "resumed", key=key)))


def note_address(conversation: Conversation, librarian: Librarian, email: str) -> None:
    """Keep the address that the patron told this librarian, in the caller's transaction.

    One that the patron left stays: nobody else sends the answers, and with them the way in, elsewhere.
    Raises Invalid for that, and for what cannot be an address.
    """
    email = checked_email(email)
    left = conversation.addresses.filter(kind=PatronAddress.Kind.EMAIL).first()
    if left is not None and left.address.lower() == email.lower():
        return
    if left is not None and not _was_typed_by_staff(conversation):
        sentence = _("The patron has left an address. Only they can change it, on their page.")
        raise Invalid(sentence, errors=[{"field": "email", "sentence": str(sentence)}])
    keep_address(conversation, email)
    append_one(staff_item(conversation.code, librarian, "address", data={"kind": "email"}))


def _was_typed_by_staff(conversation: Conversation) -> bool:
    """Who noted the address last; one that came with the question has no event."""
    last = conversation.events.filter(kind="address").order_by("seq").last()
    return last is not None and role_of(last.author) != PATRON


def _done_before(conversation: Conversation, librarian: Librarian, text: str, key: str | None) -> bool:
    """Raises OtherBody where the same key said something else."""
    author = librarian_author(librarian.pk)
    if not done_before(conversation, author, KIND, key):
        return False
    done = conversation.events.get(author=author, key=key)
    said = conversation.events.filter(author=author, kind="message", seq__lt=done.seq).latest("seq")
    if said.body != text:
        raise OtherBody
    return True


def _follow_up(conversation: Conversation, librarian: Librarian, key: str | None) -> None:
    """Nobody has to hurry any more: silence is nothing to mention (NR1), nor does it count as a chat."""
    conversation.state = State.FOLLOWING_UP
    conversation.quiet_due_at = None
    conversation.save(update_fields=["state", "quiet_due_at"])
    said = {"to": _where_answers_go(conversation)}
    event = append_one(staff_item(conversation.code, librarian, KIND, data=said, key=key))
    tell_the_desk(conversation, librarian.pk, event)


def _where_answers_go(conversation: Conversation) -> dict[str, Any]:
    """By mail, or to be read on the page with the code and the words of the slip."""
    has_address = conversation.addresses.filter(kind=PatronAddress.Kind.EMAIL).exists()
    return {"kind": "email" if has_address else "code"}
