"""The long form of these tests, `python -m benchmarks.faults`, runs as it is typed and says what it found."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.served_desk import ROOT

SMALL = ("--talks", "4", "--messages", "4", "--kills", "1", "--seconds", "0.5")


@pytest.mark.postgres
def test_the_long_form_prints_what_each_fault_came_to(tmp_path: Path) -> None:
    found = tmp_path / "found.json"
    command = [
        sys.executable,
        "-m",
        "benchmarks.faults",
        "--only",
        "bus killed",
        "--json",
        str(found),
        *SMALL,
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "bus killed" in done.stdout
    counts = json.loads(found.read_text())["counts"]
    assert counts["sent"] == counts["acknowledged"] > 0
    assert counts["lost, bus killed"] == counts["stuck, bus killed"] == 0
