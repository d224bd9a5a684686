"""`commondesk move` as it is typed, and the desk that is served from PostgreSQL afterwards."""

from __future__ import annotations

import http.client
import http.cookiejar
import re
import sqlite3
import urllib.parse
import urllib.request

import psycopg
import pytest

from commondesk.demo.people import PASSWORD
from commondesk.plumbing.tokens import new_key
from tests import postgres
from tests.moving.conftest import MovingDesk
from tests.support.api_client import ApiClient
from tests.web.line.served import until

pytestmark = pytest.mark.sqlite  # each is an installation of its own, which brings its PostgreSQL along

SHAPE = (
    (
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"
    ),
    (
        "SELECT pg_get_indexdef(indexrelid), indisvalid, indisunique FROM pg_index"
        " JOIN pg_class ON pg_class.oid = indexrelid WHERE relnamespace = 'public'::regnamespace ORDER BY 1"
    ),
    (
        "SELECT table_name, column_name, data_type, is_nullable, column_default, is_generated, is_identity"
        " FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2"
    ),
)
# PostgreSQL writes the same condition in two ways, before and after it has read its own.
SAME_OTHERWISE = re.compile(r"::(text|character varying)(\[\])?|[()\[\]]")


def test_a_desk_moves_and_goes_on_as_if_nothing_had_been(desk: MovingDesk, empty: str) -> None:
    desk.start()
    code, patron, words = asked(desk)
    say(patron, code, "It was about zygotes.", "m" * 20)
    handle = attach(patron, code)
    ines = ApiClient(desk.address, desk.tokens["ines"])
    found = "/conversations?words=zygotes&state=open"
    until(lambda: code in str(ines.call("GET", found).json))
    browser = signed_in(desk)
    assert desk.stop() == 0

    done = desk.move(empty)
    assert done.returncode == 0, done.stderr
    assert "The desk has moved" in done.stdout
    desk.works_on(empty)
    desk.start()

    assert "/desk/" in browser.open(f"{desk.address}/desk/").url  # the session of before
    signed_in(desk)  # and a new one
    assert code in str(ines.call("GET", found).json)
    again = patron.call("POST", f"/conversations/{code}/messages", body("It was about zygotes.", "m" * 20))
    assert again.status == 200
    assert say(patron, code, "Are you there?", "n" * 20) == 4
    returned = ApiClient(desk.address).call("POST", f"/conversations/{code}/token", {"words": words})
    assert returned.status == 201
    back = ApiClient(desk.address, returned.json["token"])
    assert back.call("GET", f"/conversations/{code}/attachments/{handle}").body == b"The deed."
    assert asked(desk)[0] != code
    assert back.call("DELETE", f"/conversations/{code}").status in (200, 204)
    assert back.call("GET", f"/conversations/{code}/events").status == 410
    assert code not in str(ines.call("GET", found).json)


def test_every_table_is_moved_to_the_last_microsecond(desk: MovingDesk, empty: str) -> None:
    before = desk.tables()
    done = desk.move(empty)
    assert done.returncode == 0, done.stderr
    tables = {name for name, holds in before.items() if not holds.startswith("0 ")}
    # A table that is empty here would prove nothing: let tests/support/seed_everything.py fill it.
    assert tables == of_the_file(desk)
    assert set(re.findall(r"(\w+): [\d,]+ rows, the same in both", done.stdout)) == tables
    desk.works_on(empty)
    assert desk.tables() == before


def test_the_database_is_made_as_any_other(desk: MovingDesk, empty: str, cluster: postgres.Cluster) -> None:
    usual = cluster.create(f"{urllib.parse.urlsplit(empty).path[1:]}_usual")
    assert desk.move(empty).returncode == 0
    for url in (usual, empty):  # a migration of a later version finds what it expects
        desk.works_on(url)
        assert desk.run("migrate").returncode == 0
    assert shape(empty) == shape(usual)
    checked = desk.run("check")
    assert checked.returncode == 0, checked.stdout
    assert last_numbers(desk) == next_numbers(empty)


