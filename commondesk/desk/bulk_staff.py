"""Staff as rows of a table: one by e-mail address and library; no library is the consortium itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from commondesk.consortium import audit
from commondesk.consortium.changing import change
from commondesk.consortium.invitation import withdraw_what_outlived
from commondesk.consortium.librarian import Librarian, hold_still
from commondesk.consortium.library import Library
from commondesk.consortium.membership import Membership, Role
from commondesk.desk.bulk_row import CHANGED, NEW, SAME, WRONG, Cells, Fate
from commondesk.desk.keeping_people import AT_THE_CONSORTIUM, follow, set_consortium_role
from commondesk.desk.membership_change import AT_A_LIBRARY
from commondesk.plumbing.masking import clean_line
from commondesk.plumbing.refusal import Invalid, Refusal

COLUMNS: Final = ("email", "name", "library", "role", "languages")
REQUIRED: Final = ("email", "role")
EXAMPLE: Final = ("robin@maple.example", "Robin Sample", "maple", "librarian", "en es")
LONGEST_NAME: Final = 120
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z]{2,8})?")


@dataclass(frozen=True, slots=True)
class There:
    """As things stand: people by address, roles by person and library's slug, the libraries that are open."""

    people: dict[str, Librarian]
    roles: dict[tuple[int, str], str]
    libraries: set[str]


def fates(rows: Iterable[tuple[int, Cells]]) -> list[Fate]:
    """In the order of the rows; a fixed number of queries."""
    there = _there()
    seen: dict[tuple[str, str], int] = {}
    names: dict[str, str] = {}
    found = []
    for line, cells in rows:
        email, slug = cells["email"].lower(), cells.get("library", "")
        try:
            if (email, slug) in seen:
                said = _("The same person and library stand in line %(line)s.")
                raise Invalid(said % {"line": seen[email, slug]})
            name = clean_line(cells.get("name", ""), LONGEST_NAME)
            if name and names.setdefault(email, name) != name:
                raise Invalid(_("The same address stands above with another name."))
            found.append(_fate(line, email, names.get(email, ""), cells, there))
        except Refusal as refusal:
            found.append(Fate(line, email, WRONG, str(refusal)))
        seen.setdefault((email, slug), line)
    return found


def _there() -> There:
    columns = ("id", "email", "name", "languages", "is_active")
    people = {each.email.lower(): each for each in Librarian.objects.only(*columns)}
    roles = Membership.objects.values_list("librarian_id", "library__slug", "role")
    libraries = Library.objects.filter(is_active=True).values_list("slug", flat=True)
    return There(people, {(person, slug or ""): role for person, slug, role in roles}, set(libraries))


def _fate(line: int, email: str, name: str, cells: Cells, there: There) -> Fate:
    slug, role, languages = cells.get("library", ""), cells["role"].lower(), _languages(cells)
    _refuse_wrong(email, slug, role, there.libraries)
    act = partial(_settle_in, email=email, name=name, slug=slug, role=role, languages=languages)
    person = there.people.get(email)
    if person is None:
        if not name:
            raise Invalid(_("Nobody signs in with this address yet, and a new account needs a name."))
        return Fate(line, email, NEW, _("joins as %(role)s") % {"role": role}, act)
    if not person.is_active:
        raise Invalid(_("This account is deactivated. Let the person sign in again first, under People."))
    had = there.roles.get((person.pk, slug))
    changes = ["name"] if name and name != person.name else []
    changes += ["languages"] if languages and languages != person.languages else []
    if had is None:
        changes.append(_("joins as %(role)s") % {"role": role})
    elif had != role:
        changes.append(f"{had} → {role}")
    return Fate(line, email, CHANGED, ", ".join(changes), act) if changes else Fate(line, email, SAME)


def _languages(cells: Cells) -> list[str]:
    codes = cells.get("languages", "").lower().split()
    if wrong := [code for code in codes if not _LANGUAGE.fullmatch(code)]:
        raise Invalid(_("“%(code)s” is no language code; these are: en es.") % {"code": wrong[0][:20]})
    return codes


def _refuse_wrong(email: str, slug: str, role: str, libraries: set[str]) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid(_("%(email)s is no e-mail address.") % {"email": email[:60] or "“”"}) from None
    if slug and slug not in libraries:
        raise Invalid(_("There is no library “%(slug)s”.") % {"slug": slug[:64]})
    allowed = AT_A_LIBRARY if slug else AT_THE_CONSORTIUM
    if role not in allowed:
        raise Invalid(_("“%(role)s” is no role there; these are: %(roles)s.")
                      % {"role": role[:40], "roles": ", ".join(allowed)})  # fmt: skip


def _settle_in(by: Librarian, *, email: str, name: str, slug: str, role: str, languages: list[str]) -> None:
    person = Librarian.objects.filter(email__iexact=email).first()
    if person is None:
        # Without a password: they choose one by "Forgotten?" at the sign-in page, with their address.
        person = Librarian.objects.create_librarian(email, name, None, languages=languages)
        audit.record(by, "librarian.add", person, {"role": role, "library": slug})
    else:
        named = {"name": name} if name else {}
        change(person, by, "librarian.change", named | ({"languages": languages} if languages else {}))
    if not slug:
        set_consortium_role(by, person, role)
        return
    hold_still(person)
    library = Library.objects.get(slug=slug)
    there = Membership.objects.filter(librarian=person, library=library).first()
    if there is None or there.role != role:
        audit.record(
            by, "staff.role", library, {"librarian": person.pk, "role": [there.role if there else "", role]}
        )
        Membership.objects.update_or_create(librarian=person, library=library, defaults={"role": role})
        if there and there.role == Role.COORDINATOR:
            withdraw_what_outlived(person, by)
        follow(person)


def table() -> Iterable[list[str]]:
    """All active staff as they stand, in COLUMNS."""
    rows = Membership.objects.filter(librarian__is_active=True).order_by("librarian__email", "library__slug")
    columns = ("librarian__email", "librarian__name", "library__slug", "role", "librarian__languages")
    for email, name, slug, role, languages in rows.values_list(*columns):
        yield [email, name, slug or "", role, " ".join(languages)]
