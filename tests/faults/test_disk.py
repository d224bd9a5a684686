"""The disk of an embedded desk fills up: what was acknowledged stays, and all goes on once there is room."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.faults import SHORT, fill_the_disk
from tests.faults.test_fleet import nothing_is_lost


@pytest.mark.sqlite
def test_a_storm_survives_a_full_disk(tmp_path: Path) -> None:
    nothing_is_lost(fill_the_disk(tmp_path, SHORT))
