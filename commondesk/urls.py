"""Every address of the house, room by room. Patrons' pages speak the language of their address (`/es/`)."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    path("desk/", include("commondesk.web.librarian.urls")),
    path("channel/", include("commondesk.web.librarian.channel_urls")),
    path("library/", include("commondesk.web.coordinator.urls")),
    path("consortium/", include("commondesk.web.helpdesk.urls")),
    path("reports/", include("commondesk.web.reports.urls")),
    path("api/v1/", include("commondesk.web.api.urls")),
    path("", include("commondesk.web.account.urls")),
    path("", include("commondesk.web.health")),
    path("", include("commondesk.web.checkup_probe")),
    path("", include("commondesk.web.app_manifest")),
    path("", include("commondesk.web.service_worker")),
    path("", include("commondesk.web.demo_mail")),
    path("", include("commondesk.web.demo_site")),
    path("", include("commondesk.web.logo")),
    path("", include("commondesk.web.patron.widget")),
    path("", include("commondesk.web.promotion")),
    *i18n_patterns(path("", include("commondesk.web.patron.urls")), prefix_default_language=False),
]

handler400 = "commondesk.web.errors.bad_request"
handler403 = "commondesk.web.errors.not_allowed"
handler404 = "commondesk.web.errors.not_found"
handler500 = "commondesk.web.errors.broken"
