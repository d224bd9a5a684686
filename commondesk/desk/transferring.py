"""Handing on (FO1, FO5): to a queue or a library at once, to a person once they accept, with a brief."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commondesk.consortium.librarian import Librarian, hold_still
from commondesk.consortium.library import Library
from commondesk.consortium.membership import Role
from commondesk.consortium.queue import Queue
from commondesk.desk import notice
from commondesk.desk.again import done_before
from commondesk.desk.claim import Claim
from commondesk.desk.claiming import (
    begin_claim,
    end_claim,
    end_offer,
    named,
    put_back_in_line,
    refuse_unless_held,
    tell_the_desk,
)
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import PATRON, SYSTEM, librarian_author, rfc3339
from commondesk.desk.log import Item, append_one
from commondesk.desk.message import prepared
from commondesk.desk.staff_event import staff_item
from commondesk.desk.transfer import OFFERED_FOR, Transfer
from commondesk.desk.waiting import is_attended
from commondesk.plumbing import bus, clock
from commondesk.plumbing.masking import clean_line
from commondesk.plumbing.refusal import Closed, Invalid, OfferOver
from commondesk.schedule import presence

Receiver = Queue | Library | Librarian
State = Transfer.State
RECEIVING: Final = (Role.LIBRARIAN, Role.COORDINATOR, Role.HELP_DESK)


def transfer(code: str, sender: Librarian, to: Receiver, brief: str, key: str | None = None) -> Transfer:
    """Hand on what one holds, with a brief that no patron sees. To a person it is only offered.

    Raises ClaimedBy, NotClaimed, Closed, Empty or TooLong (the brief), Invalid (nobody can receive it there).
    """
    text, data = prepared(brief)
    with transaction.atomic():
        conversation = Conversation.objects.locked(code)
        if done_before(conversation, librarian_author(sender.pk), "note", key):
            return Transfer.objects.filter(conversation=conversation, by=sender).latest("id")
        refuse_unless_held(conversation, sender)
        end_offer(conversation, State.CANCELLED)
        append_one(staff_item(code, sender, "note", text, data | {"brief": True}, key))
        if isinstance(to, Librarian):
            return _offer(conversation, sender, to, text)
        return _move(conversation, sender, to, text)


def _move(conversation: Conversation, sender: Librarian, to: Queue | Library, brief: str) -> Transfer:
    """FO5: it keeps its first waiting time, and the next claim is the consent."""
    queue = to if isinstance(to, Queue) else queue_of(to)
    if not queue.is_active or queue.is_practice != conversation.is_practice:
        raise Invalid(_("Nobody answers this queue. Choose another one."))
    before = conversation.queue
    conversation.queue = queue
    if isinstance(to, Library) and conversation.library is None:
        conversation.library = to
    conversation.asked_while_closed = not is_attended(queue)
    end_claim(conversation, Claim.How.TRANSFERRED)
    put_back_in_line(conversation, "queue", "library")
    said = {"to": {"kind": _kind(to), "name": to.name, "library": ""}}
    event = append_one(staff_item(conversation.code, sender, "transferred", data=said))
    tell_the_desk(conversation, sender.pk, event, before.pk)
    target: dict[str, Any] = {"to_queue": queue} | ({"to_library": to} if isinstance(to, Library) else {})
    return Transfer.objects.create(
        conversation=conversation, by=sender, brief=brief, state=State.DONE, ended_at=clock.now(), **target
    )


def _kind(to: Queue | Library) -> str:
    return "queue" if isinstance(to, Queue) else "library"


def queue_of(library: Library) -> Queue:
    """The library's own queue, else its system's. Raises Invalid where there is none."""
    owners = Q(library=library) | Q(library=library.system) if library.system else Q(library=library)
    queues = {
        queue.library_id: queue for queue in Queue.objects.filter(owners, is_active=True, is_practice=False)
    }
    found = queues.get(library.pk) or queues.get(library.system_id)
    if found is None:
        raise Invalid(
            _("This library has no queue of its own. Choose a shared queue, and say so in the brief.")
        )
    return found


def invite(code: str, sender: Librarian, to: Librarian, brief: str, key: str | None = None) -> Transfer:
    """Ask a colleague to help while one goes on holding it; until they join, the patron hears nothing (KN5).

    Raises as `transfer`.
    """
    text, data = prepared(brief)
    with transaction.atomic():
        conversation = Conversation.objects.locked(code)
        if done_before(conversation, librarian_author(sender.pk), "note", key):
            return Transfer.objects.filter(conversation=conversation, by=sender).latest("id")
        refuse_unless_held(conversation, sender)
        end_offer(conversation, State.CANCELLED)
        append_one(staff_item(code, sender, "note", text, data | {"brief": True}, key))
        return _offer(conversation, sender, to, text, to_help=True)


def step_back(code: str, librarian: Librarian, key: str | None = None) -> None:
    """Who helps leaves, or is let go by who holds it. With nobody helping there is nothing to do."""
    with transaction.atomic():
        conversation = Conversation.objects.locked(code)
        helper = conversation.helped_by
        if helper is None or done_before(conversation, librarian_author(librarian.pk), "stepped_back", key):
            return
        if librarian.pk != helper.pk:
            refuse_unless_held(conversation, librarian)
        _let_go(conversation, helper, librarian, key)


def _let_go(conversation: Conversation, helper: Librarian, by: Librarian, key: str | None = None) -> None:
    conversation.helped_by = None
    conversation.save(update_fields=["helped_by"])
    said = {"to": _person(helper)}
    event = append_one(staff_item(conversation.code, by, "stepped_back", data=said, key=key))
    tell_the_desk(conversation, helper.pk, event)


def _offer(
    conversation: Conversation, sender: Librarian, to: Librarian, brief: str, *, to_help: bool = False
) -> Transfer:
    _refuse_who_cannot_receive(sender, to)
    offer = Transfer.objects.create(
        conversation=conversation,
        by=sender,
        to_person=to,
        to_help=to_help,
        brief=brief,
        state=State.OFFERED,
        lapses_at=clock.now() + OFFERED_FOR,
    )
    kind = "invited" if to_help else "offered"
    append_one(staff_item(conversation.code, sender, kind, data={"to": _person(to)}))
    bus.wake([bus.Wake(f"rights:{to.pk}")])  # an offer opens the conversation to its receiver
    what = "help" if to_help else "offer"
    notice.tell(to, "offer", notice.Notice.at_desk(what, conversation.code, str(offer.pk)))
    return offer


def _refuse_who_cannot_receive(sender: Librarian, to: Librarian) -> None:
    if to.pk == sender.pk:
        raise Invalid(_("You have it already. Choose a colleague."))
    if not _answers_patrons(to):
        raise Invalid(_("This person answers no patrons here. Choose another one, or a queue."))
    if not presence.is_here(to):
        raise Invalid(_("This person is not at the desk now. Choose another one, or their library."))


def _answers_patrons(person: Librarian) -> bool:
    return person.is_active and person.memberships.filter(role__in=RECEIVING).exists()


def accept(code: str, receiver: Librarian) -> Conversation:
    """Take over, or join where one is asked to help; again is the same.

    Raises Closed, and OfferOver: it has lapsed or was answered otherwise, or the receiver has signed out or
    answers no patrons any more.
    """
    with transaction.atomic():
        receiver = hold_still(receiver)
        conversation = Conversation.objects.locked(code)
        if receiver.pk in (conversation.claimed_by_id, conversation.helped_by_id):
            return conversation
        offer = _under_way(conversation, receiver)
        if not _answers_patrons(receiver) or not presence.is_here(receiver):
            raise OfferOver
        end_offer(conversation, State.DONE)
        if offer.to_help:
            _join(conversation, receiver)
        else:
            _take_over(conversation, offer.by, receiver)
    return conversation


def _take_over(conversation: Conversation, sender: Librarian, receiver: Librarian) -> None:
    end_claim(conversation, Claim.How.TRANSFERRED)
    begin_claim(conversation, receiver)
    said = {"to": _person(receiver), "from": _person(sender)}
    event = append_one(staff_item(conversation.code, receiver, "transferred", data=said))
    tell_the_desk(conversation, sender.pk, event)


def _join(conversation: Conversation, receiver: Librarian) -> None:
    """The patron sees who helps. That they took part is kept as a claim which ended as it began.

    One helps at a time: who helped before leaves, and is told.
    """
    now = clock.now()
    if conversation.helped_by is not None:
        _let_go(conversation, conversation.helped_by, receiver)
    conversation.helped_by = receiver
    conversation.save(update_fields=["helped_by"])
    conversation.claims.create(
        librarian=receiver,
        library=receiver.home_library,
        claimed_at=now,
        ended_at=now,
        how=Claim.How.HELPED,
    )
    event = append_one(staff_item(conversation.code, receiver, "joined"))
    tell_the_desk(conversation, receiver.pk, event)


def decline(code: str, receiver: Librarian, why: str = "") -> None:
    """It stays where it is. Declining again is the same. Raises OfferOver once it has ended otherwise."""
    with transaction.atomic():
        conversation = Conversation.objects.locked(code)
        last = Transfer.objects.filter(conversation=conversation, to_person=receiver).last()
        if last and last.state == State.DECLINED:
            return
        _under_way(conversation, receiver)
        reason = clean_line(why, 300)
        if reason:
            append_one(staff_item(code, receiver, "note", prepared(reason)[0], {"declined": True}))
        _stays(conversation, State.DECLINED)


def cancel(code: str, sender: Librarian) -> None:
    """Take the offer back, while nobody has answered it. Raises ClaimedBy, NotClaimed, OfferOver, Closed."""
    with transaction.atomic():
        conversation = Conversation.objects.locked(code)
        refuse_unless_held(conversation, sender)
        if not _stays(conversation, State.CANCELLED):
            raise OfferOver


def stay(code: str) -> None:
    """The patron would rather stay with who is there (FO5). Raises OfferOver when it is too late."""
    with transaction.atomic():
        conversation = Conversation.objects.locked(code)
        asked = Transfer.objects.under_way().filter(conversation=conversation, to_help=False).exists()
        if not asked or not _stays(conversation, State.REFUSED):
            raise OfferOver


def lapse(code: str, now: dt.datetime) -> bool:
    """End an offer that nobody answered in time, or whose receiver has left; False when neither is so."""
    with transaction.atomic():
        conversation = Conversation.objects.locked(code)
        offer = Transfer.objects.under_way().filter(conversation=conversation).first()
        if offer is None or (now < _lapses_at(offer) and presence.is_here(offer.to_person, now)):
            return False
        return _stays(conversation, State.LAPSED)


def lapsed_offers(now: dt.datetime) -> list[str]:
    """Codes of the conversations whose offer is over: two minutes have passed, or the receiver is gone."""
    gone = Q(to_person__presence=None) | Q(to_person__presence__lease_until__lte=now)
    over = Transfer.objects.under_way().filter(Q(lapses_at__lte=now) | gone)
    return list(over.values_list("conversation__code", flat=True))


def offers_to(librarian: Librarian) -> list[dict[str, Any]]:
    """What colleagues ask this person to take over, as their desk shows it; the oldest first."""
    offers = Transfer.objects.under_way().filter(to_person=librarian).order_by("id")
    return [
        {
            "code": offer.conversation.code,
            "by": named(offer.by),
            "brief": offer.brief,
            "to_help": offer.to_help,
            "patron_name": offer.conversation.patron_name,
            "library": offer.conversation.library.name if offer.conversation.library else "",
            "lapses_at": rfc3339(_lapses_at(offer)),
        }
        for offer in offers.select_related("conversation__library", "by").prefetch_related("by__memberships")
    ]


def _under_way(conversation: Conversation, receiver: Librarian) -> Transfer:
    if not conversation.is_open:
        raise Closed
    offer = Transfer.objects.under_way().filter(conversation=conversation, to_person=receiver).first()
    if offer is None or _lapses_at(offer) <= clock.now():
        raise OfferOver
    return offer


def _stays(conversation: Conversation, why: Transfer.State) -> bool:
    """End the offer and tell both sides who goes on; False when there is none."""
    offer = end_offer(conversation, why)
    if offer is None:
        return False
    said = {"why": why.value, "to": _person(offer.to_person), "with": _person(offer.by)}
    event = append_one(_author(conversation.code, offer, why, said))
    tell_the_desk(conversation, offer.by_id, event)
    return True


def _author(code: str, offer: Transfer, why: Transfer.State, said: dict[str, Any]) -> Item:
    kind = "invite_ended" if offer.to_help else "offer_ended"
    if why == State.REFUSED:
        return Item(code, PATRON, kind, data=said)
    if why == State.LAPSED:
        return Item(code, SYSTEM, kind, data=said)
    who = offer.by if why == State.CANCELLED else offer.to_person
    assert who is not None
    return staff_item(code, who, kind, data=said)


def _person(librarian: Librarian | None) -> dict[str, Any]:
    assert librarian is not None
    return {"kind": "person", "name": librarian.called, "library": named(librarian)["library"] or ""}


def _lapses_at(offer: Transfer) -> dt.datetime:
    assert offer.lapses_at is not None
    return offer.lapses_at
