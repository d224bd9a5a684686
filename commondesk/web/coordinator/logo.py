"""A library's logo: brought as a picture, taken down, and taken back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.library import Library
from commondesk.consortium.logo import LARGEST, choose_logo, set_logo
from commondesk.plumbing.refusal import Invalid, NotVisible, Refusal
from commondesk.web.coordinator.gate import LARGEST as LARGEST_NUMBER
from commondesk.web.coordinator.gate import of_library, page, see_other
from commondesk.web.staff import librarian_of
from commondesk.web.undoing import say


@of_library
def logo_page(request: HttpRequest, library: Library) -> HttpResponse:
    """A post brings a picture, or with `act` removes the logo or hangs one that was there before."""
    if request.method != "POST":
        return page(request, library, "logo")
    before = library.logo_id
    try:
        changed = _changed(request, librarian_of(request), library)
    except NotVisible:
        raise
    except Refusal as refusal:
        return page(request, library, "logo", refusal.status, refusal=refusal)
    if changed:
        back = [("act", "choose"), ("logo", before)] if before else [("act", "remove")]
        say(
            request,
            _("Saved."),
            reverse("coordinator:logo", args=[library.slug]),
            [map(str, pair) for pair in back],
        )
    return see_other("logo", library.slug)


def _changed(request: HttpRequest, by: Librarian, library: Library) -> bool:
    match request.POST.get("act"):
        case "remove":
            return choose_logo(by, library, None)
        case "choose":
            return choose_logo(by, library, _number(request.POST.get("logo", "")))
    file = request.FILES.get("logo")
    if file is None:
        raise Invalid(_("Choose a picture first."))
    set_logo(by, library, file.read(LARGEST + 1))
    return True


def _number(said: str) -> int:
    if not (said.isascii() and said.isdigit() and int(said) <= LARGEST_NUMBER):
        raise NotVisible
    return int(said)
