"""After the hour: what patrons, the log, the consoles and the report say of all sixty is one and the same."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter, defaultdict
from typing import Any, Final
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from commondesk.desk.event import FOR_EVERYBODY
from tests.stories.busy_hour.hour import Hour, at_once
from tests.stories.busy_hour.patron import Patron
from tests.stories.busy_hour.script import HOME, LIBRARIES, Part

ZONE: Final = ZoneInfo("America/New_York")  # the consortium's
KINDS: Final = {
    "reference": "Reference: finding or using information",
    "account": "Library card, account, holds, renewals",
    "directions": "Directions, opening hours, rules",
    "machine": "Computers, printing, logging in",
    "other": "Something else",
    None: "Unclassified",
}
FATES: Final = ("Answered", "Referred", "Not answered", "No question", "Lost", "Still open")
Log = list[dict[str, Any]]


def reckon(hour: Hour) -> None:
    """Every conversation ended where it should, and everybody who was there tells the same of it."""
    logs = {patron.code: _log(hour, patron) for patron in hour.patrons}
    assert len(logs) == 60
    at_once(lambda patron: patrons_have_what_was_said(patron, logs[patron.code]), hour.patrons)
    for patron in hour.patrons:
        log = logs[patron.code]
        assert (str(patron), ended(log)) == (str(patron), patron.part.ended)
        assert (str(patron), holders(log)) == (str(patron), patron.part.held_by)
    consoles_showed_the_log(hour, logs)
    nobody_waits_or_is_held(hour)
    the_report_adds_up(hour, logs)


def patrons_have_what_was_said(patron: Patron, log: Log) -> None:
    """Events, transcript and line are one, without gaps; each word stands there once, in its order."""
    answer = patron.reads("events")
    events = answer["events"]
    assert (str(patron), answer["state"]) == (str(patron), "closed")
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert (str(patron), said(events)) == (str(patron), patron.talk)
    assert patron.reads("transcript.json")["events"] == events
    assert patron.follower
    patron.follower.wait_for(len(events))
    assert [told(event) for event in patron.seen] == [told(event) for event in events]
    public = [event for event in log if event["kind"] in FOR_EVERYBODY]
    assert [told(event) for event in public] == [told(event) for event in events]


def consoles_showed_the_log(hour: Hour, logs: dict[str, Log]) -> None:
    """What stood on the screen when it was closed there is what had been said until then."""
    shown = {code: words for each in hour.staff.values() for code, words in each.shown.items()}
    by_staff = [patron for patron in hour.patrons if patron.part.ended == "answered"]
    assert shown.keys() == {patron.code for patron in by_staff}
    for patron in by_staff:
        *before, _goodbye = said(logs[patron.code])
        assert (str(patron), shown[patron.code]) == (str(patron), before)


def nobody_waits_or_is_held(hour: Hour) -> None:
    for name, colleague in hour.staff.items():
        desk = colleague.client.insist("GET", "/desk").json
        assert (name, desk["mine"], desk["offered"]) == (name, [], [])
        assert (name, [queue["waiting"] for queue in desk["queues"] if queue["waiting"]]) == (name, [])
        for rows in ("waiting", "mine", "offers"):
            expect(colleague.page.locator(f"console-{rows} [data-row]")).to_have_count(0)
        assert colleague.troubles == []
    listed = _all_conversations(hour)
    assert Counter(row["state"] for row in listed) == {"closed": 60}
    assert {row["code"] for row in listed} == {patron.code for patron in hour.patrons}
    assert [row["code"] for row in listed if row["claimed_by"] or row["helped_by"] or row["offer"]] == []


def the_report_adds_up(hour: Hour, logs: dict[str, Log]) -> None:
    """Asked is the sum of the fates, in all, by queue and by asking library; each as the script has it."""
    parts = [patron.part for patron in hour.patrons]
    report = _report(hour, {log[0]["at"] for log in logs.values()})
    assert counted(parts) == report["By queue"]["All queues"]
    for title, of in (
        ("By queue", lambda part: part.queue),
        ("By asking library", lambda part: LIBRARIES[part.at]),
    ):
        names = {of(part) for part in parts}
        assert report[title].keys() - {"All queues"} == names
        for name in names:
            assert (name, counted([part for part in parts if of(part) == name])) == (
                name,
                report[title][name],
            )
    assert by_answering(parts) == report["By answering library"]
    kinds = Counter(
        KINDS[part.classified[0] if part.classified else None] for part in parts if _has_kind(part)
    )
    assert kinds == Counter(
        {name: row["Conversations"] for name, row in report["By kind of question"].items()}
    )


def counted(parts: list[Part]) -> dict[str, int]:
    fates = Counter(part.fate for part in parts)
    assert sum(fates.values()) == len(parts)
    claimed = sum(bool(part.held_by) for part in parts)
    return {"Asked": len(parts), "Claimed": claimed} | {name: fates[name] for name in FATES}


def by_answering(parts: list[Part]) -> dict[str, dict[str, int]]:
    """Taken by each library whose staff held it, answered by the last of them."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for part in parts:
        libraries = [HOME[name] for name in part.held_by]
        for library in dict.fromkeys(libraries):
            found[library]["Taken"] += 1
        if libraries:
            found[libraries[-1]][part.fate] += 1
    return {library: {name: row[name] for name in ("Taken", *FATES)} for library, row in found.items()}


def said(events: Log) -> list[str]:
    return [event["body"] for event in events if event["kind"] == "message"]


def told(event: dict[str, Any]) -> tuple[Any, ...]:
    """What is the same for every reader: not the number, and not the key, which only its author sees."""
    return event["at"], event["kind"], event["by"], event["body"], event["data"]


def ended(log: Log) -> str:
    """How the last of those events that end a conversation says it ended; there is exactly one."""
    (end,) = [event for event in log if event["kind"] in ("closed", "left", "lost")]
    return str(end["data"].get("ended", end["kind"]))


def holders(log: Log) -> list[str]:
    """Who held it, one after the other."""
    taken = [event for event in log if event["kind"] == "claimed" or _is_taking_over(event)]
    return [event["by"]["name"] for event in taken]


def _is_taking_over(event: dict[str, Any]) -> bool:
    return bool(event["kind"] == "transferred" and event["data"]["to"]["kind"] == "person")


def _has_kind(part: Part) -> bool:
    return part.fate not in ("Lost", "No question")


def _log(hour: Hour, patron: Patron) -> Log:
    """As the help desk reads it, which sees all: numbered without gaps."""
    path = f"/conversations/{patron.code}/events"
    events: Log = hour["Hana"].client.insist("GET", path).json["events"]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    return events


def _all_conversations(hour: Hour) -> Log:
    rows, after = [], ""
    while True:
        page = hour["Hana"].client.insist("GET", f"/conversations?after={after}").json
        rows += page["conversations"]
        after = page["after"]
        if not after:
            return rows


def _report(hour: Hour, asked: set[str]) -> dict[str, dict[str, Counter[str]]]:
    """Table, name, figure: as the help desk downloads it, of all the months in which it was asked."""
    months = {dt.datetime.fromisoformat(at).astimezone(ZONE).strftime("%Y-%m") for at in asked}
    found: defaultdict[str, defaultdict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for month in months:
        address = f"{hour.desk.address}/reports/month.csv?month={month}"
        text = hour["Hana"].context.request.get(address).text().removeprefix("\ufeff")
        for row in csv.DictReader(io.StringIO(text)):
            if "wait" not in row["figure"].casefold():
                found[row["table"]][row["name"]][row["figure"]] += int(row["value"])
    return {table: dict(rows) for table, rows in found.items()}
