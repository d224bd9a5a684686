"""Invitations: a link that lets one person join the staff of one library, once, within seven days."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.contrib.auth.hashers import make_password
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commondesk.consortium import audit
from commondesk.consortium.librarian import Librarian
from commondesk.consortium.library import Library
from commondesk.consortium.membership import Membership, Role
from commondesk.outbox import delivery
from commondesk.plumbing import bus, clock
from commondesk.plumbing.refusal import Invalid, NotAllowed, NotVisible
from commondesk.plumbing.tokens import digest, invitation_token, new_key

LIFE: Final = dt.timedelta(days=7)
ROLES: Final = (Role.LIBRARIAN, Role.INTERN, Role.COORDINATOR)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Which still open a door."""

    def good(self) -> InvitationQuerySet:
        """Neither used nor withdrawn nor over."""
        return self.filter(used_at=None, withdrawn_at=None, expires_at__gt=clock.now())


class Invitation(models.Model):
    """Somebody with this address may join `library` as `role`. Of the link only a digest is kept."""

    library = models.ForeignKey("Library", on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=16, choices=Role.choices)
    language = models.CharField(max_length=8, default="en")
    nonce = models.CharField(max_length=22, default=new_key)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey("Librarian", on_delete=models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey("Librarian", on_delete=models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        app_label = "commondesk"
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=["librarian", "intern", "coordinator"]), name="invited_to_a_library"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.library}"

    @property
    def is_good(self) -> bool:
        """The link works now."""
        return self.used_at is None and self.withdrawn_at is None and self.expires_at > clock.now()

    @property
    def token(self) -> str:
        """What its link ends with: derived from the secret key, so that no table holds it."""
        return invitation_token(self.nonce, self.email)


def invite(library: Library, email: str, role: str, by: Librarian, language: str = "en") -> Invitation:
    """Send somebody a link. An earlier one to the same address for this library works no more.

    The answer is the same whether or not somebody signs in with this address. Raises Invalid for a role that
    is none of a library, and for who is of its staff already.
    """
    email = email.strip().lower()
    if role not in ROLES:
        raise Invalid(_("Please choose a role of the list."))
    if library.memberships.filter(librarian__email__iexact=email).exists():
        raise Invalid(_("Whoever has this address is of your staff already."))
    now = clock.now()
    with transaction.atomic():
        library.invitations.good().filter(email=email).update(withdrawn_at=now)
        invitation = Invitation(
            library=library, email=email, role=role, language=language,
            invited_by=by, invited_at=now, expires_at=now + LIFE,
        )  # fmt: skip
        invitation.digest = digest(invitation.token)
        invitation.save()
        content = {"invitation": invitation.pk}
        delivery.add("email", f"invitation:{invitation.pk}", email, content, now)
        audit.record(by, "staff.invite", library, _told(invitation))
    return invitation


def withdraw(library: Library, invitation_id: int, by: Librarian) -> Invitation:
    """Its link works no more. Raises NotVisible: another library's, unknown, used or over."""
    with transaction.atomic():
        invitation = library.invitations.good().filter(pk=invitation_id).first()
        if invitation is None:
            raise NotVisible
        invitation.withdrawn_at = clock.now()
        invitation.save(update_fields=["withdrawn_at"])
        audit.record(by, "staff.withdraw-invitation", library, _told(invitation))
    return invitation


def withdraw_what_outlived(inviter: Librarian, by: Librarian) -> None:
    """Who was dismissed leaves no door behind: their invitations to libraries they look after no more end.

    In the transaction that took their role, or their account. Whoever gives it up on their own accord may
    have invited their successor: those links stay.
    """
    if inviter.pk == by.pk:
        return
    found = Invitation.objects.good().filter(invited_by=inviter).select_related("library")
    if inviter.is_active:
        found = found.exclude(library__in=Library.objects.looked_after_by(inviter).values("pk"))
    for invitation in found.order_by("pk"):
        withdraw(invitation.library, invitation.pk, by)


def withdraw_those_to(librarian: Librarian, library: Library, by: Librarian) -> None:
    """Who leaves does not come back by a link that was never used, because they had joined by another way."""
    found = library.invitations.good().filter(email=librarian.email.lower())
    for invitation in found.order_by("pk"):
        withdraw(library, invitation.pk, by)


def invitation_of(token: str) -> Invitation:
    """Raises NotVisible for a link that is none, was used or withdrawn, or is over: all alike."""
    found = Invitation.objects.good().select_related("library", "invited_by")
    invitation = found.filter(digest=digest(token)).first()
    if invitation is None:
        raise NotVisible
    return invitation


def account_of(invitation: Invitation) -> Librarian | None:
    """Whoever signs in with the invited address already."""
    return Librarian.objects.filter(email__iexact=invitation.email).first()


def accept_as_new(token: str, name: str, shown_name: str, password: str) -> Librarian:
    """Make the account and the membership, once. `password` is taken as it is: the page has looked at it.

    Raises NotVisible (the link is no good), Invalid (somebody signs in with the address by now).
    """
    hashed = make_password(password)  # takes a third of a second: not while others wait for the database
    with transaction.atomic():
        invitation = _locked(token)
        if account_of(invitation) is not None:
            raise Invalid(
                _("Somebody signs in with this address already. Please sign in and open the link anew.")
            )
        librarian = Librarian.objects.create(
            email=invitation.email, name=name, shown_name=shown_name, password=hashed,
            languages=[invitation.language],
        )  # fmt: skip
        _join(invitation, librarian)
    return librarian


def accept_as(token: str, librarian: Librarian) -> Librarian:
    """Join one more library with the account one has. Raises NotVisible; NotAllowed for another's link."""
    with transaction.atomic():
        invitation = _locked(token)
        if librarian.email.lower() != invitation.email or not librarian.is_active:
            raise NotAllowed(_("This invitation is for another address. Sign in with that one to accept it."))
        _join(invitation, librarian)
    return librarian


def _locked(token: str) -> Invitation:
    rows = Invitation.objects.select_for_update(no_key=True, of=("self",)).select_related("library")
    invitation = rows.filter(digest=digest(token)).first()
    if invitation is None or not invitation.is_good:
        raise NotVisible
    return invitation


def _join(invitation: Invitation, librarian: Librarian) -> None:
    """One role a library: who came by another way meanwhile keeps theirs."""
    Membership.objects.get_or_create(
        librarian=librarian, library=invitation.library, defaults={"role": invitation.role}
    )
    invitation.used_at, invitation.used_by = clock.now(), librarian
    invitation.save(update_fields=["used_at", "used_by"])
    audit.record(librarian, "staff.join", invitation.library, _told(invitation))
    bus.wake([bus.Wake(f"rights:{librarian.pk}")])


def _told(invitation: Invitation) -> dict[str, Any]:
    return {"invitation": invitation.pk, "email": invitation.email, "role": invitation.role}
