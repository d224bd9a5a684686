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
class File:
    """A file of a message; without `href` it is only named."""

    name: str
    size: str
    href: str


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
    files: tuple[File, ...] = ()
    corrected: str = ""


def drawn(
    events: Iterable[dict[str, Any]],
    zone: ZoneInfo,
    is_mine: Callable[[dict[str, Any]], bool],
    strings: dict[str, str] | None = None,
    files: str = "",
) -> list[Drawn]:
    """The contract's events, drawn; kinds without a sentence say nothing to this reader and are left out.

    `strings` are a patron's unless others are given: the staff read the same events in other words. `files`
    is the address below which this reader fetches files; without it they are named only.
    """
    strings = message_strings() if strings is None else strings
    shown = (_drawn(event, zone, strings, is_mine(event), files) for event in corrected(list(events)))
    return [found for found in shown if found is not None]


def corrected(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same events, each message with its last words; `corrected` marks those that had others before."""
    last = {event["data"].get("of"): event for event in events if event["kind"] == "corrected"}
    return [
        {**event, "body": last[event["seq"]]["body"], "corrected": True} if event["seq"] in last else event
        for event in events
    ]


def _drawn(
    event: dict[str, Any], zone: ZoneInfo, strings: dict[str, str], mine: bool, files: str
) -> Drawn | None:
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
        emptied=strings["emptied"] if body is None else "",
        masked=strings["masked"] if event["data"].get("masked") else "",
        files=tuple(_file(file, files) for file in event["data"].get("attachments", [])),
        corrected=strings["is corrected"] if event.get("corrected") else "",
    )


def _file(file: dict[str, Any], files: str) -> File:
    return File(file["name"], size_of(file["size"]), f"{files}{file['id']}" if files else "")


def size_of(size: int) -> str:
    """`40 kB`, `1.2 MB`; the same in all our languages, and in js/elements/message.js."""
    if size < 1_000_000:
        return f"{max(1, (size + 500) // 1000)} kB"
    tenths = (size + 50_000) // 100_000
    return f"{tenths // 10}.{tenths % 10} MB"
