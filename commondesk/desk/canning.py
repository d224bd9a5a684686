"""Canned messages in a conversation: the right ones first, with what is known of it filled in (AC5)."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commondesk.consortium.consortium import the_consortium
from commondesk.consortium.librarian import Librarian
from commondesk.desk.conversation import Conversation
from commondesk.knowledge.canned_message import CannedMessage, filled
from commondesk.plumbing import clock
from commondesk.schedule import coverage

MOST: Final = 200


def canned_for(librarian: Librarian, words: str = "", language: str = "") -> list[CannedMessage]:
    """What this person may send and what holds all these words; those of `language` first, at most 200."""
    found = CannedMessage.objects.usable_by(librarian).matching(words)
    return list((found.first_in(language) if language else found)[:MOST])


def fill(message: CannedMessage, conversation: Conversation, librarian: Librarian, base_url: str) -> str:
    """The message as it would be sent in this conversation."""
    library = conversation.library or librarian.home_library
    return filled(
        message,
        patron=conversation.patron_name,
        librarian=librarian.called,
        library=library.name if library else the_consortium().name,
        hours=_hours(conversation, message.language),
        link=f"{base_url}{conversation.talk_path}",
        language=message.language,
    )


def _hours(conversation: Conversation, language: str) -> str:
    """Today's hours of the conversation's queue in one line, in the message's language."""
    today = coverage.week(conversation.queue, clock.now())[0]
    with translation.override(language):
        if not today.intervals:
            return _("closed today")
        if today.is_whole:
            return _("open all day")
        return ", ".join(f"{_short(opens)}-{_short(closes)}" for opens, closes in today.intervals)


def _short(moment: dt.datetime) -> str:
    return date_format(moment, "P")
