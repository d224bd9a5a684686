"""The widget on a library's own site: how it looks, where it may stand, and the line to paste (CL3, CO2)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin

from commondesk.consortium.library import Library
from commondesk.web.coordinator.gate import of_library, page, see_other
from commondesk.web.saving import saved, status_of
from commondesk.web.widget_settings import preview, settings_of, widget_context, widget_form


@of_library
def widget_page(request: HttpRequest, library: Library) -> HttpResponse:
    """A post saves; the old values come back by the undo of the next page."""
    settings = settings_of(request, library, reverse("coordinator:widget", args=[library.slug]))
    form = widget_form(request, library)
    if request.method == "POST" and saved(request, form, settings):
        return see_other("widget", library.slug)
    return page(request, library, "widget", status_of(form), **widget_context(request, form, settings))


@xframe_options_sameorigin
@of_library
def widget_preview(request: HttpRequest, library: Library) -> HttpResponse:
    """What the page shows below its form."""
    return preview(request, library)
