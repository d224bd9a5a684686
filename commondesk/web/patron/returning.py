"""Coming back with the code and the four words, and going: return, goodbye (PR4, PR7)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from commondesk.desk.slip import come_back
from commondesk.plumbing.refusal import Refusal, problem
from commondesk.plumbing.tokens import read_code, slip_words
from commondesk.web.access import keep_patron
from commondesk.web.patron.page import for_patrons, page


@for_patrons
def return_page(request: HttpRequest) -> HttpResponse:
    """The form for code and words; a post opens the talk."""
    if request.method != "POST":
        return page(request, "patron/return.html", code=request.GET.get("code", "")[:32])
    code, words = request.POST.get("code", "")[:64], request.POST.get("words", "")[:200]
    wants_json = request.headers.get("Accept", "").startswith("application/json")
    try:
        token = come_back(code, words)
    except Refusal as refusal:
        return _refused(request, refusal, code, words, wants_json)
    code = read_code(code)
    if wants_json:
        links = {"page": reverse("patron:talk", args=[code])}
        return JsonResponse({"code": code, "token": token, "words": slip_words(code), "links": links})
    response = redirect("patron:talk", code)
    response.status_code = 303
    keep_patron(response, code, token, own_device="own_device" in request.POST)
    return response


def _refused(request: HttpRequest, refusal: Refusal, code: str, words: str, wants_json: bool) -> HttpResponse:
    if wants_json:
        said = problem(refusal, request.path)
        response: HttpResponse = JsonResponse(said, status=refusal.status, content_type="application/problem+json")
    else:
        response = page(request, "patron/return.html", refusal.status, refusal=refusal, code=code, words=words)
    if refusal.retry_after is not None:
        response["Retry-After"] = str(refusal.retry_after)
    return response


@for_patrons
def goodbye_page(request: HttpRequest) -> HttpResponse:
    """After leaving; `?erased` when nothing is left at the libraries either."""
    return page(request, "patron/goodbye.html", erased="erased" in request.GET)
