"""Pictures that lead people to an ask page: buttons and QR codes, for everybody (CO2).

To that of a library, or without one to the consortium's.

The tag of each address says which of them led there. Other people's sites show the buttons, so they may be
fetched from anywhere; whatever their bytes may be taken for, they run nothing.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from commondesk.consortium.library import Library
from commondesk.plumbing.qr import qr_png, qr_svg
from commondesk.web.ask_page import ask_path, in_address, name_of
from commondesk.web.button import SIZES, drawn_button, visible

PRINTED: Final = ("poster", "bookmark")
KINDS: Final = ("svg", "png")
AN_HOUR: Final = 3600  # so long a new colour or name takes to be seen everywhere


def ask_address(library: Library | None, tag: str, language: str) -> str:
    """The whole address of the ask page in this language, as links and codes hold it."""
    with override(language):
        page = ask_path(library)
    return f"{settings.COMMONDESK.base_url}{page}?from={tag}"


def button_address(library: Library | None, size: str, language: str) -> str:
    """The path of a button of SIZES."""
    return reverse("button", args=[*in_address(library), language, size])


def qr_address(library: Library | None, what: str, language: str, ending: str) -> str:
    """The path of a code for something of PRINTED, as one of KINDS."""
    return reverse("qr", args=[*in_address(library), language, what, ending])


@require_safe
def button_picture(request: HttpRequest, language: str, what: str, slug: str = "") -> HttpResponse:
    """`what` is one of SIZES."""
    library = _library(slug, language)
    if what not in SIZES:
        raise Http404
    with override(language):
        svg = drawn_button(library, what).svg
    return _picture(svg.encode(), "image/svg+xml", language)


@require_safe
def qr_picture(request: HttpRequest, language: str, what: str, ending: str, slug: str = "") -> HttpResponse:
    """`what` is one of PRINTED, `ending` one of KINDS."""
    library = _library(slug, language)
    if what not in PRINTED or ending not in KINDS:
        raise Http404
    address = ask_address(library, what, language)
    if ending == "png":
        return _picture(qr_png(address), "image/png", language)
    with override(language):
        title = f"{_('Ask a librarian')}: {visible(name_of(library))}"
    return _picture(qr_svg(address, title), "image/svg+xml", language)


def _library(slug: str, language: str) -> Library | None:
    """One whose ask page is there; None for the consortium's."""
    found = Library.objects.asked_at().filter(slug=slug).first() if slug else None
    if (slug and found is None) or language not in dict(settings.LANGUAGES):
        raise Http404
    return found


def _picture(content: bytes, kind: str, language: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Language"] = language
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = f"public, max-age={AN_HOUR}"
    return response


urlpatterns = [
    path("button/<slug:language>/<slug:what>.svg", button_picture, name="button"),
    path("qr/<slug:language>/<slug:what>.<slug:ending>", qr_picture, name="qr"),
    path("button/<slug:slug>/<slug:language>/<slug:what>.svg", button_picture, name="button"),
    path("qr/<slug:slug>/<slug:language>/<slug:what>.<slug:ending>", qr_picture, name="qr"),
]
