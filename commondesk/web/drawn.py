"""Events made ready for `_message.html`; js/elements/message.js does the same in the browser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from commondesk.plumbing.html import Part, message_parts
from commondesk.web.message_strings import message_strings, sentence_of
from commondesk.web.times import day_of, exact_time, short_time

SAID: Final = ("message", "note")


@dataclass(frozen=True, slots=True)
class Drawn:
    """One event as a reader sees it: somebody's words in `parts`, or what happened in `sentence`."""

    seq: int
    kind: str
    iso: str
    short: str
    exact: str
    day: str
    sentence: str = ""
    mine: bool = False
    name: str = ""
    library: str = ""
    parts: tuple[Part, ...] = ()
    emptied: str = ""
    masked: str = ""


def drawn(
    events: Iterable[dict[str, Any]],
    zone: ZoneInfo,
    is_mine: Callable[[dict[str, Any]], bool],
    strings: dict[str, str] | None = None,
) -> list[Drawn]:
    """The contract's events, drawn; kinds without a sentence say nothing to this reader and are left out.

    `strings` are a patron's unless others are given: the staff read the same events in other words.
    """
    strings = message_strings() if strings is None else strings
    return [found for event in events if (found := _drawn(event, zone, strings, is_mine(event))) is not None]


def _drawn(event: dict[str, Any], zone: ZoneInfo, strings: dict[str, str], mine: bool) -> Drawn | None:
    at = dt.datetime.fromisoformat(event["at"])
    times = {
        "iso": event["at"],
        "short": short_time(at, zone),
        "exact": exact_time(at, zone),
        "day": day_of(at, zone),
    }
    if event["kind"] not in SAID:
        sentence = sentence_of(event, strings)
        return Drawn(event["seq"], event["kind"], **times, sentence=sentence) if sentence else None
    by, body = event["by"], event["body"]
    return Drawn(
        event["seq"],
        event["kind"],
        **times,
        mine=mine,
        name=strings["you"] if mine else by["name"] or strings.get(by["role"], ""),
        library=by["library"],
        parts=tuple(message_parts(body)) if body is not None else (),
        emptied=strings["emptied"],
        masked=strings["masked"] if event["data"].get("masked") else "",
    )
