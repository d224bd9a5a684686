"""The demo's library site: a page as libraries have them, with the widget in it, for whoever tries the desk.

Only a demo has it. It is the library of the demo whose ask page stands first on the README: Ames.
"""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from commondesk.consortium.library import Library

LIBRARY: Final = "ames"
PAGES: Final = {
    "": (
        _("Welcome"),
        _("Two floors of books, films and quiet. This site is imagined; the button below is real."),
    ),
    "catalog": (
        _("Catalog"),
        _("Nothing was found for “amphibious bicycles”. A librarian may know where to look."),
    ),
    "visit": (
        _("Visit"),
        _("Between the river and the old mill. Ramps at both doors, a garden behind the house."),
    ),
}


def site_page(request: HttpRequest, name: str = "") -> HttpResponse:
    """One page of it; the others are a click away, and a talk goes along."""
    library = Library.objects.filter(slug=LIBRARY).first() if settings.COMMONDESK.is_demo else None
    if library is None or name not in PAGES:
        raise Http404
    title, words = PAGES[name]
    context: dict[str, Any] = {
        "library": library,
        "title": title,
        "words": words,
        "pages": [(_address(each), title, each == name) for each, (title, _words) in PAGES.items()],
    }
    return render(request, "demo/site.html", context)


def _address(name: str) -> str:
    return reverse("demo-site-page", args=[name]) if name else reverse("demo-site")


urlpatterns = [
    path("demo/", site_page, name="demo-site"),
    path("demo/site/<slug:name>/", site_page, name="demo-site-page"),
]
