"""What is sent and what comes back, from servers that mean well, and by way of others."""

from __future__ import annotations

import logging

import pytest

from commondesk.plumbing import fetch
from commondesk.plumbing.fetch import outcome
from tests.support.tls_server import TlsServer, head, saying


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_post_arrives_whole_and_its_answer_comes_back(authority, host):
    with TlsServer(authority.vouches(host), host) as server:
        server.answers = saying(201, b"kept", {"Location": "/1"})
        answer = fetch.post(f"{server.address}/hook?a=1", b"\x00news", {"TTL": "60", "Host": "other"})
    assert (answer.status, answer.body, answer.headers["location"]) == (201, b"kept", "/1")
    (request,) = server.heard
    assert request.startswith(b"POST /hook?a=1 HTTP/1.1\r\n")
    assert request.endswith(b"\r\n\r\n\x00news")
    assert f"host: {server.address[8:]}\r\n".encode() in request.lower()
    assert b"ttl: 60\r\n" in request.lower()


def test_a_name_is_looked_up_once_and_its_certificate_is_asked_for(server, name_server):
    asked = name_server("calendar.example", ["127.0.0.1"])
    server.answers = saying(200, b"BEGIN:VCALENDAR")
    assert fetch.get(f"{server.named('calendar.example')}/a.ics").body == b"BEGIN:VCALENDAR"
    assert asked == ["calendar.example"]
    assert f"host: calendar.example:{server.port}".encode() in server.heard[0].lower()


def test_a_second_address_is_tried_where_the_first_lets_nobody_in(server, name_server):
    name_server("calendar.example", ["127.0.0.2", "127.0.0.1"])
    assert fetch.get(server.named("calendar.example")).status == 200


def test_nothing_is_kept_between_two_calls(server):
    server.answers = saying(200, headers={"Set-Cookie": "you=7; Path=/", "Connection": "keep-alive"})
    for _ in range(2):
        fetch.get(server.address)
    assert server.connections == 2
    assert b"cookie" not in server.heard[1].lower()


def test_a_proxy_of_the_environment_is_not_used(server, monkeypatch):
    for name in ("HTTPS_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert fetch.get(server.address).status == 200


def test_nothing_of_a_call_comes_into_the_log_at_any_level(server, caplog):
    server.answers = saying(201, headers={"Location": "/secret-of-a-message"})
    caplog.set_level(logging.DEBUG)
    fetch.post(f"{server.address}/secret-of-a-device", b"", {})
    assert "secret-of" not in caplog.text


def test_a_post_is_not_carried_on_to_another_address(server, elsewhere):
    server.answers = saying(307, headers={"Location": elsewhere.address})
    assert fetch.post(server.address, b"news", {}).status == 307
    assert elsewhere.connections == 0


def test_a_get_follows_and_tells_another_server_nothing_that_was_meant_for_the_first(server, elsewhere):
    ways = iter(["/b", f"{elsewhere.address}/c"])
    server.answers = lambda connection: connection.sendall(head(302, {"Location": next(ways)}) + b"x" * 500)
    elsewhere.answers = saying(200, b"here")
    answer = fetch.get(f"{server.address}/a", {"Authorization": "Bearer key"}, longest_answer=10)
    assert answer.body == b"here"
    assert [b"Bearer key" in request for request in server.heard] == [True, True]
    assert server.heard[1].startswith(b"GET /b ")
    assert elsewhere.heard[0].startswith(b"GET /c ")
    assert b"Bearer key" not in elsewhere.heard[0]


def test_a_get_is_led_on_three_times_and_no_more(server):
    server.answers = saying(301, headers={"Location": "/on"})
    with pytest.raises(fetch.BrokenOff) as broken:
        fetch.get(server.address)
    assert (str(broken.value), broken.value.status) == (outcome.ROUND_AND_ROUND, 301)
    assert len(server.heard) == 4


@pytest.mark.parametrize(
    "location",
    [
        "https://10.9.8.7/",
        "http://calendar.example/",
        "https://me@calendar.example/",
        "//[::2]/",
        "https://[",
    ],
)
def test_a_redirect_is_checked_like_the_first_address(server, location):
    server.answers = saying(302, headers={"Location": location})
    with pytest.raises(fetch.NotAllowed):
        fetch.get(server.address)
    assert len(server.heard) == 1


def test_a_redirect_to_a_name_that_leads_inside_is_refused(server, name_server):
    name_server("elsewhere.example", ["10.9.8.7"])
    server.answers = saying(302, headers={"Location": "https://elsewhere.example/"})
    with pytest.raises(fetch.NotAllowed):
        fetch.get(server.address)
