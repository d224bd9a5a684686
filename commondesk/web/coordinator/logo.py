"""A library's logo: brought as a picture, taken down, and taken back."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.library import Library
from commondesk.consortium.logo import LARGEST, choose_logo, set_logo
from commondesk.plumbing.refusal import Invalid, NotVisible, Refusal
from commondesk.web.coordinator.gate import LARGEST as LARGEST_NUMBER
from commondesk.web.coordinator.gate import of_library, page, see_other
from commondesk.web.meanwhile import SavedMeanwhile, mark_for, refuse_if_changed, undo
from commondesk.web.staff import librarian_of
from commondesk.web.undoing import Posted, say

# A browser forgets the file that was chosen: nothing of it stands on the page any more.
CHANGED_MEANWHILE: Final = gettext_lazy(
    "Somebody has changed the logo while you had this page open, and theirs is shown now. Yours was not "
    "saved: do it again to change theirs."
)


@of_library
def logo_page(request: HttpRequest, library: Library) -> HttpResponse:
    """A post brings a picture, or with `act` removes the logo or hangs one that was there before."""
    if request.method != "POST":
        return _page(request, library)
    before = library.logo_id
    try:
        changed = _changed(request, librarian_of(request), library)
    except NotVisible:
        raise
    except Refusal as refusal:
        library.refresh_from_db()
        return _page(request, library, refusal)
    if changed:
        back = [["act", "choose"], ["logo", str(before)]] if before else [["act", "remove"]]
        say(
            request,
            _("Saved."),
            reverse("coordinator:logo", args=[library.slug]),
            undo(back, _hanging(library.logo_id)),
        )
    return see_other("logo", library.slug)


def _changed(request: HttpRequest, by: Librarian, library: Library) -> bool:
    def look(hanging: int | None) -> None:
        refuse_if_changed(request, _hanging(hanging), CHANGED_MEANWHILE)

    match request.POST.get("act"):
        case "remove":
            return choose_logo(by, library, None, look)
        case "choose":
            return choose_logo(by, library, _number(request.POST.get("logo", "")), look)
    file = request.FILES.get("logo")
    if file is None:
        raise Invalid(_("Choose a picture first."))
    set_logo(by, library, file.read(LARGEST + 1), look)
    return True


def _page(request: HttpRequest, library: Library, refusal: Refusal | None = None) -> HttpResponse:
    told = isinstance(refusal, SavedMeanwhile)
    shown = mark_for(request, _hanging(library.logo_id), told=told)
    status = refusal.status if refusal else 200
    return page(request, library, "logo", status, refusal=refusal, shown=shown)


def _hanging(number: int | None) -> Posted:
    """As the forms of the page know which logo they stand beside."""
    return [["logo", str(number or "")]]


def _number(said: str) -> int:
    if not (said.isascii() and said.isdigit() and int(said) <= LARGEST_NUMBER):
        raise NotVisible
    return int(said)
