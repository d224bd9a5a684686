"""A conversation to read on paper or to keep, with the notes of staff."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commondesk.desk import transcript
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import librarian_author
from commondesk.web.drawn import drawn
from commondesk.web.librarian.seen import seen_by
from commondesk.web.librarian.words import staff_message_strings
from commondesk.web.staff import librarian_of, staff_required


@staff_required
def transcript_page(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """`html` opens to be read and printed, `txt` is a file to save."""
    librarian = librarian_of(request)
    conversation, reader = seen_by(librarian, code), librarian_author(librarian.pk)
    if form == "html":
        return _page(request, conversation, reader)
    response = HttpResponse(
        transcript.as_text(conversation, reader), content_type="text/plain; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="conversation-{conversation.code}.txt"'
    return response


def _page(request: HttpRequest, conversation: Conversation, reader: str) -> HttpResponse:
    zone = transcript.zone_of(conversation)
    events = [entry.event.wire(reader) for entry in transcript.entries(conversation, reader)]
    context = {
        "conversation": conversation,
        "messages": drawn(events, zone, lambda _event: False, _strings(conversation), _files(conversation)),
        "zone": zone.key,
    }
    return render(request, "librarian/transcript.html", context)


def _files(conversation: Conversation) -> str:
    return f"/api/v1/conversations/{conversation.code}/attachments/"


def _strings(conversation: Conversation) -> dict[str, str]:
    """The staff's, with the patron under the name they gave."""
    strings = staff_message_strings()
    return strings | {"patron": conversation.patron_name or strings["patron"]}
