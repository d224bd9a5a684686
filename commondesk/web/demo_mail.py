"""The mailbox of the demo: whatever it would have mailed, for everybody on this machine to open and follow.

Only a demo without a mail server has it. A demo is served on this machine alone, all its passwords are known,
and the page reads nothing but the files that the demo's own mail carrier has written: elsewhere there are
none, and the page is not there.
"""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache

from commondesk.channels.email import carrier, eml_files
from commondesk.consortium.consortium import the_consortium

PAGE: Final = 50


def mailbox(_request: HttpRequest) -> dict[str, Any]:
    """Context of every template: where the demo's mail is read; empty where mail goes its way."""
    return {"demo_mail": reverse("demo-mail") if carrier.keeps_files() else ""}


@never_cache
def mailbox_page(request: HttpRequest) -> HttpResponse:
    """All of it, the newest first."""
    _refuse_elsewhere()
    found = eml_files.letters(request.GET.get("before", "")[:80], PAGE + 1)
    following = found[PAGE - 1].name if len(found) > PAGE else ""
    shown = {"letters": found[:PAGE], "following": following, "consortium": the_consortium()}
    return render(request, "demo/mailbox.html", shown)


@never_cache
def letter_page(request: HttpRequest, name: str) -> HttpResponse:
    """One mail, with links to follow."""
    _refuse_elsewhere()
    letter = eml_files.read(name)
    if letter is None:
        raise Http404
    return render(request, "demo/letter.html", {"letter": letter, "consortium": the_consortium()})


def _refuse_elsewhere() -> None:
    if not carrier.keeps_files():
        raise Http404


urlpatterns = [
    path("demo/mail/", mailbox_page, name="demo-mail"),
    path("demo/mail/<slug:name>/", letter_page, name="demo-letter"),
]
