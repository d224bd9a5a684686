"""The widget on a library's own site: how it looks, where it may stand, and the line to paste (CL3, CO2)."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from commondesk.consortium.library import Library
from commondesk.consortium.widget import set_widget, widget_of
from commondesk.consortium.widget_count import counted_since
from commondesk.plumbing import clock
from commondesk.plumbing.colour import ACCENT
from commondesk.web.coordinator.gate import of_library, page, see_other
from commondesk.web.coordinator.widget_form import WidgetForm
from commondesk.web.meanwhile import SavedMeanwhile, mark_for, refuse_if_changed, undo
from commondesk.web.staff import librarian_of
from commondesk.web.undoing import as_posted, say

COUNTED_DAYS: Final = 30
LOOK: Final = ("corner", "lift", "label", "colour")
GROUPS: Final = (
    ("where", ("sites", "pages", "not_pages")),
    ("look", ("corner", "lift", "label", "colour")),
    ("invitation", ("invites", "invite_after", "invite_pages", "invite_words")),
)


@of_library
def widget_page(request: HttpRequest, library: Library) -> HttpResponse:
    """A post saves; the old values come back by the undo of the next page."""
    if request.method != "POST":
        return _page(request, library, WidgetForm(initial=values_of(library)))
    form = WidgetForm(request.POST)
    if not form.is_valid():
        return _page(request, library, form, status=422)
    try:
        _save(request, library, form)
    except SavedMeanwhile as refusal:
        form.add_error(None, str(refusal))
        return _page(request, library, form, status=422, told=True)
    return see_other("widget", library.slug)


def values_of(library: Library) -> dict[str, Any]:
    """As the form's fields hold them."""
    widget = widget_of(library)
    return {name: getattr(widget, name) for name in WidgetForm.base_fields}


def _save(request: HttpRequest, library: Library, form: WidgetForm) -> None:
    with transaction.atomic():
        Library.objects.select_for_update(no_key=True, of=("self",)).get(pk=library.pk)
        before = as_posted(form, values_of(library))
        refuse_if_changed(request, before)
        changed = set_widget(library, librarian_of(request), form.cleaned_data)
    if changed:
        back = undo(before, as_posted(form, values_of(library)))
        say(request, _("Saved."), reverse("coordinator:widget", args=[library.slug]), back)


def _page(
    request: HttpRequest, library: Library, form: WidgetForm, status: int = 200, *, told: bool = False
) -> HttpResponse:
    titles = {
        "where": _("Where it stands"),
        "look": _("How it looks"),
        "invitation": _("Whether it speaks first"),
    }
    groups = [(titles[key], [form[name] for name in names]) for key, names in GROUPS]
    shown = mark_for(request, as_posted(form, values_of(library)), told=told)
    since = clock.now().date() - dt.timedelta(days=COUNTED_DAYS)
    context = {
        "form": form,
        "groups": groups,
        "shown": shown,
        "code": code_of(library),
        "standing_sites": widget_of(library).allowed_sites,
        "counted": counted_since(library.pk, since).get("widget", 0),
        "look": urlencode({name: form[name].value() or "" for name in LOOK}),
        "desk": settings.COMMONDESK.base_url,
    }
    return page(request, library, "widget", status, **context)


def code_of(library: Library) -> str:
    """The one line that a library pastes into its pages."""
    source = settings.COMMONDESK.base_url + reverse("widget-script")
    return format_html('<script src="{}" data-library="{}" async></script>', source, library.slug)


@xframe_options_sameorigin
@of_library
def widget_preview(request: HttpRequest, library: Library) -> HttpResponse:
    """A page as a library has one, with the widget in it, looking as the query says before it is saved."""
    form = WidgetForm(request.GET)
    form.is_valid()
    look = {name: form.cleaned_data.get(name, "") for name in LOOK}
    # An attribute that says nothing would leave what is saved.
    look["label"] = look["label"] or _("Ask us")
    look["colour"] = look["colour"] or library.brand_colour or ACCENT
    response = render(request, "coordinator/widget_preview.html", {"library": library, "look": look})
    response._csp_replace = {"frame-ancestors": ["'self'"]}  # type: ignore[attr-defined]
    return response
