"""The disk of an embedded desk fills up, as `python -m benchmarks.faults` does it, which is typed as here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.served_desk import ROOT

FAULT = "disk of an embedded desk full"
SMALL = ("--talks", "8", "--messages", "8", "--seconds", "1.5")


@pytest.mark.sqlite
def test_a_storm_survives_a_full_disk_and_the_long_form_prints_what_it_came_to(tmp_path: Path) -> None:
    found = tmp_path / "found.json"
    command = [sys.executable, "-m", "benchmarks.faults", "--only", FAULT, "--json", str(found), *SMALL]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert FAULT in done.stdout
    counts = json.loads(found.read_text())["counts"]
    assert counts["sent"] == counts["acknowledged"] > 0
    for must_be_none in ("lost", "doubled", "reordered", "stuck"):
        assert counts[f"{must_be_none}, {FAULT}"] == 0
