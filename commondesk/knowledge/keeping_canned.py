"""Writing, changing and taking away canned messages: one's own, a library's, the consortium's (SV2)."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from commondesk.consortium import audit
from commondesk.consortium.librarian import Librarian
from commondesk.consortium.library import Library
from commondesk.consortium.membership import Role
from commondesk.knowledge.canned_message import CONSORTIUM, MINE, VARIABLES, CannedMessage, Step
from commondesk.plumbing.masking import clean, clean_line
from commondesk.plumbing.refusal import Invalid, NotAllowed, NotVisible, TooLong

LONGEST_NAME: Final = 80
LONGEST_BODY: Final = 2000
MOST_OF_ONE_OWNER: Final = 500
_KNOWN: Final = frozenset(f"{{{name}}}" for name in VARIABLES)
_IN_BRACES: Final = re.compile(r"\{\s*\w{1,40}\s*\}")


@dataclass(frozen=True, slots=True)
class Canned:
    """What a person writes; `whose` is `mine`, `consortium` or the id of a library."""

    name: str
    step: str
    language: str
    body: str
    whose: str


def owners(librarian: Librarian) -> list[tuple[str, str]]:
    """For whom this person may write, with the words of it: themselves, and what they look after."""
    found = [(MINE, _("For me alone"))]
    led = Library.objects.filter(memberships__librarian=librarian, memberships__role=Role.COORDINATOR)
    found += [(str(library.pk), library.name) for library in led.order_by("name")]
    if librarian.memberships.filter(role=Role.HELP_DESK).exists():
        found.append((CONSORTIUM, _("For all libraries")))
    return found


def checked_body(body: str) -> str:
    """The text as it may be kept; raises Invalid, Empty or TooLong.

    Variables are those of the list and nothing else: a word in braces that is none is a slip, which patrons
    would read.
    """
    text = clean(body)
    if len(text) > LONGEST_BODY:
        raise TooLong
    for found in _IN_BRACES.finditer(text):
        if found[0] not in _KNOWN:
            raise Invalid(
                _("%(word)s is no variable. Take one of %(known)s, or leave out the braces.")
                % {"word": found[0], "known": ", ".join(f"{{{name}}}" for name in VARIABLES)}
            )
    return text


def write(by: Librarian, canned: Canned) -> CannedMessage:
    """A new one. Raises NotAllowed for another's drawer, Invalid, Empty or TooLong for what it says."""
    owner = _owner(by, canned.whose)
    with transaction.atomic():
        if CannedMessage.objects.filter(**owner).count() >= MOST_OF_ONE_OWNER:
            raise Invalid(
                _("There are %(count)s here already; delete some first.") % {"count": MOST_OF_ONE_OWNER}
            )
        message = CannedMessage.objects.create(**_checked(canned), **owner)
        audit.record(by, "canned_message.write", message, _told(canned))
    return message


def change(by: Librarian, number: int, canned: Canned) -> CannedMessage:
    """Another wording, name, step, language or owner. Raises NotVisible, and as `write` does."""
    owner, checked = _owner(by, canned.whose), _checked(canned)
    with transaction.atomic():
        message = editable(by, number)
        before = as_written(message)
        for field, value in (checked | owner).items():
            setattr(message, field, value)
        message.save(update_fields=[*checked, *owner])
        audit.record(by, "canned_message.change", message, {"from": _told(before), "to": _told(canned)})
    return message


def delete(by: Librarian, number: int) -> Canned:
    """Take it away; the answer writes it again. Raises NotVisible."""
    with transaction.atomic():
        message = editable(by, number)
        canned = as_written(message)
        audit.record(by, "canned_message.delete", message, _told(canned))
        message.delete()
    return canned


def editable(by: Librarian, number: int) -> CannedMessage:
    """The message under its lock. NotVisible for one that is not this person's to change, or is none."""
    rows = CannedMessage.objects.select_for_update(no_key=True, of=("self",)).editable_by(by)
    found = rows.filter(pk=number).first()
    if found is None:
        raise NotVisible
    return found


def as_written(message: CannedMessage) -> Canned:
    return Canned(message.name, message.step, message.language, message.body, message.whose)


def _owner(by: Librarian, whose: str) -> dict[str, Any]:
    if whose not in dict(owners(by)):
        raise NotAllowed(
            _("Your library's messages are its coordinator's to change, the consortium's the help desk's.")
        )
    if whose == MINE:
        return {"librarian": by, "library": None}
    return {"librarian": None, "library_id": None if whose == CONSORTIUM else int(whose)}


def _checked(canned: Canned) -> dict[str, str]:
    name = clean_line(canned.name, LONGEST_NAME)
    if not name:
        raise Invalid(_("A canned message needs a name: one finds it by it."))
    if canned.step not in Step.values:
        raise Invalid(_("There is no such step."))
    return {"name": name, "step": canned.step, "language": canned.language, "body": checked_body(canned.body)}


def _told(canned: Canned) -> dict[str, Any]:
    """For the trail. One's own words are one's own business: of those the name alone is kept."""
    said = asdict(canned)
    return {"name": said["name"], "whose": MINE} if canned.whose == MINE else said
