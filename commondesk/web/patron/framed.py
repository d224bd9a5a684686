"""The ask page in a widget's frame, on the sites that its library has named and no others (bad-input 9)."""

from __future__ import annotations

from csp.constants import SELF
from django.http import HttpRequest, HttpResponse

from commondesk.consortium.library import Library
from commondesk.consortium.widget import ANY_SITE, Widget, widget_of
from commondesk.web.patron.asking import ask_at, library_asked_at
from commondesk.web.patron.page import for_patrons, page


@for_patrons
def frame_page(request: HttpRequest, library: str) -> HttpResponse:
    """As the library's ask page; from here the talk opens in the same frame."""
    found = library_asked_at(library)
    return _framed(ask_at(request, found), found)


@for_patrons
def frame_goodbye(request: HttpRequest, library: str) -> HttpResponse:
    """After leaving; `?erased` when nothing is left at the libraries either."""
    found = library_asked_at(library)
    response = page(request, "patron/goodbye.html", library=found, erased="erased" in request.GET)
    return _framed(response, found)


def _framed(response: HttpResponse, library: Library) -> HttpResponse:
    """Only these sites may hold it: browsers look at every frame around it, not at the nearest alone."""
    widget = widget_of(library)
    response.xframe_options_exempt = True  # it knows no list of sites
    response._csp_replace = _ancestors(widget)  # type: ignore[attr-defined]
    return response


def _ancestors(widget: Widget) -> dict[str, list[str] | None]:
    """Our own pages too, which show the widget to its coordinator. None: any page, also one in a sandbox,
    which `*` would leave out.
    """
    sites = widget.allowed_sites
    return {"frame-ancestors": None if ANY_SITE in sites else [SELF, *sites]}
