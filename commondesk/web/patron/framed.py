"""The ask page in a widget's frame, on the sites that were named for it and no others (bad-input 9)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from csp.constants import SELF
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from commondesk.consortium.library import Library
from commondesk.consortium.widget import ANY_SITE, widget_of
from commondesk.web.patron.asking import ask_at, library_asked_at
from commondesk.web.patron.page import for_patrons, page

View = Callable[..., HttpResponseBase]


def framed(view: View) -> View:
    """Browsers look at every page around a frame, not at the nearest alone. What went wrong is shown in it,
    too: else the browser's own page would stand there, which tells the patron nothing.
    """

    @wraps(view)
    def shown(request: HttpRequest, library: str = "") -> HttpResponseBase:
        response = view(request, library)
        response.xframe_options_exempt = True  # type: ignore[attr-defined]  # it knows no list of sites
        response._csp_replace = {"frame-ancestors": _ancestors(library)}  # type: ignore[attr-defined]
        return response

    return shown


@framed
@for_patrons
def frame_page(request: HttpRequest, library: str) -> HttpResponse:
    """As the ask page of the library, or of the consortium; from here the talk opens in the same frame."""
    return ask_at(request, library_asked_at(library) if library else None)


@framed
@for_patrons
def frame_goodbye(request: HttpRequest, library: str) -> HttpResponse:
    """After leaving; `?erased` when nothing is left at the libraries either."""
    found = library_asked_at(library) if library else None
    return page(request, "patron/goodbye.html", library=found, erased="erased" in request.GET)


def _ancestors(slug: str) -> list[str] | None:
    """Our own pages too, which show the widget to its coordinator. None: any page, also one in a sandbox,
    which `*` would leave out; so it is for a library that is none such, and while the database is away.
    """
    try:
        library = Library.objects.filter(slug=slug).first() if slug else None
        sites = [ANY_SITE] if slug and library is None else widget_of(library).allowed_sites
    except OperationalError:
        sites = [ANY_SITE]
    return None if ANY_SITE in sites else [SELF, *sites]
