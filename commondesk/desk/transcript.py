"""The transcript: a whole conversation as one reader may keep it (CL3). Never notes for a patron."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commondesk.consortium.consortium import the_consortium
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import EventRow, read_events, rfc3339, role_of

HAPPENED: Final = {
    "claimed": gettext_lazy("%(who)s has taken up the question."),
    "released": gettext_lazy("%(who)s has given the question back; somebody else will go on."),
    "returned": gettext_lazy("The question is in the line again; somebody else will go on."),
    "transferred": gettext_lazy("%(who)s has handed the question on."),
    "closed": gettext_lazy("%(who)s has closed the conversation."),
    "reopened": gettext_lazy("%(who)s has re-opened the conversation."),
    "left": gettext_lazy("The patron stopped waiting."),
    "lost": gettext_lazy("The patron was gone before anybody could answer."),
    "rated": gettext_lazy("The patron has rated the conversation."),
    "classified": gettext_lazy("%(who)s has classified the conversation."),
    "address": gettext_lazy("The patron has left an address."),
    "address.librarian": gettext_lazy("%(who)s has noted the address that the patron told."),
    "aside": gettext_lazy("%(who)s has spoken with colleagues aside."),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a transcript; `text` is the body, or a sentence for what happened. `at` is UTC."""

    event: EventRow
    at: dt.datetime
    kind: str
    role: str
    who: str
    text: str

    files: tuple[str, ...] = ()
    is_corrected: bool = False

    @property
    def is_said(self) -> bool:
        """Somebody's words, rather than something that happened."""
        return self.kind in ("message", "note")


def entries(conversation: Conversation, reader: str) -> list[Entry]:
    """All that `reader` (`patron` or `librarian:ID`) may keep of it, in order. Raises Erased, NotVisible.

    Marks on conduct are not in it: they end, and a copy does not (IN6).
    """
    conversation.refuse_if_erased()
    events = [event for event in _events(conversation, reader) if event.kind != "marked"]
    corrected = {event.data.get("of"): event for event in events if event.kind == "corrected"}
    return [_entry(event, corrected.get(event.seq)) for event in events]


def zone_of(conversation: Conversation) -> ZoneInfo:
    """The wall clock a transcript is told by: the library's, else the consortium's."""
    library = conversation.library
    return ZoneInfo(library.time_zone if library else the_consortium().time_zone)


def as_text(conversation: Conversation, reader: str, zone: ZoneInfo | None = None) -> str:
    """Plain text to keep or to mail. What people wrote is indented, so no words can pass for a heading."""
    zone = zone or zone_of(conversation)
    lines = [_heading(conversation, zone), ""]
    for entry in entries(conversation, reader):
        if entry.kind == "corrected":
            continue  # its words stand where the message does
        when = f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M}"
        if entry.is_said:
            lines += [f"[{when}] {entry.who}:", *(f"    {line}" for line in _words(entry)), ""]
        else:
            lines += [f"[{when}] {entry.text}", ""]
    return "\n".join(lines)


def _words(entry: Entry) -> list[str]:
    """What somebody said, that it was corrected, and which files came with it."""
    files = [_("(File: %(name)s)") % {"name": name} for name in entry.files]
    return [*entry.text.splitlines(), *([_("(Corrected.)")] if entry.is_corrected else []), *files]


def as_json(conversation: Conversation, reader: str, zone: ZoneInfo | None = None) -> dict[str, Any]:
    """The transcript for programs: the contract's events and what one needs to read their times."""
    library = conversation.library
    return {
        "code": conversation.code,
        "state": conversation.state,
        "library": {"slug": library.slug, "name": library.name} if library else None,
        "time_zone": (zone or zone_of(conversation)).key,
        "asked_at": rfc3339(conversation.asked_at),
        "closed_at": rfc3339(conversation.closed_at) if conversation.closed_at else None,
        "events": [entry.event.wire(reader) for entry in entries(conversation, reader)],
    }


def _events(conversation: Conversation, reader: str) -> Iterator[EventRow]:
    after = 0
    with connection.cursor() as cursor:
        while page := read_events(cursor, conversation.pk, reader, after):
            yield from page
            last = page[-1]
            after = last.seq if reader != "patron" else last.patron_seq or 0


def _entry(event: EventRow, corrected: EventRow | None = None) -> Entry:
    who = _who(event)
    if event.kind in ("message", "note"):
        body = corrected.body if corrected else event.body
        text = body if body is not None else _("(These words have been deleted.)")
        files = tuple(file["name"] for file in event.data.get("attachments", []))
        kind, role = event.kind, role_of(event.author)
        return Entry(event, event.at, kind, role, who, text, files, corrected is not None)
    sentence = HAPPENED.get(f"{event.kind}.{role_of(event.author)}") or HAPPENED.get(event.kind)
    text = sentence % {"who": who} if sentence else event.kind
    return Entry(event, event.at, event.kind, role_of(event.author), who, text)


def _who(event: EventRow) -> str:
    role = role_of(event.author)
    if role == "patron":
        return _("Patron")
    if role == "system":
        return _("Commondesk")
    name = event.by_name or _("A librarian")
    shown = f"{name}, {event.by_library}" if event.by_library else name
    return _("%(name)s (note for staff)") % {"name": shown} if event.kind == "note" else shown


def _heading(conversation: Conversation, zone: ZoneInfo) -> str:
    named = conversation.library.name if conversation.library else the_consortium().name
    asked = conversation.asked_at.astimezone(zone)
    return _("%(name)s, conversation %(code)s of %(day)s (times: %(zone)s)") % {
        "name": named,
        "code": conversation.code,
        "day": f"{asked:%Y-%m-%d}",
        "zone": zone.key,
    }
