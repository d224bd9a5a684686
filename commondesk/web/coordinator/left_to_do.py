"""What a new library still lacks, in the order in which its coordinator may do it; nothing is a must."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from commondesk.consortium.library import Library
from commondesk.desk.conversation import Conversation


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, where it is done, and whether it is. `of` is the page that one does it on."""

    says: str
    address: str
    of: str
    is_done: bool


def left_to_do(library: Library) -> list[Step]:
    """All steps while one of them is open; none once the library has everything."""
    steps = [
        _step(library, _("Say where the library is found"), "profile", _is_found(library), "#id_address"),
        _step(library, _("Set the opening hours"), "hours", library.opening_hours.exists()),
        _step(library, _("Tell colleagues how you greet, and what they must know"), "profile",
              bool(library.greeting and library.notes_for_staff), "#id_greeting"),
        *_roll_on(library),
        _step(library, _("Invite those who answer"), "staff", _has_staff(library), "#invite"),
        _first_question(library),
    ]  # fmt: skip
    return [] if all(step.is_done for step in steps) else steps


def following(steps: list[Step], page: str) -> Step | None:
    """What comes after this page; nothing while its own part is not done."""
    left = [step for step in steps if not step.is_done]
    return None if any(step.of == page for step in left) else next(iter(left), None)


def _step(library: Library, says: str, page: str, is_done: bool, place: str = "") -> Step:
    return Step(says, reverse(f"coordinator:{page}", args=[library.slug]) + place, page, is_done)


def _is_found(library: Library) -> bool:
    return bool(library.address or library.website or library.email or library.phone)


def _roll_on(library: Library) -> list[Step]:
    """Only where there is a queue of its own: the patrons of all others wait in a shared one."""
    own = list(library.queues.filter(is_active=True, is_practice=False))
    if not own:
        return []
    says = _("Say where a question rings that nobody of yours takes")
    return [_step(library, says, "roll-on", any(queue.rolls_on_to_id for queue in own))]


def _first_question(library: Library) -> Step:
    page = reverse("patron:ask-library", args=[library.slug])
    is_done = Conversation.objects.filter(library=library).exists()
    return Step(_("Ask a question at your own page, and answer it"), page, "", is_done)


def _has_staff(library: Library) -> bool:
    """Somebody beside the one who sets it up, or invited to be."""
    return library.memberships.count() > 1 or library.invitations.good().exists()
