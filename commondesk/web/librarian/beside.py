"""The right column: the patron's library as visiting staff need it (LS1), and the conversation's facts."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from commondesk.consortium.consortium import the_consortium
from commondesk.consortium.librarian import Librarian
from commondesk.desk.classifying import confirmed
from commondesk.desk.conversation import Conversation
from commondesk.desk.mark import mark_on
from commondesk.desk.rating import Rating
from commondesk.web.languages import language_name
from commondesk.web.librarian.choices import choices
from commondesk.web.librarian.seen import seen_by
from commondesk.web.library_card import library_card
from commondesk.web.staff import librarian_of, staff_required
from commondesk.web.times import date_of


@staff_required
def beside_page(request: HttpRequest, code: str) -> HttpResponse:
    """The column alone, for the script that opens another conversation."""
    librarian = librarian_of(request)
    conversation = seen_by(librarian, code)
    return render(request, "librarian/_beside.html", {"beside": beside(conversation, librarian)})


def beside(conversation: Conversation, librarian: Librarian) -> dict[str, Any]:
    """Context of `_beside.html`, for somebody who sees the conversation."""
    library = conversation.library
    return {
        "conversation": conversation,
        **library_card(library, conversation.queue),
        "language": language_name(conversation.language),
        "status": _status(conversation.patron_status),
        "device": _device(conversation.device),
        "has_address": conversation.addresses.exists(),
        "classified": _in_words(confirmed(conversation)),
        "rating": Rating.objects.filter(conversation=conversation).first(),
        "link": f"{settings.COMMONDESK.base_url}{conversation.talk_path}",
        "marked": _marked(conversation, librarian),
    }


def _marked(conversation: Conversation, librarian: Librarian) -> dict[str, Any] | None:
    """The mark on this conversation and on no other of the patron's (IN6). Context of `_marked.html`."""
    mark = mark_on(conversation.pk)
    if mark is None:
        return None
    return {
        "mark": mark,
        "mark_ends": date_of(mark.expires_at, ZoneInfo(the_consortium().time_zone)),
        "may_take_back": mark.set_by_id == librarian.pk and mark.confirmed_at is None,
        "may_decide": librarian.is_help_desk,
    }


def _in_words(questions: list[dict[str, Any]]) -> list[str]:
    """Kind, READ level and outcome of each question, on one line."""
    named = {field: dict(pairs) for field, pairs in choices().items()}
    lines = []
    for question in questions:
        level = f"READ {question['read_level']}" if question["read_level"] else ""
        parts = [
            named["kind"][question["kind"]],
            level,
            named["outcome"][question["outcome"]],
            named["topic"].get(question["topic"], question["topic"]),
        ]
        lines.append(" · ".join(part for part in parts if part))
    return lines


def _status(said: str) -> str:
    """In words, where it is one of ours: a library's own pages may say others."""
    return dict(choices()["patron_status"]).get(said, said)


def _device(said: str) -> str:
    """As above; `own` comes from our ask page."""
    words = {"own": _("the patron's own"), "phone": _("phone"), "computer": _("computer")}
    return words.get(said, said)
