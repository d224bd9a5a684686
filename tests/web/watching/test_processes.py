"""Figures of real processes: page workers that share their counts, and `work` on a port of its own."""

from __future__ import annotations

import http.client
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import postgres
from tests.support.served_desk import ROOT, ServedDesk, free_port
from tests.web.watching.test_figures import read

PATIENCE = 60


def get(port: int, path: str, **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def started(desk: ServedDesk, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "commondesk", *arguments],
        cwd=ROOT, env=desk.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def until_answered(port: int, path: str) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            if get(port, path)[0] == 200:
                return
        except OSError:
            pass
        assert time.monotonic() < end, "it never answered"
        time.sleep(0.05)


@pytest.mark.postgres
def test_whichever_page_worker_is_asked_tells_of_all_of_them_also_of_one_that_was_killed(
    tmp_path: Path, cluster: postgres.Cluster
) -> None:
    desk = ServedDesk(tmp_path, cluster.create("figures"))
    port = free_port()
    pages = started(desk, "serve", "--role", "pages", "--workers", "3", "--port", str(port))
    try:
        until_answered(port, "/readyz")
        workers = Path(f"/proc/{pages.pid}/task/{pages.pid}/children").read_text().split()
        assert len(workers) == 3
        for _ in range(30):
            assert get(port, "/hours/")[0] == 200
        label = "route=/hours/,status=200"

        def counted() -> float:
            return read(get(port, "/metrics")[1])["commondesk_requests_total"].get(label, 0)

        end = time.monotonic() + PATIENCE
        while counted() < 30:
            assert time.monotonic() < end
            time.sleep(0.1)
        subprocess.run(["kill", "-9", workers[0]], check=True)
        until_answered(port, "/readyz")
        assert {counted() for _ in range(12)} == {30}
    finally:
        pages.send_signal(signal.SIGTERM)
        assert pages.wait(PATIENCE) == 0
        assert pages.stderr is not None
        pages.stderr.close()


@pytest.mark.sqlite
def test_work_tells_its_figures_on_a_port_of_its_own_when_it_is_given_one(tmp_path: Path) -> None:
    desk = ServedDesk(tmp_path)
    port = free_port()
    with started(desk, "work", "--metrics-port", str(port)) as work:
        until_answered(port, "/metrics")
        told = read(get(port, "/metrics")[1])
        assert told["commondesk_timers_overdue"][""] == 0
        assert "job=timers" in told["commondesk_job_done_timestamp_seconds"]
        assert get(port, "/metrics", **{"X-Forwarded-For": "203.0.113.9"})[0] == 404
        assert get(port, "/desk/")[0] == 404
        work.send_signal(signal.SIGTERM)
        assert work.wait(PATIENCE) == 0


@pytest.mark.sqlite
def test_a_port_that_is_taken_and_workers_of_a_line_are_refused_in_words(tmp_path: Path) -> None:
    desk = ServedDesk(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        for arguments, sentence in (
            (("work", "--metrics-port", str(taken.getsockname()[1])), "Choose another --metrics-port"),
            (("serve", "--workers", "2", "--port", str(free_port())), "--workers is for --role pages"),
            (("serve", "--role", "pages", "--workers", "0"), "it is 1 to 256"),
        ):
            with started(desk, *arguments) as refused:
                said = refused.communicate(timeout=PATIENCE)[1]
            assert (refused.returncode, sentence in said) == (2, True), said
