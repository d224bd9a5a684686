"""A push service on this machine, which the desk may reach."""

from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from tests.support.authority import Authority
from tests.support.push_service import PushService


@pytest.fixture
def service(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    inside = {"reach_inside": (ip_network("127.0.0.1"),)}
    settings.COMMONDESK = settings.COMMONDESK.model_copy(update=inside)
    with PushService(authority.vouches("127.0.0.1")) as started:
        yield started
