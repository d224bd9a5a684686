"""The libraries whose settings one may change."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from commondesk.consortium.library import Library
from commondesk.plumbing.refusal import NotAllowed
from commondesk.web.coordinator.gate import see_other
from commondesk.web.staff import librarian_of, staff_required

SHOWN: Final = 50


@staff_required
def libraries_page(request: HttpRequest) -> HttpResponse:
    """One's own library at once; who looks after several chooses, by `?q=` where they are many."""
    librarian = librarian_of(request)
    mine, wanted = Library.objects.looked_after_by(librarian), request.GET.get("q", "")[:80].replace("\0", "")
    if not librarian.looks_after_libraries:
        raise NotAllowed(_("These pages are for coordinators and the help desk."))
    found = list(mine.filter(name__icontains=wanted).order_by("name")[: SHOWN + 1])
    if len(found) == 1 and not wanted:
        return see_other("profile", found[0].slug)
    context = {"libraries": found[:SHOWN], "more": len(found) > SHOWN, "q": wanted}
    return render(request, "coordinator/libraries.html", context)
