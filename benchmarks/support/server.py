"""Servers to measure, each a process of its own on the server's core."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.support import cores
from benchmarks.support.place import Place

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0


@dataclass(slots=True)
class Server:
    """A running server; `port` is on 127.0.0.1."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def pid(self) -> int:
        return self.process.pid

    def cpu_seconds(self) -> float:
        return cores.cpu_seconds(self.pid)


@contextmanager
def commondesk(where: Place, role: str = "all") -> Iterator[Server]:
    """`commondesk serve`, ready."""
    port = free_port()
    command = ["-m", "commondesk", "serve", "--port", str(port), "--role", role]
    with _running(command, port, where.environment) as server:
        yield server


@contextmanager
def demo(folder: Path) -> Iterator[Server]:
    """The demo consortium, made in this folder, ready."""
    port = free_port()
    environment = {"COMMONDESK_DATA_DIR": str(folder), "COMMONDESK_LOG_LEVEL": "WARNING"}
    with _running(["-m", "commondesk", "demo", "--port", str(port)], port, environment) as server:
        yield server


@contextmanager
def bare() -> Iterator[Server]:
    """The bare ASGI application on the same server program."""
    with _uvicorn("benchmarks.support.bare:app", {}) as server:
        yield server


@contextmanager
def django_async(where: Place) -> Iterator[Server]:
    """The same message by Django's asynchronous views and its ORM."""
    with _uvicorn("benchmarks.support.django_async:app", where.environment) as server:
        yield server


@contextmanager
def _uvicorn(app: str, environment: Mapping[str, str]) -> Iterator[Server]:
    port = free_port()
    flags = ["--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning",
             "--no-proxy-headers", "--no-server-header"]  # fmt: skip
    command = ["-m", "uvicorn", app, "--port", str(port), *flags]
    with _running(command, port, environment) as server:
        yield server


@contextmanager
def _running(command: Sequence[str], port: int, environment: Mapping[str, str]) -> Iterator[Server]:
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env={**_clean_environment(), **environment},
        preexec_fn=cores.on_server_core,  # noqa: PLW1509  # no thread of ours runs while we fork
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(process, port)
        yield Server(process, port)
    finally:
        _stop(process)


def _clean_environment() -> dict[str, str]:
    """None of the caller's settings, nor of the tests' when they are the caller."""
    ours = ("COMMONDESK_", "DJANGO_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"The server left with {process.returncode} before it was ready.")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("The server was not ready in two minutes.")


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
