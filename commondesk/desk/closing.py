"""Closing, re-opening, giving up and being lost (NR1, SV7, AC9). A person closes, never a timer."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commondesk.consortium.librarian import Librarian, hold_still
from commondesk.desk import by_mail
from commondesk.desk.again import done_before
from commondesk.desk.claim import Claim
from commondesk.desk.claiming import end_claim, named, refuse_outsiders, refuse_unless_held
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import PATRON, SYSTEM, librarian_author
from commondesk.desk.log import Item, append_one
from commondesk.desk.message import prepared, prepared_line
from commondesk.desk.staff_event import staff_item
from commondesk.desk.waiting import is_attended
from commondesk.plumbing import bus, clock
from commondesk.plumbing.refusal import ClaimedBy, Closed, NotClosed

State = Conversation.State
Ended = Conversation.Ended
_TAKEN = _("A librarian has just taken your question. You can end the conversation instead.")


def close(
    code: str, librarian: Librarian, closing: str | None = None, reason: str = "", key: str | None = None
) -> None:
    """The claimant ends it: the closing message goes out first (SV7), or a reason says why there is none.

    Closing again is the same closing. Raises ClaimedBy, NotClaimed, Empty, TooLong.
    """
    text, data = prepared(closing) if closing else (None, {})
    reason = prepared_line(reason, 32)
    with transaction.atomic():
        conversation = Conversation.objects.locked(code)
        if conversation.ended == Ended.ANSWERED:
            return
        refuse_unless_held(conversation, librarian)
        if text is not None:
            by_mail.send_where_away([append_one(staff_item(code, librarian, "message", text, data, key))])
        _end(conversation, Ended.ANSWERED, reason)
        append_one(staff_item(code, librarian, "closed", data=_why(Ended.ANSWERED, reason)))


def close_as_patron(code: str) -> None:
    """The patron has what they need. While still waiting this is giving up. Again is the same."""
    with transaction.atomic():
        conversation = Conversation.objects.locked(code)
        if not conversation.is_open:
            return
        if conversation.state == State.WAITING:
            _leave(conversation)
            return
        _end(conversation, Ended.BY_PATRON)
        append_one(Item(code, PATRON, "closed", data=_why(Ended.BY_PATRON)))


def leave(code: str) -> None:
    """The patron gives up waiting: lost, with its wait (AC9). Raises Closed, or ClaimedBy once taken."""
    with transaction.atomic():
        conversation = Conversation.objects.locked(code)
        if conversation.ended == Ended.LEFT:
            return
        if conversation.state != State.WAITING:
            raise Closed if not conversation.is_open else _taken(conversation)
        _leave(conversation)


def _taken(conversation: Conversation) -> ClaimedBy:
    """A librarian was faster than the patron who wanted to give up."""
    holder = conversation.claimed_by
    return ClaimedBy(named(holder) if holder else {"name": None, "library": None}, _TAKEN)


def _leave(conversation: Conversation) -> None:
    waited = _waited(conversation)
    _end(conversation, Ended.LEFT)
    append_one(Item(conversation.code, PATRON, "left", data=waited))


def lose(code: str) -> bool:
    """No sign of a waiting patron for 90 seconds (AC9); False when somebody claimed it meanwhile.

    Whoever was told that they need not stay, or is told on their device, is not lost: the question waits like
    one that was asked then.
    """
    with transaction.atomic():
        conversation = Conversation.objects.locked(code)
        if conversation.state != State.WAITING:
            return False
        if can_be_reached(conversation) or not is_attended(conversation.queue):
            _keep_for_later(conversation)
            return False
        waited = _waited(conversation)
        _end(conversation, Ended.LOST)
        append_one(Item(code, SYSTEM, "lost", data=waited))
    return True


def can_be_reached(conversation: Conversation) -> bool:
    """The patron has left an address, or is told on a device: they need not stay."""
    return conversation.addresses.exists() or conversation.devices.exists()


def _keep_for_later(conversation: Conversation) -> None:
    conversation.asked_while_closed = True
    conversation.save(update_fields=["asked_while_closed"])
    bus.wake([bus.Wake(f"queue:{conversation.queue_id}")])


def reopen_as_patron(code: str, key: str | None = None) -> None:
    """The patron has more to ask: back into the line, where the one who helped may claim it again."""
    _reopen(code, None, key)


def reopen(code: str, librarian: Librarian, key: str | None = None) -> None:
    """A librarian takes a closed conversation up again, and holds it. Raises NotClosed; NotAllowed for others
    than those who helped before or may claim from its queue."""
    _reopen(code, librarian, key)


def _reopen(code: str, librarian: Librarian | None, key: str | None) -> None:
    author = PATRON if librarian is None else librarian_author(librarian.pk)
    with transaction.atomic():
        librarian = librarian and hold_still(librarian)
        conversation = Conversation.objects.locked(code)
        if done_before(conversation, author, "reopened", key):
            return
        if librarian is not None:
            refuse_outsiders(conversation, librarian)
        if conversation.is_open:
            raise NotClosed
        _open_again(conversation, librarian)
        if librarian is None:
            append_one(Item(code, PATRON, "reopened", key=key))
        else:
            _hold(conversation, librarian)
            append_one(staff_item(code, librarian, "reopened", key=key))
        bus.wake([bus.Wake(f"queue:{conversation.queue_id}")])


def _open_again(conversation: Conversation, librarian: Librarian | None) -> None:
    """Waiting anew, or held by the librarian who re-opens it."""
    now = clock.now()
    conversation.ended = conversation.closing_reason = ""
    conversation.closed_at = conversation.facts_retired_at = conversation.texts_retired_at = None
    conversation.state = State.WAITING if librarian is None else State.FOLLOWING_UP
    conversation.waiting_since = now if librarian is None else None
    conversation.asked_while_closed = librarian is None and not is_attended(conversation.queue)
    conversation.patron_seen_at = now
    conversation.claimed_by = librarian
    conversation.save(
        update_fields=[
            "ended", "closing_reason", "closed_at", "state", "waiting_since", "asked_while_closed",
            "patron_seen_at", "claimed_by", "facts_retired_at", "texts_retired_at",
        ]
    )  # fmt: skip


def _hold(conversation: Conversation, librarian: Librarian) -> None:
    Claim.objects.create(
        conversation=conversation,
        librarian=librarian,
        library=librarian.home_library,
        claimed_at=clock.now(),
    )


def _end(conversation: Conversation, ended: Ended, reason: str = "") -> None:
    """Write the closed state; the event that says so follows under the same lock."""
    holder = conversation.claimed_by_id
    end_claim(conversation, Claim.How.CLOSED)
    conversation.state = State.CLOSED
    conversation.ended = ended
    conversation.closing_reason = reason
    conversation.closed_at = clock.now()
    conversation.waiting_since = None
    conversation.quiet_due_at = None
    conversation.save(
        update_fields=[
            "claimed_by", "helped_by", "state", "ended", "closing_reason", "closed_at", "waiting_since",
            "quiet_due_at",
        ]
    )  # fmt: skip
    wakes = [bus.Wake(f"queue:{conversation.queue_id}")]
    if holder:
        wakes.append(
            bus.Wake(f"desk:{holder}", {"code": conversation.code, "seq": conversation.last_seq + 1})
        )
    bus.wake(wakes)


def _why(ended: Ended, reason: str = "") -> dict[str, Any]:
    return {"ended": ended.value, **({"reason": reason} if reason else {})}


def _waited(conversation: Conversation) -> dict[str, Any]:
    since = conversation.waiting_since or conversation.asked_at
    return {"waited_seconds": max(0, round((clock.now() - since).total_seconds()))}
