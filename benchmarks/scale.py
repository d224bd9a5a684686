"""What a country would need, reckoned from what each act costs: `python -m benchmarks.scale`.

A simulation, not a measurement: the busiest day of a year of 9,000 libraries and 150 million questions,
minute by minute, with the costs that `benchmarks.unit_costs` measured and kept. What follows from it stands
in `docs/scale.md`.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.support.country import MINUTES, Country, Desk, Minute
from benchmarks.support.figures import percentile
from benchmarks.support.report import Report

KEPT = Path(__file__).parent / "baselines" / "unit_costs.json"
ON_THE_LINE = (
    "stream opened",
    "change looked at",
    "change told to a desk",
    "message",
    "stream held, a minute",
)
PACE = "who is on duty, told to a desk in a second at most"
HEADROOM = 0.5  # of a core: what a machine should be busy with at its busiest
KB, GB = 1_000, 1_000_000_000


@dataclass(frozen=True, slots=True)
class Prices:
    """What a year costs where machines are rented; assumed, in dollars, without people."""

    core_month: float = 30.0
    stored_gb_month: float = 0.12
    sent_gb: float = 0.05


@dataclass(slots=True)
class Load:
    """What one database with its servers has to do, minute by minute of the busiest day."""

    line_cores: list[float] = field(default_factory=list)
    page_cores: list[float] = field(default_factory=list)
    database_cores: list[float] = field(default_factory=list)
    written: list[float] = field(default_factory=list)  # bytes a second of the database's own log
    told: list[float] = field(default_factory=list)  # bytes a second to open desks
    streams: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Costs:
    """As `benchmarks.unit_costs --keep` writes them: milliseconds and bytes, by act."""

    servers_ms: dict[str, float]
    database_ms: dict[str, float]
    bytes: dict[str, float]

    def cores(self, acts: dict[str, float], where: str) -> float:
        """Cores that are busy with so many acts a second; `where`: `line`, `pages` or `database`."""
        costs = self.database_ms if where == "database" else self.servers_ms
        ours = {
            act: rate
            for act, rate in acts.items()
            if where == "database" or (act in ON_THE_LINE) == (where == "line")
        }
        return sum(rate * costs[act] for act, rate in ours.items()) / 1000


def main(arguments: Sequence[str] | None = None) -> int:
    made = argparse.ArgumentParser(description=__doc__)
    made.add_argument("--questions", type=int, default=150_000_000, help="a year (default 150,000,000)")
    made.add_argument(
        "--costs", type=Path, default=KEPT, help="what benchmarks.unit_costs --keep has written"
    )
    made.add_argument("--json", type=Path, help="add the findings to this file, one JSON object a line")
    found = made.parse_args(arguments)
    costs = Costs(**json.loads(found.costs.read_text(encoding="utf-8")))
    return reckon(Country(questions=found.questions), costs).finish(found.json)


def reckon(country: Country, costs: Costs) -> Report:
    report = Report(f"A country: {country.libraries:,} libraries, {country.questions:,} questions a year")
    whole = country.desk(1.0)
    _tell_day(report, whole)
    together, largest = load(whole, costs), load(country.desk(country.largest_share), costs)
    _tell_load(report, "one desk for all", together, costs)
    _tell_load(report, f"the largest of {country.consortia} consortia", largest, costs)
    _tell_year(report, country, costs, together)
    report.count("minutes", len(together.streams), must_be=MINUTES)
    return report


def load(desk: Desk, costs: Costs) -> Load:
    """The acts of each minute, and what they cost."""
    found = Load()
    for minute in desk.minutes():
        acts = {
            "ask page": minute.asked * desk.country.pages_per_question,
            "ask": minute.asked,
            "stream opened": minute.asked * desk.country.streams_per_talk,
            "claim": minute.asked,
            "change looked at": minute.changes,
            "change told to a desk": minute.changes * minute.desks,
            "message": minute.asked * desk.country.messages,
            "stream held, a minute": (minute.talks + minute.desks) / 60,
            "patron's answer to a beat": minute.talks / desk.country.beat_seconds,
            "librarian's answer to a beat": minute.desks / desk.country.beat_seconds,
            "desk looked at": minute.desks / desk.country.look_seconds,
            "close": minute.asked,
            "words made searchable": minute.asked,
        }
        found.line_cores.append(costs.cores(acts, "line"))
        found.page_cores.append(costs.cores(acts, "pages"))
        found.database_cores.append(costs.cores(acts, "database"))
        found.written.append(minute.asked * costs.bytes["written to the database's own log a talk"])
        found.told.append(minute.desks * _told(minute, costs))
        found.streams.append(minute.talks + minute.desks)
    return found


def _told(minute: Minute, costs: Costs) -> float:
    """Bytes a second to one desk: the line of those who wait, and who is on duty, which has its own pace."""
    people = costs.bytes["one person in the list of who is on duty"] * minute.desks
    line = costs.bytes["line of a queue, told to a desk"]
    return minute.changes * line + min(minute.changes * people, costs.bytes[PACE])


def _tell_day(report: Report, whole: Desk) -> None:
    minutes = whole.minutes()
    report.add("asked, busiest minute", f"{max(one.asked for one in minutes):.1f}/s")
    messages = max(one.asked for one in minutes) * whole.country.messages
    report.add("messages, busiest minute", f"{messages:,.0f}/s")
    report.add("talks open at once, at most", f"{max(one.talks for one in minutes):,.0f}")
    report.add("librarians at their desks, at most", f"{max(one.desks for one in minutes):,.0f}")


def _tell_load(report: Report, who: str, found: Load, costs: Costs) -> None:
    """Each row against what one machine of the kind has, so that one sees what breaks first."""
    for what, cores, machine in (
        ("line", found.line_cores, 1),  # one process is one core's work
        ("pages", found.page_cores, 8),
        ("database", found.database_cores, 32),
    ):
        busiest = max(cores)
        median, needed = percentile(cores, 0.5), math.ceil(busiest / (machine * HEADROOM))
        machines = f"{needed} of {machine} core{'s' * (machine > 1)}"
        report.add(
            f"{who}: {what}, cores busy in the busiest minute",
            f"{busiest:.1f} (median of the day {median:.1f}); {machines}",
            f"half of {machine}",
            busiest / (machine * HEADROOM),
        )
    report.add(
        f"{who}: streams at most", f"{max(found.streams):,.0f}", "5,000 a process", max(found.streams) / 5000
    )
    report.add(
        f"{who}: told to desks",
        f"{max(found.told) * 8 / 1e6:,.0f} Mbit/s",
        "1 Gbit/s",
        max(found.told) * 8 / 1e9,
    )
    report.add(
        f"{who}: database's own log",
        f"{max(found.written) / 1e6:,.1f} MB/s",
        "100 MB/s",
        max(found.written) / 1e8,
    )


def _tell_year(report: Report, country: Country, costs: Costs, whole: Load) -> None:
    """Room and money of a year; machines stand all year, sized for the busiest minute."""
    prices = Prices()
    stored = country.questions * costs.bytes["stored a talk"] / GB
    report.add("stored a year", f"{stored:,.0f} GB", f"{costs.bytes['stored a talk'] / KB:.1f} kB a talk")
    report.add("a partition of one month", f"{stored / 12:,.0f} GB")
    servers = (max(whole.line_cores) + max(whole.page_cores)) / HEADROOM
    database = max(whole.database_cores) / HEADROOM * 2  # with a standby
    machines = (servers + database) * prices.core_month * 12
    disk = stored * 2 * prices.stored_gb_month * 12  # the standby's too
    sent = (sum(whole.told) * 60 * 260 + country.questions * country.bytes_per_talk) / GB * prices.sent_gb
    report.add("cores rented, servers and databases with standby", f"{servers:,.0f} and {database:,.0f}")
    for what, money in (("machines", machines), ("disks", disk), ("bytes sent", sent)):
        report.add(f"a year's {what}", f"{money:,.0f} dollars")
    total = machines + disk + sent
    report.add("a year in all, people apart", f"{total:,.0f} dollars", "", None)
    report.add("of one question", f"{total / country.questions * 100:.2f} cents")
    report.notes.append("Prices, profile of the day and habits are assumed: benchmarks/support/country.py.")


if __name__ == "__main__":
    sys.exit(main())
