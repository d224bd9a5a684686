"""The kinds of events and what their `data` holds, as the description of the interface lists them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from commondesk.desk.event import FOR_EVERYBODY
from commondesk.plumbing.masking import KINDS

_ENDED: Final = {"type": "string", "enum": ["answered", "by_patron", "left", "lost"]}
_WAIT: Final = {"waited_seconds": {"type": "integer", "description": "From the asking."}}
_ADDRESS: Final = {"type": "string", "enum": ["email", "phone"]}
_WHY: Final = {"type": "string", "enum": ["declined", "refused", "lapsed", "cancelled"]}
_ACT_ON_MARK: Final = {
    "type": "string",
    "enum": ["set", "confirmed", "unconfirmed", "lifted", "restored", "expired"],
}
_RECEIVER: Final = {
    "type": "object",
    "properties": {
        "kind": {"type": "string", "enum": ["queue", "library", "person"]},
        "name": {"type": "string"},
        "library": {"type": "string", "description": "Of a person."},
    },
}
_ANSWERED_BY: Final = {
    "type": "object",
    "properties": {
        "kind": {"type": "string", "enum": ["email", "code"], "description": "code: on the page alone."},
    },
}
_REFERRED_TO: Final = {
    "type": "object",
    "properties": {
        "kind": {"type": "string", "enum": ["library", "place"]},
        "name": {"type": "string"},
        "library": {"type": "string", "description": "Always empty."},
    },
}
_QUESTIONS: Final = {"type": "array", "items": {"$ref": "#/components/schemas/Classified"}}


@dataclass(frozen=True, slots=True)
class KindOfEvent:
    """What happened, and the members of `data`, none of which is always there."""

    about: str
    data: dict[str, Any]


MASKED: Final = {"masked": {"type": "array", "items": {"type": "string", "enum": sorted(KINDS)}}}
ATTACHMENTS: Final = {
    "attachments": {
        "type": "array",
        "description": "Files, fetched at `/attachments/{id}`; with them `body` may be empty.",
        "items": {
            "type": "object",
            "properties": {
                "id": {"type": "string"},
                "name": {"type": "string"},
                "type": {"type": "string", "description": "Told by its content."},
                "size": {"type": "integer", "description": "In bytes."},
            },
        },
    }
}
KINDS_OF_EVENTS: Final = {
    "message": KindOfEvent(
        "Words; event 1 is the question. `masked` names what was hidden in them.", MASKED | ATTACHMENTS
    ),
    "corrected": KindOfEvent(
        "Its author has put a message right; `of` is the reader's own number of it, `body` its words now.",
        MASKED | {"of": {"type": "integer"}},
    ),
    "claimed": KindOfEvent("A librarian has taken it up; the first time with the wait.", _WAIT),
    "released": KindOfEvent("Its librarian has given it back to the queue.", {}),
    "returned": KindOfEvent("It went back: its librarian was gone before a first word.", {}),
    "offered": KindOfEvent(
        "A colleague is asked to take it over; the patron may rather stay.", {"to": _RECEIVER}
    ),
    "offer_ended": KindOfEvent(
        "It stays with who has it, and why.", {"why": _WHY, "to": _RECEIVER, "with": _RECEIVER}
    ),
    "joined": KindOfEvent("A colleague has come to help; two librarians may write.", {}),
    "stepped_back": KindOfEvent("Who helped has left again.", {"to": _RECEIVER}),
    "invited": KindOfEvent("A colleague is asked to help.", {"to": _RECEIVER}),
    "invite_ended": KindOfEvent(
        "Nobody came to help, and why.", {"why": _WHY, "to": _RECEIVER, "with": _RECEIVER}
    ),
    "followed_up": KindOfEvent(
        "The chat is over and its librarian goes on with it; `to` says where the answer comes.",
        {"to": _ANSWERED_BY},
    ),
    "resumed": KindOfEvent("What was followed up is a chat again.", {}),
    "referred": KindOfEvent(
        "A library of the consortium follows it up from now on, or the patron was told of a place elsewhere.",
        {"to": _REFERRED_TO},
    ),
    "transferred": KindOfEvent("It was handed on.", {"to": _RECEIVER, "from": _RECEIVER}),
    "closed": KindOfEvent("It was ended.", {"ended": _ENDED, "reason": {"type": "string"}}),
    "reopened": KindOfEvent("It was taken up again.", {}),
    "left": KindOfEvent("The patron gave up waiting.", _WAIT),
    "lost": KindOfEvent("The patron was gone before anybody could answer.", _WAIT),
    "erased": KindOfEvent("The patron has erased it: drop all you hold of it.", {}),
    "note": KindOfEvent(
        "Staff to staff. With `stepped_in` it says why the help desk took over, `from` whom; with `referral`"
        " why it was referred.",
        MASKED
        | {
            "referral": {"type": "boolean"},
            "stepped_in": {"type": "boolean"},
            "from": {"type": ["integer", "null"]},
        },
    ),
    "aside": KindOfEvent(
        "A few of the staff spoke aside; its words are at `/asides`, for those named and its author.",
        {"aside": {"type": "integer"}, "to": {"type": "array", "items": {"type": "string"}}},
    ),
    "classified": KindOfEvent(
        "A librarian has confirmed what it was.", {"questions": _QUESTIONS, "suggested": _QUESTIONS}
    ),
    "rated": KindOfEvent(
        "The patron's word on it.",
        {"answered": {"type": "string", "enum": ["yes", "partly", "no"]}, "stars": {"type": "integer"}},
    ),
    "prompted": KindOfEvent("A standard of the service has spoken.", {}),
    "marked": KindOfEvent(
        "Its conduct was marked, or the mark decided on; `mark` is its id. What was seen is at `/mark`.",
        {"act": _ACT_ON_MARK, "mark": {"type": "integer"}},
    ),
    "address": KindOfEvent(
        "The patron has left an address, or a librarian has noted it.", {"kind": _ADDRESS}
    ),
}


def table() -> str:
    """The kinds as a table in Markdown, for the description of an event."""
    rows = [
        f"| `{kind}` | {'everybody' if kind in FOR_EVERYBODY else 'staff'} | {about.about} |"
        f" {', '.join(f'`{name}`' for name in about.data) or 'empty'} |"
        for kind, about in KINDS_OF_EVENTS.items()
    ]
    head = ["| kind | seen by | what happened | `data` |", "|---|---|---|---|"]
    after = "\nOnce words were deleted, `body` is null and `data.erased` true; all else never changes."
    return "\n".join(head + rows) + after


def schemas() -> dict[str, Any]:
    """A schema for the `data` of each kind."""
    erased = {"erased": {"type": "boolean", "description": "The words were deleted."}}
    return {
        f"DataOf_{kind}": {"type": "object", "description": about.about, "properties": about.data | erased}
        for kind, about in KINDS_OF_EVENTS.items()
    }
