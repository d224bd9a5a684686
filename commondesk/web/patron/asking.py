"""The ask pages: of the consortium, and of each library (ON1, PR1, PR6)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language

from commondesk.channels.email import carrier
from commondesk.consortium.library import Library
from commondesk.desk.asking import Asked, queue_for
from commondesk.desk.waiting import expected_wait
from commondesk.plumbing.refusal import NotVisible, Refusal
from commondesk.web.access import keep_patron, slow_down_unless
from commondesk.web.ask_page import zone_of
from commondesk.web.errors import wants_json, with_retry_after
from commondesk.web.patron.entering import in_ones_language, referred_by_us
from commondesk.web.patron.forms import AskForm
from commondesk.web.patron.page import for_patrons, page, see_other
from commondesk.web.patron.standing import before_asking


@for_patrons
@in_ones_language
def ask_page(request: HttpRequest, library: str = "") -> HttpResponse:
    """The form; a post asks. For `Accept: application/json` the contract's answer, and no cookie."""
    return ask_at(request, library_asked_at(library) if library else None)


def ask_at(request: HttpRequest, asked_at: Library | None) -> HttpResponse:
    """The ask page, whole or in a frame: which of them it is, the address says."""
    if request.method != "POST":
        came_from = request.GET.get("page") or _other_site(request)
        source = request.GET.get("from", "")
        return _form(request, AskForm(library=asked_at, page=came_from, source=source), asked_at)
    form = AskForm(request.POST, library=asked_at)
    try:
        slow_down_unless(request, "ask")
        asked = form.ask(request) if form.is_valid() else None
    except Refusal as refusal:
        if wants_json(request):
            raise
        form.refusal = refusal
        return with_retry_after(_form(request, form, asked_at, refusal.status), refusal)
    if asked is None:
        return _form(request, form, asked_at, status=422)
    if wants_json(request):
        return _json(asked)
    code = asked.conversation.code
    response = see_other(reverse("patron:talk", args=[code]))
    keep_patron(response, code, asked.token, own_device=form.cleaned_data["own_device"])
    return response


def library_asked_at(slug: str) -> Library:
    """Raises NotVisible where there is no ask page of this name."""
    found = Library.objects.asked_at().filter(slug=slug).first()
    if found is None:
        raise NotVisible
    return found


def _form(request: HttpRequest, form: AskForm, library: Library | None, status: int = 200) -> HttpResponse:
    standing = before_asking(queue_for(library, get_language() or "en"), zone_of(library))
    # Where they are too many for a list one types a name or a ZIP code.
    listed = Library.objects.listed() or [] if library is None else []
    context = {"form": form, "library": library, "libraries": listed, "standing": standing}
    return page(request, "patron/ask.html", status, can_mail=carrier.is_open(), **context)


def _json(asked: Asked) -> JsonResponse:
    code = asked.conversation.code
    return JsonResponse(
        {
            "code": code,
            "token": asked.token,
            "words": asked.words,
            "state": asked.conversation.state,
            "expected_wait_seconds": expected_wait(asked.conversation.queue).seconds,
            "links": {"page": reverse("patron:talk", args=[code])},
        },
        status=200 if asked.again else 201,
    )


def _other_site(request: HttpRequest) -> str:
    """The page that led here, when it is not one of ours."""
    return "" if referred_by_us(request) else request.headers.get("Referer", "")
