"""The benchmarks still run, and what they send is kept: counts, never times.

Each runs as it is typed, with tiny numbers; it leaves with 1 when anything was lost, doubled or out of order.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
DATABASE = os.environ.get("COMMONDESK_TEST_DATABASE", "sqlite")
QUICK = ("--seconds", "0.4", "--rounds", "1")
PATIENCE = 900


def found_by(tmp_path: Path, name: str, *arguments: str) -> dict[str, Any]:
    """What the benchmark says it has found."""
    report = tmp_path / "found.json"
    command = [sys.executable, "-m", f"benchmarks.{name}", "--database", DATABASE, "--json", str(report)]
    done = subprocess.run(
        [*command, *QUICK, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return dict(json.loads(report.read_text()))


def assert_nothing_is_amiss(counts: dict[str, int]) -> None:
    assert counts["sent"] == counts["acknowledged"] == counts["stored"] > 0
    assert counts["followed"] > counts["sent"]
    for fault in ("lost", "doubled", "out of order", "lost, doubled or out of order on a stream"):
        assert counts[fault] == 0


def test_a_storm_of_messages_is_kept_and_followed_whole(tmp_path: Path) -> None:
    found = found_by(tmp_path, "messages", "--senders", "6")
    assert_nothing_is_amiss(found["counts"])
    assert {row["what"] for row in found["rows"]} >= {"against bare ASGI", "against Django async ORM"}


def test_what_is_pushed_at_a_steady_rate_arrives_once(tmp_path: Path) -> None:
    assert_nothing_is_amiss(found_by(tmp_path, "push", "--talks", "5")["counts"])


def test_idle_streams_stay_open_and_still_bring_what_is_said(tmp_path: Path) -> None:
    counts = found_by(tmp_path, "streams", "--streams", "30")["counts"]
    assert counts["open at the end"] == 30
    assert_nothing_is_amiss(counts)


def test_every_batch_is_stored_whole(tmp_path: Path) -> None:
    counts = found_by(tmp_path, "batch")["counts"]
    assert counts["appended"] == counts["stored"] > 0


def test_lists_ask_as_many_queries_of_a_large_desk_as_of_a_small_one(tmp_path: Path) -> None:
    counts = found_by(tmp_path, "lists", "--small", "1000", "--large", "3000")["counts"]
    assert counts["pages"] > 10
    assert counts["pages whose queries grow with the size"] == 0


def test_a_report_of_years_says_the_same_from_its_roll_ups(tmp_path: Path) -> None:
    counts = found_by(tmp_path, "reports", "--conversations", "2000")["counts"]
    assert counts["asked"] > 1900


def test_pages_ask_and_weigh_as_much_with_many_libraries_as_with_few(tmp_path: Path) -> None:
    counts = found_by(tmp_path, "many_libraries", "--small", "12", "--large", "300")["counts"]
    assert counts["pages"] > 40
    assert counts["pages whose queries grow with the libraries"] == 0
    assert counts["pages whose weight grows with the libraries"] == 0


@pytest.mark.sqlite
def test_a_patrons_pages_are_light(tmp_path: Path) -> None:
    """Bytes are no times: this bound is a promise (DESIGN.md section 7)."""
    found = found_by(tmp_path, "weight")
    assert [row["what"] for row in found["rows"] if row["verdict"] != "holds"] == []


@pytest.mark.stories
@pytest.mark.sqlite
def test_a_browser_on_a_slow_line_fetches_as_little_and_nothing_moves(tmp_path: Path) -> None:
    found = found_by(tmp_path, "page_weight")
    bytes_and_requests = [row for row in found["rows"] if row["what"].endswith((": requests", ": kB"))]
    assert len(bytes_and_requests) == 8
    assert [row["what"] for row in bytes_and_requests if row["verdict"] != "holds"] == []


@pytest.mark.postgres
def test_each_act_has_its_cost_and_a_country_is_reckoned_from_them(tmp_path: Path) -> None:
    """The simulation reads what was measured: an act that is renamed in one is missed in the other."""
    kept = tmp_path / "costs.json"
    counts = found_by(tmp_path, "unit_costs", "--talks", "6", "--keep", str(kept))["counts"]
    assert counts["acts"] == 13
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.scale", "--costs", str(kept)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "minutes 1,440" in done.stdout
