"""Everybody who signs in: librarians, interns, coordinators, the help desk, analysts."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from commondesk.consortium import audit
from commondesk.consortium.changing import change
from commondesk.consortium.library import Library
from commondesk.consortium.membership import Membership, Role
from commondesk.plumbing import bus, clock
from commondesk.plumbing.refusal import Invalid


class LibrarianManager(BaseUserManager["Librarian"]):
    """Finds people by the e-mail address they sign in with, in any case of letters."""

    def get_by_natural_key(self, username: str | None) -> Librarian:
        return self.get(email__iexact=username)

    def create_librarian(self, email: str, name: str, password: str | None, **fields: Any) -> Librarian:
        """One active account with a hashed password (None: cannot sign in with one)."""
        librarian = self.model(email=email.strip().lower(), name=name, **fields)
        librarian.set_password(password)
        librarian.save(using=self._db)
        return librarian


class Librarian(AbstractBaseUser):
    """One person of the staff. `shown_name` is what patrons read (AC5)."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    shown_name = models.CharField(_("name shown to patrons"), max_length=60, blank=True)
    languages = models.JSONField(default=list, blank=True)
    chat_limit = models.PositiveSmallIntegerField(
        null=True, blank=True
    )  # AC10: no new patron rings beyond it
    # What calls at the desk, and how: kinds and means of consortium/calls.py; empty: nothing was chosen yet.
    calls = models.JSONField(default=dict, blank=True)
    letter_keys = models.BooleanField(default=True)  # keys that act by themselves alone (WCAG 2.1.4)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[LibrarianManager] = LibrarianManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        app_label = "commondesk"

    def __str__(self) -> str:
        return self.name

    @property
    def called(self) -> str:
        """What patrons and colleagues see."""
        return self.shown_name or self.name.split()[0]

    @property
    def home_library(self) -> Library | None:
        """The library that stands behind the name; None for the consortium's own staff."""
        membership = self.memberships.select_related("library").order_by("id").first()
        return membership.library if membership else None

    @property
    def looks_after_libraries(self) -> bool:
        """Is a coordinator or of the help desk, and so has pages of settings."""
        return self.memberships.filter(role__in=[Role.COORDINATOR, Role.HELP_DESK]).exists()

    @property
    def reads_reports(self) -> bool:
        """Is an analyst, a coordinator or of the help desk."""
        return self.memberships.filter(role__in=[Role.ANALYST, Role.COORDINATOR, Role.HELP_DESK]).exists()

    @property
    def only_reads_reports(self) -> bool:
        """Analysts have no desk."""
        return set(self.memberships.values_list("role", flat=True)) == {Role.ANALYST}

    @property
    def is_help_desk(self) -> bool:
        """Looks after the whole consortium."""
        return self.memberships.filter(role=Role.HELP_DESK).exists()

    def get_short_name(self) -> str:
        return self.called


def hold_still(librarian: Librarian) -> Librarian:
    """The row as it is now, under its lock: what this person may does not change until the caller is done.

    Taken before the lock of any conversation, by those who take one and by those who change rights alike.
    """
    return Librarian.objects.select_for_update(no_key=True).get(pk=librarian.pk)


def describe(librarian: Librarian, by: Librarian, shown_name: str, languages: list[str]) -> list[str]:
    """The name patrons read, and the languages one answers in (ON6); the names of what has changed."""
    with transaction.atomic():
        values = {"shown_name": shown_name, "languages": languages}
        changed = change(librarian, by, "librarian.describe", values)
        if changed:
            bus.wake([bus.Wake("presence"), bus.Wake(f"rights:{librarian.pk}")])
    return changed


def add(email: str, name: str, role: str, library_slug: str | None, password: str | None) -> Librarian:
    """Make an account with one membership, as the operator's `commondesk user add` does.

    Raises `Invalid` with a sentence for an address that is none or in use, no name, an unknown role or
    library, or a role that needs a library and has none.
    """
    email, name = email.strip(), " ".join(name.split())
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid(_("%(email)s is no e-mail address.") % {"email": email}) from None
    if not name:
        raise Invalid(_("Everybody on the staff needs a name: patrons read the first part of it."))
    if role not in Role.values:
        raise Invalid(_("There is no role “%(role)s”. Roles: %(roles)s.")
                      % {"role": role, "roles": ", ".join(Role.values)})  # fmt: skip
    if Librarian.objects.filter(email__iexact=email).exists():
        raise Invalid(_("Somebody signs in with %(email)s already.") % {"email": email})
    library = Library.objects.filter(slug=library_slug).first() if library_slug else None
    if library_slug and library is None:
        raise Invalid(_("There is no library “%(slug)s”.") % {"slug": library_slug})
    if role == Role.COORDINATOR and library is None:
        raise Invalid(_("A coordinator looks after one library: name it with --library."))
    with transaction.atomic():
        librarian = Librarian.objects.create_librarian(email, name, password)
        Membership.objects.create(librarian=librarian, library=library, role=role)
        audit.record(None, "librarian.add", librarian, {"role": role, "library": library_slug})
    return librarian
