"""The widget without a library: the consortium's own desk, whose questions wait in a shared queue (CL3)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin

from commondesk.web.helpdesk.door import address, help_desk_required, page, to
from commondesk.web.saving import saved, status_of
from commondesk.web.widget_settings import preview, settings_of, widget_context, widget_form


@help_desk_required
def widget_page(request: HttpRequest) -> HttpResponse:
    """A post saves; the old values come back by the undo of the next page."""
    settings, form = settings_of(request, None, address("widget")), widget_form(request, None)
    if request.method == "POST" and saved(request, form, settings):
        return to("widget")
    return page(request, "widget", "widget", status_of(form), **widget_context(request, form, settings))


@xframe_options_sameorigin
@help_desk_required
def widget_preview(request: HttpRequest) -> HttpResponse:
    """What the page shows below its form."""
    return preview(request, None)
