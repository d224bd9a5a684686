"""The door of the help desk's pages: who may come in, and the frame they all share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commondesk.desk.mark import marks_to_look_at
from commondesk.plumbing.refusal import NotAllowed
from commondesk.web.staff import librarian_of, staff_required
from commondesk.web.undoing import said

View = Callable[..., HttpResponseBase]
ONLY_HELP_DESK: Final = _("These settings are of the whole consortium; its help desk looks after them.")
PAGES: Final = (
    ("consortium", _("The consortium")),
    ("standards", _("Standards")),
    ("libraries", _("Libraries")),
    ("queues", _("Queues")),
    ("people", _("People")),
    ("marks", _("Marks on conduct")),
    ("widget", _("Widget")),
    ("promote", _("Promote")),
    ("bulk", _("Tables")),
    ("outbox", _("Outgoing mail")),
)


def help_desk_required(view: View) -> View:
    """Whoever is not signed in is asked to; everybody but the help desk is told so (403)."""

    @staff_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not librarian_of(request).is_help_desk:
            raise NotAllowed(ONLY_HELP_DESK)
        return view(request, *args, **kwargs)

    return guarded


def page(request: HttpRequest, name: str, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """A template in the frame of these pages; `name` is the one of PAGES that it belongs to."""
    to_look_at = marks_to_look_at(librarian_of(request))["count"]
    frame = {"pages": PAGES, "page_name": name, "said": said(request), "to_look_at": to_look_at}
    return render(request, f"helpdesk/{template}.html", frame | context, status=status)


def to(name: str, *arguments: Any) -> HttpResponse:
    """After a post: a page of its own, so that loading it again posts nothing."""
    return HttpResponseRedirect(address(name, *arguments), status=303)


def address(name: str, *arguments: Any) -> str:
    return reverse(f"helpdesk:{name}", args=arguments)
