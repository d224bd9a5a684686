"""Every address of the house, room by room. Patrons' pages speak the language of their address (`/es/`)."""

from importlib.util import find_spec

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path


def _room(address: str, module: str) -> list[URLPattern | URLResolver]:
    return [path(address, include(module))] if find_spec(module) else []


urlpatterns = [
    *_room("desk/", "commondesk.web.librarian.urls"),
    *_room("api/v1/", "commondesk.web.api.urls"),
    *_room("", "commondesk.web.account.urls" if find_spec("commondesk.web.account") else "commondesk.web.account_urls"),
    *_room("", "commondesk.web.health"),
    *i18n_patterns(path("", include("commondesk.web.patron.urls")), prefix_default_language=False),
]

handler400 = "commondesk.web.errors.bad_request"
handler403 = "commondesk.web.errors.not_allowed"
handler404 = "commondesk.web.errors.not_found"
handler500 = "commondesk.web.errors.broken"
