"""The slip: how a patron comes back with the code and the four words, without any account (PR4)."""

from __future__ import annotations

import datetime as dt
from math import ceil
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from commondesk.desk.bearer import issue_patron
from commondesk.desk.conversation import Conversation
from commondesk.plumbing import clock
from commondesk.plumbing.rates import take, whole_seconds
from commondesk.plumbing.refusal import NotVisible, Refusal, SlowDown
from commondesk.plumbing.tokens import keyed, read_code, words_match

WRONG_TRIES: Final = 5
PAUSE: Final = dt.timedelta(minutes=15)
NO_MATCH: Final = _("Code and words do not match. Please check how both are spelled.")


def come_back(code: str, words: str) -> str:
    """A new token for the patron who has the words of this slip, however both were typed.

    Raises NotVisible for an unknown code and for wrong words alike; after five wrong tries SlowDown for 15
    minutes, the right words included; Erased.
    """
    code = read_code(code)
    # Also for a code that nobody has: an answer that comes sooner would tell which codes exist.
    right = words_match(code, words)
    with transaction.atomic():
        answer = _try(code, right)
    # Raised only here, so that the count of wrong tries is kept.
    if isinstance(answer, Refusal):
        raise answer
    return answer


def _try(code: str, right: bool) -> str | Refusal:
    rows = Conversation.objects.select_for_update(no_key=True, of=("self",))
    # PostgreSQL cannot even be asked for some things that people can send, such as a NUL.
    conversation = rows.filter(code=code).first() if code.isascii() and code.isalnum() else None
    if conversation is None:
        return _unknown(code)
    now = clock.now()
    if conversation.words_paused_until and now < conversation.words_paused_until:
        return _pause((conversation.words_paused_until - now).total_seconds())
    if not right:
        _count_a_wrong_try(conversation, now)
        return NotVisible(NO_MATCH)
    try:
        conversation.refuse_if_erased()
    except Refusal as refusal:
        return refusal
    conversation.wrong_words, conversation.words_paused_until = 0, None
    # What is kept of them from now on, this token first, is for retention to look at again.
    conversation.facts_retired_at = None
    conversation.save(update_fields=["wrong_words", "words_paused_until", "facts_retired_at"])
    return issue_patron(conversation)


def _count_a_wrong_try(conversation: Conversation, now: dt.datetime) -> None:
    conversation.wrong_words += 1
    if conversation.wrong_words >= WRONG_TRIES:
        conversation.wrong_words, conversation.words_paused_until = 0, now + PAUSE
    conversation.save(update_fields=["wrong_words", "words_paused_until"])


def _unknown(code: str) -> Refusal:
    """A code that nobody has pauses too, or else the pause would tell which codes exist."""
    wait = take(f"slip:{keyed('slip-code', code)}", WRONG_TRIES, 1 / PAUSE.total_seconds())
    return _pause(wait) if wait else NotVisible(NO_MATCH)


def _pause(seconds: float) -> SlowDown:
    minutes = ceil(seconds / 60)
    sentence = ngettext(
        "Several tries did not match. To keep the conversation safe, please wait %(minutes)d minute.",
        "Several tries did not match. To keep the conversation safe, please wait %(minutes)d minutes.",
        minutes,
    )
    return SlowDown(sentence % {"minutes": minutes}, retry_after=whole_seconds(seconds))
