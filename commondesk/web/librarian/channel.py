"""The staff's channels as a room of their own (CO5): read, written in, searched; usable without scripts."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commondesk.consortium.consortium import the_consortium
from commondesk.consortium.librarian import Librarian
from commondesk.desk import channel_reading, staff_message
from commondesk.desk.channel_mail import ChannelHabit, follow_by_mail, mails_of
from commondesk.desk.staff_channel import FOR_ALL, StaffChannel, the_channel
from commondesk.desk.staff_message import TAKEN_BACK_WITHIN
from commondesk.plumbing import clock
from commondesk.plumbing.html import Part, message_parts
from commondesk.plumbing.refusal import Refusal
from commondesk.plumbing.tokens import new_key
from commondesk.schedule import presence
from commondesk.web.librarian.console import desk_data
from commondesk.web.librarian.words import words
from commondesk.web.staff import librarian_of, slow_down_staff, staff_required
from commondesk.web.times import exact_time, short_time
from commondesk.web.undoing import said, say

DESK: Final = "/desk/"


@staff_required
def channel_page(request: HttpRequest, slug: str = FOR_ALL) -> HttpResponse:
    """One channel: its last messages, or those older or found by words."""
    librarian = librarian_of(request)
    presence.here(librarian)
    return _page(request, librarian, the_channel(librarian, slug))


@require_POST
@staff_required
def say_in_channel(request: HttpRequest, slug: str) -> HttpResponse:
    """What was written without scripts; `@name` calls whom it names. What is refused is given back."""
    librarian = librarian_of(request)
    channel, body = the_channel(librarian, slug), request.POST.get("body", "")
    key = request.POST.get("key") or new_key()
    try:
        slow_down_staff(librarian)
        called = channel_reading.called_in(channel, librarian, body)
        staff_message.say(channel, librarian, body, key[:64], called)
    except Refusal as refusal:
        return _page(request, librarian, channel, wrong=str(refusal), body=body, status=refusal.status)
    return _to(channel)


@require_POST
@staff_required
def take_back(request: HttpRequest, slug: str, seq: int) -> HttpResponse:
    """Gone at once, and back by one click, as a new message."""
    librarian = librarian_of(request)
    channel = the_channel(librarian, slug)
    words = channel_reading.own_words(channel, librarian, seq)
    staff_message.take_back(channel, librarian, seq)
    again = [["body", words], ["key", new_key()]] if words else []
    say(request, _("Your message is taken back."), _address("say", slug) if words else "", again)
    return _to(channel)


@require_POST
@staff_required
def choose_mails(request: HttpRequest) -> HttpResponse:
    """Which messages follow by mail; what is no choice changes nothing."""
    librarian, chosen = librarian_of(request), request.POST.get("mails", "")
    before = mails_of(librarian)
    if chosen in ChannelHabit.Mails.values and chosen != before:
        follow_by_mail(librarian, chosen)
        say(request, _("Saved."), reverse("channel:mails"), [["mails", before]])
    return HttpResponseRedirect(reverse("channel:all"), status=303)


def _page(
    request: HttpRequest,
    librarian: Librarian,
    channel: StaffChannel,
    *,
    wrong: str = "",
    body: str = "",
    status: int = 200,
) -> HttpResponse:
    q, before = request.GET.get("q", "")[:200], _number(request.GET.get("before", ""))
    found = channel_reading.page(channel, librarian, before=before, q=q)
    if not q and before is None and "quietly" not in request.GET:
        staff_message.read_up_to(channel, librarian, channel.last_seq)
    context = {
        "consortium": the_consortium(),
        "channel": channel,
        "overview": channel_reading.overview(librarian),
        "messages": _shown(found["messages"], librarian),
        "older": found["before"],
        "is_now": not q and before is None,
        "q": q,
        "wrong": wrong,
        "body": body,
        "key": new_key(),
        "mails": ChannelHabit.Mails.choices,
        "said": said(request) if "quietly" not in request.GET else None,
        "data": desk_data(librarian, None) | {"csrf": get_token(request), "channel": channel.slug},
        "words": words(),
    }
    return render(request, "librarian/channel.html", context, status=status)


def _shown(messages: list[dict[str, Any]], librarian: Librarian) -> list[dict[str, Any]]:
    library, now = librarian.home_library, clock.now()
    zone = ZoneInfo(library.time_zone if library else the_consortium().time_zone)
    return [_one(message, librarian, now, zone) for message in messages]


def _one(message: dict[str, Any], librarian: Librarian, now: dt.datetime, zone: ZoneInfo) -> dict[str, Any]:
    at = dt.datetime.fromisoformat(message["at"])
    is_today = at.astimezone(zone).date() == now.astimezone(zone).date()
    still = message["mine"] and message["body"] is not None and now < at + TAKEN_BACK_WITHIN
    return {
        **message,
        "parts": _parts(message["body"] or ""),
        "exact": exact_time(at, zone),
        "short": short_time(at, zone) if is_today else exact_time(at, zone),
        "calls_me": any(person["id"] == librarian.pk for person in message["mentions"]),
        "can_be_taken_back": still,
    }


def _parts(body: str) -> list[Part]:
    """A link to a conversation of ours shows its code alone; it opens for who may see it."""
    ours = settings.COMMONDESK.base_url + DESK
    return [_bare(part, ours) if part.kind == "link" else part for part in message_parts(body)]


def _bare(part: Part, ours: str) -> Part:
    code = part.href.removeprefix(ours).partition("/")[0] if part.href.startswith(ours) else ""
    return part._replace(text=code) if code.isalnum() else part


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _to(channel: StaffChannel) -> HttpResponse:
    return HttpResponseRedirect(_address("one", channel.slug), status=303)


def _address(name: str, *arguments: Any) -> str:
    return reverse(f"channel:{name}", args=arguments)
