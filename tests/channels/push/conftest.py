"""A push service on this machine, which the desk may reach."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.push_service import PushService, within_reach


@pytest.fixture
def service(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    with within_reach(tmp_path, settings, monkeypatch) as started:
        yield started
