"""Changes of who belongs where: another role, leaving a library; what they hold and hear follows at once."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commondesk.consortium import audit
from commondesk.consortium.invitation import withdraw_those_to, withdraw_what_outlived
from commondesk.consortium.librarian import Librarian, hold_still
from commondesk.consortium.library import Library
from commondesk.consortium.membership import Membership, Role
from commondesk.consortium.queue import LIVE, Queue, claimable_by
from commondesk.consortium.staffing import left_without_staff
from commondesk.desk.bearer import end_sessions
from commondesk.desk.claiming import return_to_queue
from commondesk.desk.conversation import Conversation
from commondesk.desk.transferring import step_back
from commondesk.plumbing import bus
from commondesk.plumbing.refusal import Invalid, NotVisible
from commondesk.schedule import presence

AT_A_LIBRARY: Final = (Role.LIBRARIAN, Role.INTERN, Role.COORDINATOR)
LAST_ONE: Final = _("Nobody would be left to answer there. Please confirm that you want this all the same.")


def change_role(library: Library, person: int, role: str, by: Librarian, *, sure: bool = False) -> Membership:
    """Give this person (by the number of the account) another role at the library.

    Raises NotVisible (not of its staff), Invalid (no role at a library; or a queue loses its last staff and
    the caller is not `sure`).
    """
    if role not in AT_A_LIBRARY:
        raise Invalid(_("Please choose a role of the list."))
    with transaction.atomic():
        membership = membership_of(library, person)
        if membership.role == role:
            return membership
        if role not in LIVE and not sure and left_without_staff(membership):
            raise Invalid(LAST_ONE)
        data = {"librarian": person, "role": [membership.role, role]}
        audit.record(by, "staff.role", library, data)
        membership.role = role
        membership.save(update_fields=["role"])
        withdraw_what_outlived(membership.librarian, by)
        settle(membership.librarian)
    return membership


def leave_library(library: Library, person: int, by: Librarian, *, sure: bool = False) -> Librarian:
    """End this person's membership here; those at other libraries stay.

    Open conversations they may still claim, as staff of another library, stay theirs; the others return to
    their queues at once. Raises NotVisible, and Invalid when a queue loses its last staff and the caller is
    not `sure`.
    """
    with transaction.atomic():
        membership = membership_of(library, person)
        if not sure and left_without_staff(membership):
            raise Invalid(LAST_ONE)
        librarian = membership.librarian
        audit.record(by, "staff.leave", library, {"librarian": person, "role": membership.role})
        membership.delete()
        withdraw_those_to(librarian, library, by)
        withdraw_what_outlived(librarian, by)
        settle(librarian)
    return librarian


def membership_of(library: Library, person: int) -> Membership:
    """The membership of somebody of this library's staff, who takes no patron until the caller is done.

    Raises NotVisible.
    """
    there = Librarian.objects.filter(pk=person, memberships__library=library).first()
    if there is None:
        raise NotVisible
    hold_still(there)
    rows = Membership.objects.select_for_update(no_key=True, of=("self",)).select_related("librarian")
    membership = rows.filter(library=library, librarian=person).first()
    if membership is None:
        raise NotVisible
    return membership


def settle(librarian: Librarian) -> None:
    """Make what this person monitors and holds agree with the memberships they have now."""
    monitors = Queue.objects.monitored_live_by(librarian)
    for queue in Queue.objects.filter(monitored_by__librarian=librarian).exclude(pk__in=monitors):
        presence.stop_monitoring(librarian, queue)
    serves = librarian.memberships.filter(role__in=[*LIVE, Role.HELP_DESK]).exists()
    keeps = claimable_by(librarian) if serves else set()
    helping = Conversation.objects.filter(helped_by=librarian).exclude(queue__in=keeps)
    for code in helping.order_by("id").values_list("code", flat=True):
        step_back(code, librarian)
    held = Conversation.objects.filter(claimed_by=librarian).exclude(queue__in=keeps)
    for code in held.exclude(state=Conversation.State.CLOSED).order_by("id").values_list("code", flat=True):
        return_to_queue(code)
    if librarian.memberships.exists():
        bus.wake([bus.Wake(f"rights:{librarian.pk}")])
    else:
        presence.leave(librarian)
        end_sessions(librarian)
