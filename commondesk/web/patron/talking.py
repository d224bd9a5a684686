"""The talk as its patron sees it: a page that works by itself, until the scripts take it over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commondesk.channels.email import carrier
from commondesk.desk import signs_of_life, transcript
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import PATRON
from commondesk.desk.rating import Rating
from commondesk.plumbing.tokens import new_key, read_code, slip_words
from commondesk.web.access import patron, patron_token
from commondesk.web.drawn import Drawn, drawn
from commondesk.web.message_strings import message_strings
from commondesk.web.patron.page import for_patrons, page
from commondesk.web.patron.standing import Standing, while_waiting
from commondesk.web.times import date_of, names_to_bring


@dataclass(frozen=True, slots=True)
class Talk:
    """What `patron/talk.html` shows of one conversation."""

    state: str
    is_open: bool
    helper: str
    messages: list[Drawn]
    last_seq: int
    wait: Standing | None
    words: str
    has_address: bool
    can_mail: bool
    can_rate: bool
    rating: Rating | None
    is_offered: bool
    looks_by_itself: bool


@for_patrons
def talk_page(request: HttpRequest, code: str) -> HttpResponse:
    """The talk for whoever brings its token, by cookie or bearer; others are asked for code and words."""
    code = read_code(code)
    conversation = patron(request, code)
    return _unknown(request, code) if conversation is None else show(request, conversation)


def show(request: HttpRequest, conversation: Conversation, status: int = 200, **said: Any) -> HttpResponse:
    """The whole page. `said`: `refusal` of an act, and what came with it: `draft`, `email`."""
    conversation.refuse_if_erased()
    signs_of_life.seen(conversation.pk)
    if conversation.state == Conversation.State.FOLLOWING_UP:
        signs_of_life.tell_who_is_back([conversation.pk])
    zone = transcript.zone_of(conversation)
    talk = _talk(request, conversation, zone)
    # The scripts take over the token that the cookie holds; whoever brought it as a bearer has it already.
    token = patron_token(request, conversation.code)
    known = {"token": token, "words": talk.words, "lastSeq": talk.last_seq}
    on_paper = {"day": date_of(conversation.asked_at, zone), "zone": zone.key}
    context = _context(conversation.code, zone, known) | on_paper | {"mailed": "mailed" in request.GET} | said
    return page(request, "patron/talk.html", status, talk=talk, library=conversation.library, **context)


def _unknown(request: HttpRequest, code: str) -> HttpResponse:
    # The same for every code, so that it does not tell which ones there are.
    return page(request, "patron/talk.html", talk=None, **_context(code, None, {}))


def _context(code: str, zone: ZoneInfo | None, known: dict[str, Any]) -> dict[str, Any]:
    address = reverse("patron:talk", args=[code]) if code else ""
    return {
        "code": code,
        "address": address,
        "key": new_key(),
        "stars": [(1, _("1, poor")), (2, "2"), (3, _("3, fair")), (4, "4"), (5, _("5, very good"))],
        "settings": {
            "code": code,
            "page": address,
            "api": f"/api/v1/conversations/{code}/",
            "goodbye": reverse("patron:goodbye"),
            "language": get_language(),
            "zone": zone.key if zone else None,
            "names": names_to_bring(),
            "strings": message_strings() | _more_strings(),
            **known,
        },
    }


def _more_strings() -> dict[str, str]:
    return {
        "with": _("With {who}"),
        "typing": _("{who} is writing"),
        "try again": _("Try again"),
        "thanks": _("Thank you."),
        "no line": _("We cannot reach the desk just now. Please try again in a moment."),
    }


def _talk(request: HttpRequest, conversation: Conversation, zone: ZoneInfo) -> Talk:
    events = [entry.event.wire(PATRON) for entry in transcript.entries(conversation, PATRON)]
    waits = conversation.state == Conversation.State.WAITING
    return Talk(
        state=conversation.state,
        is_open=conversation.is_open,
        helper=_helper(conversation),
        messages=drawn(events, zone, lambda event: event["by"]["role"] == PATRON, files=_files(conversation)),
        last_seq=conversation.last_patron_seq,
        wait=while_waiting(conversation, zone) if waits else None,
        words=slip_words(conversation.code),
        has_address=conversation.addresses.exists(),
        can_mail=carrier.is_open(),
        can_rate=conversation.first_claimed_at is not None,
        rating=Rating.objects.filter(conversation=conversation).first(),
        is_offered=conversation.transfers.under_way().filter(to_help=False).exists(),
        looks_by_itself=waits and "still" not in request.GET,
    )


def _files(conversation: Conversation) -> str:
    """Below which address this patron fetches files, by cookie or bearer."""
    return reverse("patron:talk", args=[conversation.code]) + "files/"


def _helper(conversation: Conversation) -> str:
    librarian = conversation.claimed_by
    if librarian is None:
        return ""
    library = librarian.home_library
    who = f"{librarian.called} ({library.name})" if library else librarian.called
    return _("With {who}").replace("{who}", who)
