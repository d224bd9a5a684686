"""Stepping in (IN1): the help desk takes over an open conversation, and says why to the staff."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commondesk.consortium import audit
from commondesk.consortium.librarian import Librarian, hold_still
from commondesk.desk.again import done_before
from commondesk.desk.claim import Claim
from commondesk.desk.claiming import begin_claim, claim, end_claim, named, tell_the_desk
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import librarian_author
from commondesk.desk.log import append_one
from commondesk.desk.message import prepared
from commondesk.desk.staff_event import staff_item
from commondesk.plumbing.refusal import Closed, NotAllowed

ONLY_HELP_DESK = _("Only the help desk steps in. You can ask to take it over, or leave a note.")


def step_in(code: str, librarian: Librarian, reason: str, key: str | None = None) -> None:
    """Take over whoever has it; what one holds already is left as it is. The former holder is told why.

    What waits is claimed, as anybody would. Raises NotAllowed, Closed, Empty, TooLong, OtherBody.
    """
    text, data = prepared(reason)
    with transaction.atomic():
        librarian = hold_still(librarian)
        if not librarian.is_active or not librarian.is_help_desk:
            raise NotAllowed(ONLY_HELP_DESK)
        conversation = Conversation.objects.locked(code)
        if done_before(conversation, librarian_author(librarian.pk), "note", key):
            return
        if not conversation.is_open:
            raise Closed
        before = conversation.claimed_by
        if before is not None and before.pk == librarian.pk:
            return
        said = {"stepped_in": True, "from": before.pk if before else None}
        append_one(staff_item(code, librarian, "note", text, data | said, key))
        # The reason is in the note, which goes with the conversation's words; this line is kept for good.
        audit.record(librarian, "conversation.step-in", conversation, {"code": code, "from": said["from"]})
        if before is None:
            claim(code, librarian)
        else:
            _take_over(conversation, before, librarian)


def _take_over(conversation: Conversation, before: Librarian, librarian: Librarian) -> None:
    end_claim(conversation, Claim.How.TRANSFERRED)
    begin_claim(conversation, librarian)
    said = {"to": _person(librarian), "from": _person(before)}
    event = append_one(staff_item(conversation.code, librarian, "transferred", data=said))
    tell_the_desk(conversation, before.pk, event)


def _person(librarian: Librarian) -> dict[str, Any]:
    return {"kind": "person", **{name: value or "" for name, value in named(librarian).items()}}
