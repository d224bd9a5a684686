"""Erasure: a patron takes back what they told us (PR4). That a conversation was, and when, stays."""

from __future__ import annotations

from django.db import transaction

from commondesk.desk import push_device
from commondesk.desk.aside import empty_asides
from commondesk.desk.attachment import remove as remove_files
from commondesk.desk.claim import Claim
from commondesk.desk.claiming import end_claim
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import PATRON
from commondesk.desk.log import Item, append_one
from commondesk.desk.mark import empty_marks
from commondesk.desk.patron_address import PatronAddress
from commondesk.desk.rating import Rating
from commondesk.desk.source import OURS
from commondesk.outbox import delivery
from commondesk.plumbing import bus, clock, search
from commondesk.plumbing.refusal import NotVisible
from commondesk.privacy.emptying import bare_classifications, empty_briefs, empty_events
from commondesk.privacy.wiping import wipe_soon

EMPTIED = (
    "patron_name", "name_folded", "patron_status", "zip_code", "topic", "page", "device", "address_hash",
    "question_digest", "closing_reason",
)  # fmt: skip


def erase(code: str) -> None:
    """Empty a conversation for good, whatever it is at; erasing again is the same. Raises NotVisible.

    Its claim ends, its mails stay unsent, its last event tells every client to drop what it holds. For 24
    hours its tokens still open it, to nothing but the word that it is erased (410); then to nothing at all.
    """
    with transaction.atomic():
        rows = Conversation.objects.select_for_update(no_key=True, of=("self",))
        conversation = rows.filter(code=code).first()
        if conversation is None:
            raise NotVisible
        if conversation.erased_at is not None:
            return
        holder = conversation.claimed_by_id
        _close(conversation)
        _empty_beside(conversation)
        empty_events([conversation.pk])
        append_one(Item(code, PATRON, "erased"))
        wipe_soon()
        _tell_the_desk(conversation, holder)


def _close(conversation: Conversation) -> None:
    now = clock.now()
    end_claim(conversation, Claim.How.ERASED)
    if conversation.is_open:  # else it is counted on as what it was
        conversation.ended = Conversation.Ended.ERASED
    conversation.state = Conversation.State.CLOSED
    conversation.closed_at = conversation.closed_at or now
    conversation.erased_at = conversation.texts_retired_at = now
    # The tokens are still to go, by retention: until then they answer that it is erased.
    conversation.facts_retired_at = None
    conversation.waiting_since = conversation.quiet_due_at = conversation.create_key = None
    for name in EMPTIED:
        setattr(conversation, name, "")
    if conversation.source not in OURS:  # somebody's own tag may say anything
        conversation.source = ""
    conversation.save(
        update_fields=[
            "claimed_by", "helped_by", "state", "ended", "closed_at", "erased_at", "texts_retired_at",
            "facts_retired_at", "waiting_since", "quiet_due_at", "create_key", "source", *EMPTIED,
        ]
    )  # fmt: skip


def _empty_beside(conversation: Conversation) -> None:
    """What stands beside the log."""
    PatronAddress.objects.filter(conversation=conversation).delete()
    push_device.end_patrons(conversation)
    Rating.objects.filter(conversation=conversation).update(comment="")
    bare_classifications([conversation.pk])
    empty_briefs([conversation.pk])
    empty_asides([conversation.pk])
    empty_marks([conversation.pk])  # that something was marked outlasts it, to its own end (PR8)
    conversation.read_marks.all().delete()
    search.remove([conversation.pk])
    remove_files([conversation.pk])
    delivery.forget(conversation.pk)


def _tell_the_desk(conversation: Conversation, holder: int | None) -> None:
    """Followers of the conversation itself are woken by its last event."""
    wakes = [bus.Wake(f"queue:{conversation.queue_id}")]
    if holder:
        seen = {"code": conversation.code, "seq": conversation.last_seq + 1}
        wakes.append(bus.Wake(f"desk:{holder}", seen))
    bus.wake(wakes)
