"""What may be emptied in the log; numbers, kinds and times never change (DESIGN.md section 9)."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any, Final

from commondesk.desk.classification import Classification
from commondesk.desk.event import PATRON, Event
from commondesk.desk.referral import Referral
from commondesk.desk.transfer import Transfer

# Figures and words of our own that the counts need and that say nothing of a person.
NEUTRAL: Final = {
    "waited_seconds": int,
    "stars": int,
    "answered": str,
    "ended": str,
    "of": int,
    "patron_of": int,
    "act": str,
}
CHUNK: Final = 500


def empty_events(conversation_ids: Collection[int]) -> None:
    """Take the words, keys and details out of all events of these conversations; `data.erased` says so."""
    events = Event.objects.filter(conversation__in=conversation_ids).order_by("id")
    alike: dict[str, list[int]] = {}
    for pk, data in events.values_list("pk", "data").iterator(CHUNK):
        alike.setdefault(json.dumps(_neutral(data), sort_keys=True), []).append(pk)
    for data, keys in alike.items():
        for start in range(0, len(keys), CHUNK):
            some = Event.objects.filter(pk__in=keys[start : start + CHUNK])
            some.update(body=None, key=None, data=json.loads(data))
    nameless(conversation_ids)


def nameless(conversation_ids: Collection[int]) -> None:
    """Take the patron's name out of the log. Staff stand by theirs: they answered in their office (AC5)."""
    Event.objects.filter(conversation__in=conversation_ids, author=PATRON).exclude(by_name="").update(
        by_name=""
    )


def empty_briefs(conversation_ids: Collection[int]) -> None:
    """Take the words out of what was handed on or referred; to whom and how it ended is counted on."""
    Transfer.objects.filter(conversation__in=conversation_ids).update(brief="")
    Referral.objects.filter(conversation__in=conversation_ids).update(reason="", place="", contact="")


def bare_classifications(conversation_ids: Collection[int]) -> None:
    """Leave what is counted: kind, READ level, library, outcome. Words and the patron's status go."""
    rows = Classification.objects.filter(conversation__in=conversation_ids)
    rows.update(topic="", patron_status="", suggested={})


def _neutral(data: dict[str, Any]) -> dict[str, Any]:
    kept = {name: data[name] for name, type_ in NEUTRAL.items() if isinstance(data.get(name), type_)}
    return {**kept, "erased": True}
