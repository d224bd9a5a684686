"""Claim, release, return: who holds a conversation. Exactly one can (AC6)."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction

from commondesk.consortium.librarian import Librarian, hold_still
from commondesk.consortium.membership import Role
from commondesk.consortium.queue import LIVE, claimable_by
from commondesk.desk import notice
from commondesk.desk.again import done_before
from commondesk.desk.claim import Claim
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import SYSTEM, EventRow, librarian_author
from commondesk.desk.log import Item, append_one
from commondesk.desk.staff_event import staff_item
from commondesk.desk.transfer import Transfer
from commondesk.plumbing import bus, clock
from commondesk.plumbing.refusal import ClaimedBy, Closed, NotAllowed, NotClaimed

State = Conversation.State
PATRON_IS_HERE: Final = dt.timedelta(seconds=90)  # AC9's sign of life


def claim(code: str, librarian: Librarian) -> Conversation:
    """Take a conversation; what one holds already answers the same.

    Raises ClaimedBy with who has it, Closed, NotAllowed (no queue of it is staffed), NotVisible.
    """
    with transaction.atomic():
        librarian = hold_still(librarian)
        conversation = Conversation.objects.locked(code)
        if conversation.claimed_by_id == librarian.id:
            return conversation
        _refuse_what_cannot_be_claimed(conversation, librarian)
        now = clock.now()
        first = conversation.first_claimed_at is None
        conversation.state = _state_once_claimed(conversation)
        conversation.waiting_since = None
        conversation.first_claimed_at = conversation.first_claimed_at or now
        begin_claim(conversation, librarian, "state", "waiting_since", "first_claimed_at")
        waited = round((now - conversation.asked_at).total_seconds()) if first else None
        data = {"waited_seconds": waited} if first else {}
        tell_the_desk(
            conversation, librarian.id, append_one(staff_item(code, librarian, "claimed", data=data))
        )
    return conversation


def begin_claim(conversation: Conversation, librarian: Librarian, *more: str) -> None:
    """From now on this librarian holds it; any claim before has ended. `more` names other fields to save."""
    conversation.claimed_by = librarian
    conversation.save(update_fields=["claimed_by", "helped_by", *more])
    Claim.objects.create(
        conversation=conversation,
        librarian=librarian,
        library=librarian.home_library,
        claimed_at=clock.now(),
    )


def _state_once_claimed(conversation: Conversation) -> Conversation.State:
    """A question left while closed whose patron has gone is followed up; all others are talks."""
    gone = conversation.patron_seen_at < clock.now() - PATRON_IS_HERE
    return State.FOLLOWING_UP if conversation.asked_while_closed and gone else State.TALKING


def _refuse_what_cannot_be_claimed(conversation: Conversation, librarian: Librarian) -> None:
    if conversation.claimed_by is not None:
        raise ClaimedBy(named(conversation.claimed_by))
    if not conversation.is_open:
        raise Closed
    if not _takes(librarian, conversation) or conversation.queue_id not in claimable_by(librarian):
        raise NotAllowed


def _takes(librarian: Librarian, conversation: Conversation) -> bool:
    """Interns staff their queues for the e-mail alone."""
    if not librarian.is_active or conversation.channel == Conversation.Channel.EMAIL:
        return librarian.is_active
    return librarian.memberships.filter(role__in=[*LIVE, Role.HELP_DESK]).exists()


def named(librarian: Librarian) -> dict[str, str | None]:
    """A colleague as the others are told of them."""
    library = librarian.home_library
    return {"name": librarian.called, "library": library.name if library else None}


def release(code: str, librarian: Librarian, key: str | None = None) -> None:
    """Give a conversation back to its queue, where it stands by the time it has waited in all."""
    with transaction.atomic():
        conversation = Conversation.objects.locked(code)
        if done_before(conversation, librarian_author(librarian.pk), "released", key):
            return
        refuse_unless_held(conversation, librarian)
        end_claim(conversation, Claim.How.RELEASED)
        put_back_in_line(conversation)
        tell_the_desk(
            conversation, librarian.id, append_one(staff_item(code, librarian, "released", key=key))
        )


def return_to_queue(code: str) -> bool:
    """Back to the queue because its holder left before a first word; False when there was nothing to do."""
    with transaction.atomic():
        conversation = Conversation.objects.locked(code)
        holder = conversation.claimed_by
        if holder is None or not conversation.is_open:
            return False
        end_claim(conversation, Claim.How.RETURNED)
        put_back_in_line(conversation)
        event = append_one(Item(code, SYSTEM, "returned"))
        tell_the_desk(conversation, holder.pk, event)
        about = f"{conversation.pk}.{event.seq}"
        notice.tell(holder, "returned", notice.Notice.at_desk("returned", code, about))
    return True


def refuse_unless_held(conversation: Conversation, librarian: Librarian) -> None:
    """Raise ClaimedBy or NotClaimed unless this librarian holds it; Closed when it is over."""
    if not conversation.is_open:
        raise Closed
    if conversation.claimed_by_id == librarian.id:
        return
    if conversation.claimed_by is not None:
        raise ClaimedBy(named(conversation.claimed_by))
    raise NotClaimed


def refuse_outsiders(conversation: Conversation, librarian: Librarian) -> None:
    """Raise NotAllowed for who sees it but neither took part in it nor may claim from its queue."""
    took_part = conversation.claims.filter(librarian=librarian).exists()
    if not took_part and conversation.queue_id not in claimable_by(librarian):
        raise NotAllowed


def end_claim(conversation: Conversation, how: Claim.How) -> None:
    """End the open claim, if there is one, and any offer of it; the caller sets the state and saves.

    Whoever helped learns of it at once: nobody else's wake speaks of them any more.
    """
    end_offer(conversation, Transfer.State.OVER)
    if conversation.helped_by_id is not None:
        bus.wake([bus.Wake(f"rights:{conversation.helped_by_id}")])
    Claim.objects.filter(conversation=conversation, ended_at=None).update(ended_at=clock.now(), how=how)
    conversation.claimed_by = conversation.helped_by = None


def end_offer(conversation: Conversation, state: Transfer.State) -> Transfer | None:
    """End the offer under way, if there is one; the desk of its receiver drops it."""
    offer = Transfer.objects.under_way().filter(conversation=conversation).first()
    if offer is None:
        return None
    offer.state, offer.ended_at = state, clock.now()
    offer.save(update_fields=["state", "ended_at"])
    bus.wake([bus.Wake(f"rights:{offer.to_person_id}")])
    return offer


def put_back_in_line(conversation: Conversation, *more: str) -> None:
    """AC3 and FO5: who comes back keeps the first waiting time. `more` names other fields to save.

    Who was followed up need not stay, and is never lost: the question waits as one that was left for later.
    """
    if conversation.state == State.FOLLOWING_UP:
        conversation.asked_while_closed = True
    conversation.state = State.WAITING
    conversation.waiting_since = conversation.asked_at
    conversation.quiet_due_at = None
    conversation.patron_seen_at = clock.now()
    conversation.save(
        update_fields=[
            "claimed_by",
            "helped_by",
            "state",
            "waiting_since",
            "quiet_due_at",
            "patron_seen_at",
            "asked_while_closed",
            *more,
        ]
    )


def tell_the_desk(conversation: Conversation, librarian_id: int, event: EventRow, *queues: int) -> None:
    """Wake the desk of this librarian, and those who look after its queue and, by id, after others."""
    bus.wake(
        [
            *(bus.Wake(f"queue:{queue}") for queue in (conversation.queue_id, *queues)),
            bus.Wake(f"desk:{librarian_id}", {"code": conversation.code, "seq": event.seq}),
        ]
    )
