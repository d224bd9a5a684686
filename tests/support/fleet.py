"""An installation of several processes on one PostgreSQL, as an installation of a state runs it."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from commondesk.web.line.route import route_of
from tests.support.api_client import ApiClient
from tests.support.served_desk import PATIENCE, ROOT, ServedDesk


class Fleet:
    """Lines, a server of pages, and workers on loopback ports; `tokens` by first name.

    `environment` is for all of them; a part's own may be changed until it starts.
    """

    def __init__(
        self,
        folder: Path,
        database_url: str,
        *,
        lines: int = 2,
        workers: int = 2,
        environment: dict[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.database_url = database_url
        first = ServedDesk(folder, database_url, program=_serve("line"), log="line-1.log")
        self.tokens = first.tokens
        self.lines = [first]
        for number in range(2, lines + 1):
            self.lines.append(self._served("line", f"line-{number}.log"))
        self.pages = self._served("pages", "pages.log", "--workers", "2")
        for one in (*self.lines, self.pages):
            one.environment |= {"COMMONDESK_BASE_URL": self.pages.address} | (environment or {})
        self.workers = [
            Worker(dict(first.environment), folder / f"work-{number}.log") for number in range(1, workers + 1)
        ]

    def __enter__(self) -> Self:
        with ExitStack() as stack, ThreadPoolExecutor() as together:
            for one in self.parts:
                stack.callback(one.__exit__)
            list(together.map(lambda one: one.start(), self.parts))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: Any) -> None:
        self._stack.close()

    @property
    def parts(self) -> list[ServedDesk | Worker]:
        return [*self.lines, self.pages, *self.workers]

    def client(self, token: str = "") -> ApiClient:
        """Somebody in front of the proxy: each request goes to one of those who can answer it."""
        return FleetClient(self, token)

    def _served(self, role: str, log: str, *more: str) -> ServedDesk:
        program = _serve(role) + more
        return ServedDesk(self.folder, self.database_url, program=program, tokens=self.tokens, log=log)


class FleetClient(ApiClient):
    """Asks a line for what is a line's and the pages for all else, as docs/operating.md sets up the proxy."""

    def __init__(self, fleet: Fleet, token: str) -> None:
        super().__init__(fleet.pages.address, token)
        self.fleet = fleet

    def host_of(self, method: str, path: str) -> str:
        if self.token and route_of(method, f"/api/v1{path.partition('?')[0]}"):
            return f"127.0.0.1:{random.choice(self.fleet.lines).port}"
        return self.host


class Worker:
    """One `commondesk work` in a process of its own."""

    def __init__(
        self, environment: dict[str, str], log: Path, program: tuple[str, ...] = ("commondesk", "work")
    ) -> None:
        self.environment = environment
        self.log = log
        self.program = program
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: Any) -> None:
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def start(self) -> None:
        """Returns once it says that it works."""
        with self.log.open("a") as log:
            begins_at = log.tell()
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.program],
                cwd=ROOT, env=self.environment, stdout=log, stderr=log,
            )  # fmt: skip
        until = time.monotonic() + PATIENCE
        while "Working." not in (said := self.log.read_text()[begins_at:]):
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"The worker did not start:\n{said[-3000:]}")
            time.sleep(0.05)

    def kill(self) -> None:
        """Kill -9: whatever it was sending, nobody says how that ended."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=PATIENCE)


def _serve(role: str) -> tuple[str, ...]:
    return ("commondesk", "serve", "--role", role)
