"""The desk as an app of its own: what a browser needs to put it among the programs of a computer."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from commondesk.consortium.consortium import the_consortium
from commondesk.plumbing.colour import ACCENT

PAPER: Final = "#FBFAF6"  # --paper of static/css/tokens.css


@require_safe
@cache_control(public=True, max_age=3600)
def manifest(_request: HttpRequest) -> JsonResponse:
    """For everybody, since browsers fetch it without cookies; it opens the desk, which asks who one is."""
    address = reverse("librarian:console")
    said = {
        "id": address,
        "start_url": address,
        "scope": "/",
        "name": _("%(consortium)s: the desk") % {"consortium": the_consortium().name},
        "short_name": _("Desk"),
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": ACCENT,
        "icons": [{"src": static("img/desk.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(said, content_type="application/manifest+json")


urlpatterns = [path("desk.webmanifest", manifest, name="app-manifest")]
