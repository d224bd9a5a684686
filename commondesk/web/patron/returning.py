"""Coming back with the code and the four words, and going: return, goodbye (PR4, PR7)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from commondesk.desk.slip import come_back
from commondesk.plumbing.refusal import Refusal
from commondesk.plumbing.tokens import read_code, slip_words
from commondesk.web.access import keep_patron, slow_down_unless
from commondesk.web.errors import wants_json, with_retry_after
from commondesk.web.patron.entering import in_ones_language
from commondesk.web.patron.page import for_patrons, page, see_other


@for_patrons
@in_ones_language
def return_page(request: HttpRequest) -> HttpResponse:
    """The form for code and words; a post opens the talk."""
    if request.method != "POST":
        return page(request, "patron/return.html", code=request.GET.get("code", "")[:32])
    code, words = request.POST.get("code", "")[:64], request.POST.get("words", "")[:200]
    try:
        slow_down_unless(request, "slip")
        token = come_back(code, words)
    except Refusal as refusal:
        if wants_json(request):
            raise
        response = page(
            request, "patron/return.html", refusal.status, refusal=refusal, code=code, words=words
        )
        return with_retry_after(response, refusal)
    return _opened(request, read_code(code), token)


def _opened(request: HttpRequest, code: str, token: str) -> HttpResponse:
    address = reverse("patron:talk", args=[code])
    if wants_json(request):
        said = {"code": code, "token": token, "words": slip_words(code), "links": {"page": address}}
        return JsonResponse(said)
    response = see_other(address)
    keep_patron(response, code, token, own_device="own_device" in request.POST)
    return response


@for_patrons
def goodbye_page(request: HttpRequest) -> HttpResponse:
    """After leaving; `?erased` when nothing is left at the libraries either."""
    return page(request, "patron/goodbye.html", erased="erased" in request.GET)
