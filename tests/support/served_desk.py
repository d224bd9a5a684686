"""A desk in processes of its own, as an installation runs it: to be talked to, killed and started again."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from tests.support.api_client import ApiClient

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60


class ServedDesk:
    """One `commondesk serve` on a folder (SQLite) or a database address; `tokens` by first name.

    `seed` is the module that fills the database and prints the tokens as JSON; a desk that is given `tokens`
    stands on a database that is filled already. `log` is the file of its words, in the folder; `root` is
    where its source lies.
    """

    def __init__(
        self,
        folder: Path,
        database_url: str = "",
        *,
        rate_limits: str = "off",
        program: Sequence[str] = ("commondesk", "serve"),
        seed: str = "tests.support.seed_cast",
        tokens: dict[str, str] | None = None,
        log: str = "server.log",
        root: Path = ROOT,
    ) -> None:
        self.folder, self.root = folder, root
        self.program, self.seed = program, seed
        self.log = folder / log
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("COMMONDESK_")},
            "COMMONDESK_DATA_DIR": str(folder),
            "COMMONDESK_SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
            "COMMONDESK_BASE_URL": self.address,
            "COMMONDESK_RATE_LIMITS": rate_limits,
            "DJANGO_SETTINGS_MODULE": "commondesk.settings",
            "PYTHONUNBUFFERED": "1",
        }
        if database_url:
            self.environment["COMMONDESK_DATABASE_URL"] = database_url
        self.process: subprocess.Popen[str] | None = None
        self.tokens: dict[str, str] = tokens or self._seed()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: Any) -> None:
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def client(self, token: str = "") -> ApiClient:
        """Somebody who speaks with this desk."""
        return ApiClient(self.address, token)

    def start(self) -> None:
        """Serve; returns once the desk says that it is ready."""
        command = ["-m", *self.program, "--host", "127.0.0.1", "--port", str(self.port)]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, *command],
                cwd=self.root,
                env=self.environment,
                stdout=log,
                stderr=log,
                text=True,
            )
        until = time.monotonic() + PATIENCE
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"The desk did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.05)

    def kill(self) -> None:
        """Kill -9, of those it has forked too: no warning, no last word."""
        assert self.process is not None
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        self.process.kill()
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM, as an upgrade does; the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=PATIENCE)

    def _seed(self) -> dict[str, str]:
        done = subprocess.run(
            [sys.executable, "-m", self.seed],
            cwd=self.root, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"The cast could not be seeded:\n{done.stderr[-3000:]}")
        tokens: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
        return tokens

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                return b" 200 " in connection.recv(64)
        except OSError:
            return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
