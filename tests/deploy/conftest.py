"""A desk of several processes behind each of the proxies that deploy/ has a file for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import postgres
from tests.deploy.proxies import caddy, certificate, nginx
from tests.deploy.visitor import Visitor
from tests.support.served_desk import ServedDesk, free_port
from tests.test_serve import beside

PROXIES = {"nginx": nginx, "caddy": caddy}


@dataclass
class Deployed:
    """Where everything stands, and who may come."""

    desk: ServedDesk
    port: int
    pages: int
    line: int
    authority: Path

    def visitor(self, address: str = "127.0.0.2") -> Visitor:
        return Visitor(self.port, self.authority, address)


@pytest.fixture(scope="module", params=sorted(PROXIES))
def deployed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, cluster: postgres.Cluster
) -> Iterator[Deployed]:
    """Pages and line apart, rate limits on, behind one proxy."""
    folder = tmp_path_factory.mktemp(request.param)
    desk = ServedDesk(folder, cluster.create(f"behind_{request.param}"), rate_limits="on")
    port = free_port()
    desk.environment |= {
        "COMMONDESK_BASE_URL": f"https://localhost:{port}",
        "COMMONDESK_TRUSTED_PROXIES": "127.0.0.1",
    }
    with ExitStack() as stack:
        authority = stack.enter_context(certificate(folder))
        line = stack.enter_context(beside(desk, "line"))
        pages = stack.enter_context(beside(desk, "pages"))
        ports = int(pages.rpartition(":")[2]), int(line.rpartition(":")[2])
        stack.enter_context(PROXIES[request.param](folder, port, *ports))
        yield Deployed(desk, port, *ports, authority)
