"""Whether a process is well and ready, and what it has done, as it tells those who keep it running."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from commondesk.plumbing import tokens
from commondesk.web.watching import doors
from tests.cast import Cast, make_talk
from tests.web.line.served import ServedLine, until
from tests.web.watching.test_figures import read


@pytest.fixture
def line(open_cast: Cast) -> Iterator[ServedLine]:
    with ServedLine() as served:
        yield served


def get(served: ServedLine, path: str) -> tuple[int, bytes]:
    with served.connect() as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()


def told(served: ServedLine) -> dict[str, dict[str, float]]:
    status, body = get(served, "/metrics")
    assert status == 200
    return read(body)


def test_a_line_counts_what_it_stores_and_who_follows(line: ServedLine, open_cast: Cast) -> None:
    asked = make_talk(open_cast.ines)
    code = asked.conversation.code
    before = told(line)
    with line.follow(code, asked.token) as stream:
        stream.next("hello")
        key = tokens.new_key()
        assert line.say(code, asked.token, "Hello", key).status == 201
        assert line.say(code, asked.token, "Hello", key).status == 200
        assert line.say(code, "x" * 43, "Hello").status == 401
        now = told(line)
        assert now["commondesk_streams_open"] == {"kind=conversation": 1, "kind=desk": 0}
    until(lambda: told(line)["commondesk_streams_open"]["kind=conversation"] == 0)

    def more(metric: str, labels: str = "") -> float:
        return now[metric][labels] - before.get(metric, {}).get(labels, 0)

    assert more("commondesk_messages_accepted_total") == 1
    assert more("commondesk_commit_batch_size_count") == 3  # a refusal takes a transaction, too
    assert more("commondesk_commit_batch_size_bucket", "le=1") == 3
    assert more("commondesk_commit_seconds_count") == 3
    for status in ("201", "200", "401"):
        assert more("commondesk_requests_total", f"route=line messages,status={status}") == 1
    assert more("commondesk_requests_total", "route=line stream,status=200") == 1
    assert now["commondesk_messages_unanswered"][""] == 0


def test_nothing_told_says_who_asked_what(line: ServedLine, open_cast: Cast) -> None:
    asked = make_talk(open_cast.ines, question="About my divorce", page="https://ames.example/divorce")
    line.say(asked.conversation.code, asked.token, "My name is Pia")
    line.call("GET", f"/conversations/{asked.conversation.code}/events?after=0", asked.token)
    Client().get(f"/c/{asked.conversation.code}/")
    Client().get("/return/?code=divorce")
    everything = get(line, "/metrics")[1].decode() + Client().get("/metrics").content.decode()
    for private in (asked.conversation.code, asked.token, "divorce", "Pia", "Ines", "127.0.0.1"):
        assert private not in everything
    assert 'route="/c/<slug:code>/"' in everything


def test_a_database_that_lacks_changes_is_not_ready(
    line: ServedLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "MIGRATED_FOR", -1.0)
    monkeypatch.setattr(doors, "is_migrated", lambda: False)
    status, body = get(line, "/readyz")
    assert (status, json.loads(body)["lacks"]) == (503, ["migrations"])
    assert get(line, "/healthz")[0] == 200


def test_a_line_without_its_database_says_so_and_still_tells_the_rest(
    line: ServedLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(doors, "_ping", away)
    monkeypatch.setattr(doors.recent, "figures", away)
    status, body = get(line, "/readyz")
    assert (status, json.loads(body)["lacks"]) == (503, ["database"])
    assert get(line, "/healthz")[0] == 503
    assert told(line)["commondesk_database_up"][""] == 0


def test_a_line_whose_writer_has_stopped_is_neither_well_nor_ready(line: ServedLine) -> None:
    writer = line.line.writer
    writer._arrived.put(None)
    until(lambda: not writer.is_well)
    assert get(line, "/healthz")[0] == 503
    assert json.loads(get(line, "/readyz")[1])["lacks"] == ["writer"]


@pytest.mark.postgres
def test_a_line_is_ready_once_it_has_heard_the_bus_and_stays_so_when_the_bus_is_lost(
    line: ServedLine,
) -> None:
    listener = line.line.listener
    if listener is None:
        assert "commondesk_bus_connected" not in told(line)
        return
    until(lambda: get(line, "/readyz")[0] == 200)
    assert told(line)["commondesk_bus_connected"][""] == 1
    listener.connected = False
    assert get(line, "/readyz")[0] == 200
    assert told(line)["commondesk_bus_connected"][""] == 0
    listener.was_connected = False
    assert json.loads(get(line, "/readyz")[1])["lacks"] == ["bus"]


@pytest.mark.django_db
def test_page_workers_are_ready_once_the_database_is_as_they_need_it() -> None:
    assert Client().get("/readyz").json() == {"status": "ready"}
    newest = MigrationRecorder(connection).migration_qs.filter(app="commondesk").order_by("-name").first()
    assert newest is not None
    newest.delete()
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["lacks"]) == (503, ["migrations"])
