"""How fast questions are answered, for everybody to read (ON3): the last thirty days. Only reads.

Numbers as `for_everybody` has them, so that nobody who asked is to be found in them.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, Final

from django.db.models import Min, Q

from commondesk.consortium.library import MOST_LISTED, Library
from commondesk.desk.classification import Classification
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import Event
from commondesk.plumbing import clock
from commondesk.plumbing.lately import lately
from commondesk.reports.figures import Asked, Fate, Question, fate
from commondesk.reports.for_everybody import Tally, Told

DAYS: Final = 30
FRESH_SECONDS: Final = 10 * 60
# Another number after a change of what is counted, or how: what is kept is then counted anew.
RULES: Final = 1


class Way(StrEnum):
    """With a librarian at once, or left for whoever is back first."""

    CHAT = "chat"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Answering:
    """Each is None where fewer than five asked; `libraries` are the busiest, with all questions and chats."""

    all: Told | None
    ways: dict[Way, Told | None]
    libraries: dict[int, tuple[Told, Told | None]]


Promises = dict[Way, int]  # in seconds


def answering(promises: Promises, library: Library | None = None) -> Answering:
    """Of all, or of what the patrons of one library asked; some minutes old at most."""
    name = f"answering:{RULES}:{library.pk if library else 'all'}:{sorted(promises.values())}"
    return lately(name.replace(" ", ""), FRESH_SECONDS, partial(count_answering, promises, library))


def count_answering(promises: Promises, library: Library | None = None) -> Answering:
    """By three queries, whatever there is to count. Practice, and what held no question, is left out."""
    now = clock.now()
    tallies: defaultdict[tuple[int | None, Way | None], Tally] = defaultdict(Tally)
    for asked, how, wait in _questions(now - dt.timedelta(days=DAYS), library):
        way = way_of(asked)
        is_kept = wait is not None and wait <= promises[way]
        is_due = wait is not None or (now - asked.asked_at).total_seconds() > promises[way]
        for of in {None, asked.library_id}:
            tallies[of, way].count(how, is_due, is_kept, wait)
            # A minute and a day have no middle: waits are of one way alone.
            tallies[of, None].count(how, is_due, is_kept)
    busiest = sorted(
        (pk for pk, way in tallies if pk and way is None), key=lambda pk: -tallies[pk, None].asked
    )
    libraries = {pk: (tallies[pk, None].told(), tallies[pk, Way.CHAT].told()) for pk in busiest[:MOST_LISTED]}
    return Answering(
        tallies[None, None].told(),
        {way: tallies[None, way].told() for way in Way},
        {pk: (every, chats) for pk, (every, chats) in libraries.items() if every},
    )


def way_of(asked: Asked) -> Way:
    is_chat = asked.channel == Conversation.Channel.CHAT and not asked.left_for_later
    return Way.CHAT if is_chat else Way.LATER


def _questions(since: dt.datetime, library: Library | None) -> Iterator[tuple[Asked, Fate, int | None]]:
    """Each with its fate, and the seconds that it waited."""
    outcomes, words = _classified(since, library), _first_words(since, library)
    rows = Conversation.objects.filter(_of("", since, library))
    for asked in map(Asked._make, rows.values_list(*Asked._fields).iterator()):
        how = fate(asked, outcomes.get(asked.id, ()))
        if how == Fate.NO_QUESTION:
            continue
        until = asked.first_claimed_at if way_of(asked) == Way.CHAT else words.get(asked.id)
        wait = max(0, round((until - asked.asked_at).total_seconds())) if until else None
        yield asked, how, wait


def _classified(since: dt.datetime, library: Library | None) -> dict[int, list[Question]]:
    rows = Classification.objects.filter(_of("conversation__", since, library))
    found: defaultdict[int, list[Question]] = defaultdict(list)
    for pk, *question in rows.values_list("conversation_id", *Question._fields).iterator():
        found[pk].append(Question._make(question))
    return found


def _first_words(since: dt.datetime, library: Library | None) -> dict[int, dt.datetime]:
    """When a librarian first wrote to whoever left a question: having taken it is no answer yet."""
    left = Q(conversation__left_for_later=True) | ~Q(conversation__channel=Conversation.Channel.CHAT)
    rows = Event.objects.filter(_of("conversation__", since, library), left)
    said = rows.filter(kind="message", author__startswith="librarian:").order_by()
    found: dict[int, Any] = dict(said.values_list("conversation_id").annotate(first=Min("at")))
    return found


def _of(path: str, since: dt.datetime, library: Library | None) -> Q:
    of = Q(**{f"{path}asked_at__gte": since, f"{path}is_practice": False})
    return of & Q(**{f"{path}library": library}) if library else of
