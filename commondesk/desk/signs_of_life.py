"""Who is still there: patrons by their beats, and what those who are not leave behind (AC9)."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db.models import F, Q

from commondesk.consortium.standard import standard
from commondesk.desk.claim import Claim
from commondesk.desk.conversation import Conversation
from commondesk.plumbing import clock

# Beats come every 15 s; more of them in between tell nothing new.
FRESH: Final = dt.timedelta(seconds=10)
# A page without scripts gives a sign only when its patron loads it again.
WITHOUT_SCRIPTS: Final = dt.timedelta(minutes=10)


def seen(conversation_id: int, *, beats: bool = False) -> None:
    """The patron has given a sign; `beats` when a script did, which will go on doing so."""
    now = clock.now()
    stale = Q(patron_seen_at__lt=now - FRESH)
    row = Conversation.objects.filter(pk=conversation_id)
    if beats:
        row.filter(stale | Q(patron_beats=False)).update(patron_seen_at=now, patron_beats=True)
    else:
        row.filter(stale).update(patron_seen_at=now)


def silent_since(moment: dt.datetime) -> Q:
    """Conversations whose patron has neither given a sign nor written since `moment`."""
    silent = Q(last_patron_at=None) | Q(last_patron_at__lt=moment)
    return Q(patron_seen_at__lt=moment) & silent


def patrons_gone(now: dt.datetime) -> list[str]:
    """Codes of those who waited and left without a word: 90 s without a beat, 10 minutes without scripts.

    Whoever asked while nobody was there need not stay, and is never lost.
    """
    scripted = Q(patron_beats=True) & silent_since(now - _lost_after())
    plain = Q(patron_beats=False) & silent_since(now - WITHOUT_SCRIPTS)
    gone = Conversation.objects.waiting().filter(scripted | plain, asked_while_closed=False)
    return list(gone.values_list("code", flat=True))


def unkept_claims() -> list[str]:
    """Codes of the talks whose librarian claimed them and was gone before a first word."""
    unanswered = Q(conversation__last_staff_at=None) | Q(conversation__last_staff_at__lt=F("claimed_at"))
    left = Q(librarian__presence__ran_out=True, librarian__presence__lease_until__gte=F("claimed_at"))
    claims = Claim.objects.filter(
        unanswered, left, ended_at=None, conversation__state=Conversation.State.TALKING
    )
    return list(claims.values_list("conversation__code", flat=True))


def _lost_after() -> dt.timedelta:
    return dt.timedelta(seconds=standard("AC9.lost_after_seconds"))
