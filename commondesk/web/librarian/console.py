"""The console: one page, drawn usefully by the server, kept alive by its scripts."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render

from commondesk.channels.email import carrier
from commondesk.consortium.consortium import the_consortium
from commondesk.consortium.librarian import Librarian
from commondesk.consortium.library import Library
from commondesk.consortium.queue import Queue
from commondesk.consortium.standard import standard
from commondesk.desk.channel_reading import overview as channels_of
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import librarian_author, read_events
from commondesk.desk.mark import marks_to_look_at
from commondesk.desk.mark_kind import kinds_in_use
from commondesk.desk.overview import overviews
from commondesk.desk.push_device import key_for_browsers
from commondesk.desk.snapshot import snapshot
from commondesk.schedule import presence
from commondesk.web.librarian.bar import bar
from commondesk.web.librarian.beside import beside
from commondesk.web.librarian.choices import choices, libraries
from commondesk.web.librarian.keys import bound_for, keys_of
from commondesk.web.librarian.modules import modules
from commondesk.web.librarian.rows import rows
from commondesk.web.librarian.seen import seen_by
from commondesk.web.librarian.words import staff_message_strings, words
from commondesk.web.staff import librarian_of, session_mark, staff_required
from commondesk.web.times import names_to_bring

# SV3's danger line stands in AC8: three minutes without an update.
UPDATE_DANGER_SECONDS = 180


@staff_required
def console_page(request: HttpRequest, code: str = "") -> HttpResponse:
    """The desk, with one conversation open where the address names one."""
    librarian = librarian_of(request)
    conversation = seen_by(librarian, code) if code else None
    presence.here(librarian)  # whoever opens the desk is at it, before the first beat of its stream
    data = desk_data(librarian, conversation) | {
        "csrf": get_token(request),
        "session": session_mark(request),
        "push": key_for_browsers(),
    }
    spoken = words()
    context = {
        "data": data,
        "bar": bar(data["snapshot"], spoken),
        "rows": rows(data["snapshot"], spoken),
        "modules": modules(),
        "words": spoken,
        "message_strings": staff_message_strings(),
        "consortium": the_consortium(),
        "beside": beside(conversation, librarian) if conversation else None,
        "mark_kinds": kinds_in_use(),
        "keys": keys_of(librarian),
        "receivers": receivers(),
        "can_mail": carrier.is_open(),
    }
    return render(request, "librarian/console.html", context)


def desk_data(librarian: Librarian, conversation: Conversation | None) -> dict[str, Any]:
    """What the scripts begin with, so that nothing has to be fetched before the desk can be read."""
    seen, channels = snapshot(librarian), channels_of(librarian)
    is_help_desk = librarian.is_help_desk
    library = librarian.home_library
    zone = library.time_zone if library else the_consortium().time_zone
    return {
        "now": seen["now"],
        "me": {**seen["me"], "zone": zone},
        "names": names_to_bring(),
        "snapshot": seen,
        "open": _open(librarian, conversation) if conversation else None,
        "may_monitor": [queue["slug"] for queue in seen["queues"]],
        "channels": {name: channels[name] for name in ("unread", "mentions")},
        "may_step_in": is_help_desk,
        "marks": marks_to_look_at(librarian) if is_help_desk else None,
        "standards": {
            "pick_up": standard("AC3.pick_up_seconds"),
            "danger": standard("AC8.danger_seconds"),
            "update": standard("SV3.update_seconds"),
            "update_danger": UPDATE_DANGER_SECONDS,
            "mark_days": standard("IN6.mark_days"),
        },
        "choices": {**choices(), "library": libraries()},
        "keys": bound_for(librarian),
    }


def receivers() -> dict[str, Any]:
    """Queues and libraries that something can be handed on to; people are those who are at the desk.

    Libraries are None where they are too many for a list.
    """
    queues = Queue.objects.filter(is_active=True, is_practice=False, library=None)
    return {"queues": queues.order_by("priority", "name"), "libraries": Library.objects.listed()}


def _open(librarian: Librarian, conversation: Conversation) -> dict[str, Any]:
    reader = librarian_author(librarian.pk)
    facts = overviews(Conversation.objects.filter(pk=conversation.pk), librarian)[0]
    with connection.cursor() as cursor:
        events = read_events(cursor, conversation.pk, reader, 0)
    return {"facts": facts, "events": [event.wire(reader) for event in events]}
