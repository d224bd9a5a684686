"""What a site fetches of us: the widget's script, and how things stand there now (CL3, ON3).

Both are for everybody and the same for everybody, so caches may keep them: `widget.js` an hour, how things
stand half a minute. Neither says anything of a patron.
"""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commondesk.consortium.library import Library
from commondesk.consortium.widget import Widget, widget_of
from commondesk.consortium.widget_count import tally
from commondesk.plumbing.colour import ACCENT, text_on
from commondesk.plumbing.served_text import as_sent
from commondesk.web.ask_page import ask_path, in_address, name_of
from commondesk.web.language import asked_for
from commondesk.web.patron.here import for_everybody, here, here_badge, here_data, pk_of

SCRIPT: Final = "widget/widget.js"
SCRIPT_SECONDS: Final = 3600


@require_safe
def widget_script(request: HttpRequest) -> HttpResponse:
    """The one address that stands in other people's pages, so it never changes; its content does."""
    plain, small, mark = _script()
    if request.headers.get("If-None-Match") == mark:
        response = HttpResponse(status=304)
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(small, content_type="text/javascript; charset=utf-8")
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(plain, content_type="text/javascript; charset=utf-8")
    response["ETag"] = mark
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = f"public, max-age={SCRIPT_SECONDS}"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


@cache
def _script() -> tuple[bytes, bytes, str]:
    """As sent, the same gzipped, and its mark."""

    def read(name: str) -> str:
        return Path(str(finders.find(name))).read_text(encoding="utf-8")

    text = as_sent(SCRIPT, read).encode()
    return text, gzip.compress(text, mtime=0), f'"{hashlib.sha256(text).hexdigest()[:16]}"'


@require_safe
def widget_settings(request: HttpRequest, library: str = "") -> HttpResponse:
    """How it looks, where it shows, and whether somebody is there. `?language=` as the site's page speaks.

    Without a library: of the consortium's own.
    """
    found = Library.objects.asked_at().filter(slug=library).first() if library else None
    if library and found is None:
        return for_everybody(JsonResponse({"detail": _("There is no library of this name.")}, status=404))
    tally.add(pk_of(found), "widget")
    with translation.override(asked_for(request.GET.get("language", "")[:64])):
        said = _said(found, widget_of(found))
    return for_everybody(JsonResponse(said, json_dumps_params={"ensure_ascii": False}))


def _said(library: Library | None, widget: Widget) -> dict[str, Any]:
    now, colour = here(library), widget.shown_colour or ACCENT
    return {
        "library": name_of(library),
        "language": get_language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "frame": reverse("patron:frame", args=in_address(library)),
        "page": ask_path(library),
        "sites": widget.allowed_sites,
        "corner": widget.corner,
        "lift": widget.lift,
        "colour": colour,
        "ink": text_on(colour),
        "pages": widget.pages,
        "notPages": widget.not_pages,
        "label": widget.label or _("Ask us"),
        "isHere": now.wait.on_duty > 0,
        "short": now.short,
        "invitation": _invitation(widget) if widget.invites and now.wait.on_duty else None,
        "words": {
            "title": _("Ask a librarian"),
            "tab": _("Open in a tab"),
            "close": _("Close"),
            "unread": _("{count} new"),
            "dismiss": _("No, thank you"),
        },
    }


def _invitation(widget: Widget) -> dict[str, Any]:
    return {
        "after": widget.invite_after,
        "pages": widget.invite_pages,
        "words": widget.invite_words or _("Can we help? A librarian is here."),
    }


urlpatterns = [
    path("widget.js", widget_script, name="widget-script"),
    path("widget.json", widget_settings, name="widget-settings"),
    path("here.json", here_data, name="here-data"),
    path("here.svg", here_badge, name="here-badge"),
    path("widget/<slug:library>.json", widget_settings, name="widget-settings"),
    path("here/<slug:library>.json", here_data, name="here-data"),
    path("here/<slug:library>.svg", here_badge, name="here-badge"),
]
