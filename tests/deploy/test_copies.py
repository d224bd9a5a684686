"""The guide's own commands keep a copy of a desk that is being written to, and put it back."""

from __future__ import annotations

import http.client
import os
import re
import secrets
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import postgres
from tests.support.api_client import ApiClient
from tests.support.served_desk import ROOT, ServedDesk

GUIDE = (ROOT / "docs/operating.md").read_text().split("## Keep, and put back")[1].split("\n## ")[0]
KEEP, PUT_BACK = (block.strip().splitlines() for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL))
PATIENCE = 60


class Talk:
    """A conversation with a file in it; messages go into it one after the other, each acknowledged."""

    def __init__(self, desk: ServedDesk) -> None:
        question = {"key": secrets.token_urlsafe(16), "question": "number 0"}
        asked = ApiClient(desk.address).insist("POST", "/conversations", question).json
        self.code, self.patron = asked["code"], ApiClient(desk.address, asked["token"])
        self.acknowledged = 0
        self.content = secrets.token_hex(1_000).encode()
        self.file = self._give_file(desk)

    def say(self, number: int) -> int:
        body = {"key": f"key-of-message-{number:04}", "body": f"number {number}"}
        answer = self.patron.insist("POST", f"/conversations/{self.code}/messages", body)
        self.acknowledged = max(self.acknowledged, number)
        return answer.status

    def events(self) -> list[dict[str, object]]:
        path = f"/conversations/{self.code}/events?after="
        found: list[dict[str, object]] = []
        while page := self.patron.insist("GET", f"{path}{len(found)}").json["events"]:
            found += page
        return found

    def file_again(self) -> bytes:
        return self.patron.insist("GET", f"/conversations/{self.code}/attachments/{self.file}").body

    def stream_begins_with(self, after: int) -> str:
        """What somebody is told who comes back and says how far it is."""
        connection = http.client.HTTPConnection(self.patron.host, timeout=PATIENCE)
        try:
            path = f"/api/v1/conversations/{self.code}/stream?after={after}"
            connection.request("GET", path, headers=self.patron._headers())
            answer = connection.getresponse()
            return "".join(answer.readline().decode() for _ in range(8))
        finally:
            connection.close()

    def _give_file(self, desk: ServedDesk) -> str:
        key = secrets.token_urlsafe(16).encode()
        head = '--edge\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
        fields = (("key", "", key), ("file", '; filename="a.txt"', self.content))
        parts = [head.format(name, more).encode() + value + b"\r\n" for name, more, value in fields]
        body = b"".join(parts)
        connection = http.client.HTTPConnection(self.patron.host, timeout=PATIENCE)
        headers = {"Content-Type": "multipart/form-data; boundary=edge"} | self.patron._headers()
        path = f"/api/v1/conversations/{self.code}/attachments"
        connection.request("POST", path, body + b"--edge--\r\n", headers)
        assert connection.getresponse().status == 201
        connection.close()
        return str(self.events()[-1]["data"]["attachments"][0]["id"])  # type: ignore[index]


@contextmanager
def written_to(talk: Talk) -> Iterator[None]:
    """Somebody says one thing after the other meanwhile."""
    stop = threading.Event()

    def speak() -> None:
        while not stop.is_set():
            talk.say(talk.acknowledged + 1)

    speaking = threading.Thread(target=speak)
    speaking.start()
    try:
        yield
    finally:
        stop.set()
        speaking.join()


def run(lines: list[str], desk: ServedDesk, copies: Path, programs: Path) -> None:
    """These lines of the guide, as somebody types them beside this desk."""
    path = os.pathsep.join([str(programs), str(Path(sys.executable).parent), os.environ["PATH"]])
    script = "set -eu\n" + "\n".join(lines).replace("/var/lib/commondesk", str(desk.folder))
    done = subprocess.run(
        ["bash", "-c", script], cwd=copies, env=desk.environment | {"PATH": path, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def rehearse(desk: ServedDesk, copies: Path, programs: Path, *without: str, lose: Callable[[], None]) -> None:
    """Keep a copy under load, go on, lose everything, put it back. `without`: lines of the other database."""
    keep, put_back = ([line for line in lines if not line.startswith(without)] for lines in (KEEP, PUT_BACK))
    assert (len(keep), len(put_back)) < (len(KEEP), len(PUT_BACK))
    talk = Talk(desk)
    with written_to(talk):
        while talk.acknowledged < 20:
            pass
        before = talk.acknowledged
        run(keep, desk, copies, programs)
        while talk.acknowledged < before + 20:
            pass
    known = len(talk.events())
    assert desk.stop() == 0
    lose()
    run(put_back, desk, copies, programs)
    desk.start()
    told = talk.events()
    kept = [int(str(event["body"]).split()[1]) for event in told if str(event["body"]).startswith("number")]
    assert kept == list(range(len(kept)))  # in order, once, without a gap
    assert before < len(kept) <= talk.acknowledged  # the last one is 1 less than their number
    assert [event["seq"] for event in told] == list(range(1, len(told) + 1))
    assert talk.file_again() == talk.content
    assert "event: reset" in talk.stream_begins_with(known)
    assert talk.say(before) == 200  # a message that the copy holds is known
    assert [talk.say(talk.acknowledged), talk.say(talk.acknowledged)] == [
        201,
        200,
    ]  # one it lacks is taken once
    assert len(talk.events()) == len(told) + 1


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    (tmp_path / "copies").mkdir()
    return tmp_path / "copies"


@pytest.mark.sqlite
def test_a_copy_of_a_served_sqlite_desk_is_whole_and_browsers_that_know_more_begin_anew(
    tmp_path: Path, copies: Path
) -> None:
    (tmp_path / "desk").mkdir(mode=0o700)
    with ServedDesk(tmp_path / "desk") as desk:

        def lose() -> None:
            for path in [*desk.folder.rglob("*")]:
                if path.is_file() and path.name != "server.log":
                    path.unlink()

        rehearse(desk, copies, tmp_path, "pg_", lose=lose)


@pytest.mark.postgres
def test_a_dump_of_a_served_postgresql_desk_is_whole_and_browsers_that_know_more_begin_anew(
    tmp_path: Path, copies: Path, cluster: postgres.Cluster
) -> None:
    (tmp_path / "desk").mkdir(mode=0o700)
    with ServedDesk(tmp_path / "desk", cluster.create("kept")) as desk:

        def lose() -> None:
            for path in (desk.folder / "attachments").rglob("*"):
                if path.is_file():
                    path.unlink()
            desk.environment["COMMONDESK_DATABASE_URL"] = cluster.create("put_back")

        others = ("sqlite3", "rm -f", "cp desk.sqlite3")
        rehearse(desk, copies, cluster.programs, *others, lose=lose)
