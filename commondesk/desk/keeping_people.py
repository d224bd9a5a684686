"""The help desk's acts on people: roles at the consortium itself, and accounts that end."""

from __future__ import annotations

from typing import Final

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext as _

from commondesk.consortium import audit
from commondesk.consortium.changing import change
from commondesk.consortium.invitation import withdraw_what_outlived
from commondesk.consortium.librarian import Librarian, hold_still
from commondesk.consortium.membership import Membership, Role
from commondesk.desk import push_device
from commondesk.desk.claiming import return_to_queue
from commondesk.desk.conversation import Conversation
from commondesk.desk.membership_change import settle
from commondesk.desk.transferring import step_back
from commondesk.plumbing import bus, clock
from commondesk.plumbing.refusal import Invalid
from commondesk.schedule import presence

AT_THE_CONSORTIUM: Final = (Role.HELP_DESK, Role.ANALYST, Role.INTERN, Role.LIBRARIAN)


def set_consortium_role(by: Librarian, person: Librarian, role: str) -> str:
    """The person's role at the consortium itself from now on; "" for none. What it was.

    Raises Invalid for a role that is none there, and where nobody of the help desk would be left.
    """
    if role and role not in AT_THE_CONSORTIUM:
        raise Invalid(_("Please choose a role of the list."))
    with transaction.atomic():
        _lock_the_help_desk()
        hold_still(person)
        row = Membership.objects.select_for_update(no_key=True).filter(librarian=person, library=None).first()
        before = row.role if row else ""
        if before == role:
            return before
        if before == Role.HELP_DESK:
            refuse_the_last_of_the_help_desk(person)
        if row and not role:
            row.delete()
        else:
            Membership.objects.update_or_create(librarian=person, library=None, defaults={"role": role})
        audit.record(by, "staff.consortium-role", person, {"role": [before, role]})
        if before == Role.HELP_DESK:
            withdraw_what_outlived(person, by)
        follow(person)
    return before


def deactivate(by: Librarian, person: Librarian) -> int:
    """The account ends: sessions and tokens with it, streams at once; how many conversations went back.

    Raises Invalid for the last of the help desk.
    """
    with transaction.atomic():
        _lock_the_help_desk()
        if person.is_help_desk:
            refuse_the_last_of_the_help_desk(person)
        if not change(person, by, "staff.deactivate", {"is_active": False}):
            return 0
        person.bearers.all().delete()
        push_device.end_all_of(person)
        withdraw_what_outlived(person, by)
        for code in (
            Conversation.objects.filter(helped_by=person).order_by("id").values_list("code", flat=True)
        ):
            step_back(code, person)
        presence.leave(person)
        given_back = sum(return_to_queue(code) for code in _held(person))
        bus.wake([bus.Wake(f"rights:{person.pk}")])
        _end_sessions(person)
    return given_back


def activate(by: Librarian, person: Librarian) -> None:
    """They sign in again with the password they had; sessions and tokens that ended stay ended."""
    change(person, by, "staff.activate", {"is_active": True})


def refuse_the_last_of_the_help_desk(person: Librarian) -> None:
    """Raise Invalid where nobody else could change these settings any more."""
    others = Membership.objects.filter(role=Role.HELP_DESK, librarian__is_active=True)
    if not others.exclude(librarian=person).exists():
        raise Invalid(
            _("%(name)s is the last of the help desk. Give somebody else the role first.")
            % {"name": person.name}
        )


def follow(person: Librarian) -> None:
    """Make what they monitor and hold agree with their roles. Whoever is not at the desk has nothing to give
    back, and is only woken: a table brings hundreds.
    """
    monitors = person.monitoring.exists()
    holds = Conversation.objects.filter(claimed_by=person).exists()
    if monitors or holds or not person.memberships.exists():
        settle(person)
    else:
        bus.wake([bus.Wake(f"rights:{person.pk}")])


def _lock_the_help_desk() -> None:
    """Two who take each other's role away at the same moment must not both succeed."""
    rows = Membership.objects.select_for_update(no_key=True).filter(role=Role.HELP_DESK)
    list(rows.order_by("pk").values_list("pk", flat=True))


def _held(person: Librarian) -> list[str]:
    held = Conversation.objects.filter(claimed_by=person).exclude(state=Conversation.State.CLOSED)
    return list(held.order_by("id").values_list("code", flat=True))


def _end_sessions(person: Librarian) -> None:
    """A session says whose it is only once it is read; there are as many as staff are signed in, no more."""
    for session in Session.objects.filter(expire_date__gt=clock.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            session.delete()
