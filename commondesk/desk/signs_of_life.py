"""Who is still there: patrons by their beats, and what those who are not leave behind (AC9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Final

from django.db.models import F, Q

from commondesk.consortium.standard import standard
from commondesk.desk.claim import Claim
from commondesk.desk.conversation import Conversation
from commondesk.plumbing import bus, clock
from commondesk.schedule import presence

# Beats come every 15 s; more of them in between tell nothing new.
FRESH: Final = dt.timedelta(seconds=10)
# A page without scripts gives a sign only when its patron loads it again.
WITHOUT_SCRIPTS: Final = dt.timedelta(minutes=10)
# AC8's danger line of an update: so long a patron may hear nothing.
GONE_FOR_GOOD: Final = dt.timedelta(minutes=3)


def seen(conversation_id: int, *, beats: bool = False) -> None:
    """The patron has given a sign; `beats` when a script did, which will go on doing so."""
    now = clock.now()
    stale = Q(patron_seen_at__lt=now - FRESH)
    row = Conversation.objects.filter(pk=conversation_id)
    if beats:
        row.filter(stale | Q(patron_beats=False)).update(patron_seen_at=now, patron_beats=True)
    else:
        row.filter(stale).update(patron_seen_at=now)


def tell_who_is_back(conversation_ids: Collection[int]) -> None:
    """Their patrons have the page open: told to whoever follows the question up. Nothing is written.

    Said anew with each beat, so that a desk which hears no more of it knows that they are gone.
    """
    followed = Conversation.objects.filter(
        pk__in=conversation_ids, state=Conversation.State.FOLLOWING_UP, claimed_by__isnull=False
    )
    rows = followed.values_list("claimed_by_id", "code")
    bus.wake([bus.Wake(f"desk:{holder}", {"code": code, "here": True}) for holder, code in rows])


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


def unkept_claims(now: dt.datetime) -> list[str]:
    """Codes of the talks whose librarian is gone: before a first word, or with the patron still asking.

    What was answered stays with who answered it, unless they stay away for three minutes while the patron is
    there and has written last. Somebody who never had a lease, a program, keeps what it holds.
    """
    claims = Claim.objects.filter(
        Q(librarian__presence__ran_out=True), _had_come(now), ended_at=None,
        conversation__state=Conversation.State.TALKING,
    )  # fmt: skip
    unanswered = Q(conversation__last_staff_at=None) | Q(conversation__last_staff_at__lt=F("claimed_at"))
    found = claims.filter(unanswered | _asks_in_vain(now))
    return list(found.order_by("conversation_id").values_list("conversation__code", flat=True))


def _had_come(now: dt.datetime) -> Q:
    """They were at the desk when they claimed; or had just left it, the claim being on its way, and have had
    the time of a lease to come back.
    """
    lease = F("librarian__presence__lease_until")
    on_its_way = Q(claimed_at__lte=lease + presence.LEASE) & Q(claimed_at__lte=now - presence.LEASE)
    return Q(claimed_at__lte=lease) | on_its_way


def _asks_in_vain(now: dt.datetime) -> Q:
    """The patron is there and has spoken last; nobody else helps, and who did has not been seen for long."""
    return Q(
        conversation__last_patron_at__gt=F("conversation__last_staff_at"),
        conversation__patron_seen_at__gte=now - GONE_FOR_GOOD,
        conversation__helped_by=None,
        librarian__presence__lease_until__lte=now - GONE_FOR_GOOD,
    )


def _lost_after() -> dt.timedelta:
    return dt.timedelta(seconds=standard("AC9.lost_after_seconds"))
