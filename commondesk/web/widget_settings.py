"""The widget's page of settings: a coordinator's for a library, the help desk's for the consortium (CL3)."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings as configured
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from commondesk.consortium.consortium import Consortium
from commondesk.consortium.library import Library
from commondesk.consortium.widget import set_widget, widget_of
from commondesk.consortium.widget_count import counted_since
from commondesk.plumbing import clock
from commondesk.plumbing.colour import ACCENT
from commondesk.web.ask_page import name_of
from commondesk.web.saving import Settings, shown
from commondesk.web.staff import librarian_of
from commondesk.web.widget_form import WidgetForm

COUNTED_DAYS: Final = 30
LOOK: Final = ("corner", "lift", "label", "colour")


def widget_form(request: HttpRequest, library: Library | None) -> WidgetForm:
    """What was sent, else what holds."""
    if request.method == "POST":
        return WidgetForm(request.POST, library=library)
    return WidgetForm(initial=_values(library), library=library)


def settings_of(request: HttpRequest, library: Library | None, address: str) -> Settings:
    """`address` is the page's own."""
    return Settings(
        rows=Library.objects.filter(pk=library.pk) if library else Consortium.objects.order_by("pk"),
        values=lambda: _values(library),
        keep=lambda values: set_widget(library, librarian_of(request), values),
        address=address,
    )


def widget_context(request: HttpRequest, form: WidgetForm, settings: Settings) -> dict[str, Any]:
    """The context of settings/_widget.html."""
    library = form.library
    since = clock.now().date() - dt.timedelta(days=COUNTED_DAYS)
    return {
        **shown(request, form, settings),
        "groups": [(title, [form[name] for name in names]) for title, names in _groups()],
        "code": code_of(library),
        "standing_sites": widget_of(library).allowed_sites,
        "counted": counted_since(library.pk if library else None, since).get("widget", 0),
        "preview": f"{settings.address}preview/",
        "look": urlencode({name: form[name].value() or "" for name in LOOK}),
        "desk": configured.COMMONDESK.base_url,
    }


def code_of(library: Library | None) -> str:
    """The one line to paste into a site's pages."""
    source = configured.COMMONDESK.base_url + reverse("widget-script")
    if library is None:
        return format_html('<script src="{}" async></script>', source)
    return format_html('<script src="{}" data-library="{}" async></script>', source, library.slug)


def preview(request: HttpRequest, library: Library | None) -> HttpResponse:
    """A page as a site has one, with the widget in it, looking as the query says before it is saved."""
    form = WidgetForm(request.GET, library=library)
    form.is_valid()
    look = {name: form.cleaned_data.get(name, "") for name in LOOK}
    # An attribute that says nothing would leave what is saved.
    look["label"] = look["label"] or _("Ask us")
    look["colour"] = look["colour"] or (library.brand_colour if library else "") or ACCENT
    context = {"name": name_of(library), "library": library, "look": look}
    response = render(request, "settings/widget_preview.html", context)
    response._csp_replace = {"frame-ancestors": ["'self'"]}  # type: ignore[attr-defined]
    return response


def _values(library: Library | None) -> dict[str, Any]:
    widget = widget_of(library)
    return {name: getattr(widget, name) for name in WidgetForm.base_fields}


def _groups() -> list[tuple[str, tuple[str, ...]]]:
    return [
        (_("Where it stands"), ("sites", "pages", "not_pages")),
        (_("How it looks"), ("corner", "lift", "label", "colour")),
        (_("Whether it speaks first"), ("invites", "invite_after", "invite_pages", "invite_words")),
    ]
