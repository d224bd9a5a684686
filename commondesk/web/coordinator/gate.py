"""The door of a library's settings: its coordinator and the help desk, nobody else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commondesk.consortium.library import Library
from commondesk.plumbing.refusal import NotAllowed, NotVisible
from commondesk.web.coordinator.left_to_do import following, left_to_do
from commondesk.web.staff import librarian_of, staff_required
from commondesk.web.undoing import said

View = Callable[..., HttpResponseBase]
LARGEST: Final = 2**63 - 1  # more than any row's number, and all that a database can be asked for
NOT_YOURS = _("Only this library's coordinator and the help desk change its settings.")


def of_library(view: View) -> View:
    """Hands the view the library that the address names. 404 for none; 403 for who does not look after it.

    That a library exists is no secret among staff; what its coordinator reads here is.
    """

    @staff_required
    @wraps(view)
    def guarded(request: HttpRequest, slug: str, **kwargs: int) -> HttpResponseBase:
        library = Library.objects.filter(slug=slug).first()
        if library is None or any(number > LARGEST for number in kwargs.values()):
            raise NotVisible
        if not Library.objects.looked_after_by(librarian_of(request)).filter(pk=library.pk).exists():
            raise NotAllowed(NOT_YOURS)
        return view(request, library, **kwargs)

    return guarded


def page(
    request: HttpRequest, library: Library, template: str, status: int = 200, **context: Any
) -> HttpResponse:
    """A page of this library's settings, with what was just done and how to take it back."""
    shown = {
        "library": library,
        "said": said(request),
        "here": template,
        **_left(request, library, template),
        **context,
    }
    return render(request, f"coordinator/{template}.html", shown, status=status)


def _left(request: HttpRequest, library: Library, template: str) -> dict[str, Any]:
    """What is left to do, and what comes next. Its own staff are told, not the help desk that looks in."""
    if not library.memberships.filter(librarian=librarian_of(request)).exists():
        return {}
    left = left_to_do(library)
    return {"left": left, "next": following(left, template.replace("_", "-"))}


def see_other(name: str, *args: Any) -> HttpResponse:
    """After a post: the page to look at next."""
    return HttpResponseRedirect(reverse(f"coordinator:{name}", args=args), status=303)