def test_a_desk_that_has_moved_is_not_served_from_its_file(desk: MovingDesk, empty: str) -> None:
    assert desk.move(empty).returncode == 0
    for command in (
        ["serve", "--port", str(desk.port)],
        ["work"],
        ["demo", "--seed-only"],
        ["import-libraries", "none.csv"],
        ["token", "create", "ines@ames.example"],
        ["user", "password", "ines@ames.example", "--password-stdin"],
        ["move", "--to", empty],
    ):
        refused = desk.run(*command)
        assert (refused.returncode, "has moved" in refused.stderr) == (2, True), command
        assert empty not in refused.stderr
    assert "has moved" in desk.run("check").stdout
    opened = desk.run("move", "--back")
    assert (opened.returncode, "can be served again" in opened.stdout) == (0, True)
    desk.start()


def asked(desk: MovingDesk) -> tuple[str, ApiClient, str]:
    question = {"key": new_key(), "question": "Where do I come from?"}
    answer = ApiClient(desk.address).call("POST", "/conversations", question)
    assert answer.status == 201
    told = answer.json
    return told["code"], ApiClient(desk.address, told["token"]), told["words"]


def body(text: str, key: str) -> dict[str, str]:
    return {"key": key, "body": text}


def say(client: ApiClient, code: str, text: str, key: str) -> int:
    answer = client.call("POST", f"/conversations/{code}/messages", body(text, key))
    assert answer.status == 201, answer.body
    return int(answer.json["seq"])


def attach(client: ApiClient, code: str) -> str:
    """A small text file; what it is fetched by."""
    parts = (
        '--edge\r\nContent-Disposition: form-data; name="key"\r\n\r\n' + "f" * 20 + "\r\n"
        '--edge\r\nContent-Disposition: form-data; name="file"; filename="deed.txt"\r\n'
        "Content-Type: text/plain\r\n\r\nThe deed.\r\n--edge--\r\n"
    )
    connection = http.client.HTTPConnection(client.host, timeout=30)
    headers = {
        "Authorization": f"Bearer {client.token}",
        "Content-Type": "multipart/form-data; boundary=edge",
    }
    connection.request("POST", f"/api/v1/conversations/{code}/attachments", parts, headers)
    answer = connection.getresponse()
    said = answer.read()
    connection.close()
    assert answer.status == 201, said
    events = client.call("GET", f"/conversations/{code}/events").json["events"]
    return str(events[-1]["data"]["attachments"][0]["id"])


def signed_in(desk: MovingDesk) -> urllib.request.OpenerDirector:
    """A browser without scripts in which Ines has signed in."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    page = browser.open(f"{desk.address}/sign-in/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    form = {"csrfmiddlewaretoken": token[1], "login": "ines@ames.example", "password": PASSWORD}
    browser.addheaders.append(("Referer", f"{desk.address}/sign-in/"))
    came_to = browser.open(f"{desk.address}/sign-in/", urllib.parse.urlencode(form).encode())
    assert "/desk/" in came_to.url
    return browser


def of_the_file(desk: MovingDesk) -> set[str]:
    """All tables of the desk, but those SQLite makes for its index of words, and the list of migrations."""
    connection = sqlite3.connect(desk.file)
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()
    inner = {name for name in names if name.startswith(("sqlite_", "commondesk_searchrow_fts"))}
    return names - inner - {"django_migrations", "commondesk_move"}


def shape(url: str) -> list[list[str]]:
    with psycopg.connect(url) as connection:
        return [
            [SAME_OTHERWISE.sub("", repr(row)) for row in connection.execute(query).fetchall()]
            for query in SHAPE
        ]


def last_numbers(desk: MovingDesk) -> dict[str, int]:
    connection = sqlite3.connect(desk.file)
    numbers = dict(connection.execute("SELECT name, seq FROM sqlite_sequence"))
    connection.close()
    return {name: last for name, last in numbers.items() if last and name != "django_migrations"}


def next_numbers(url: str) -> dict[str, int]:
    """The last number given in each table, where there was one."""
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT table_name,"
            " pg_sequence_last_value(pg_get_serial_sequence(table_name, column_name)::regclass)"
            " FROM information_schema.columns WHERE table_schema = 'public' AND is_identity = 'YES'"
        ).fetchall()
    return {name: last for name, last in found if last and name != "django_migrations"}
