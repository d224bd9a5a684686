"""Servers that give too much, too slowly, not all, or under a name that is not theirs (bad-input 26)."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading

import pytest

from commondesk.plumbing import fetch
from commondesk.plumbing.fetch import outcome
from tests.support.authority import Authority
from tests.support.tls_server import PATIENCE, TlsServer, dripping, head, saying, sending, slowly

# Seconds, for servers that never do what one waits for: let us in, or give all once they have let us in.
TINY, SHORT = 0.2, 1.5


def test_an_endless_answer_is_cut_and_what_was_said_first_is_kept(server, test_ends):
    server.answers = dripping(head(201, {}), b"x" * 9_000, ends=test_ends)
    with pytest.raises(fetch.BrokenOff) as broken:
        fetch.post(server.address, b"", {}, longest_answer=30_000)
    assert (str(broken.value), broken.value.status) == (outcome.TOO_LONG, 201)


def test_an_answer_may_be_exactly_as_long_as_was_said(server):
    server.answers = saying(200, b"x" * 30_000)
    assert len(fetch.get(server.address, longest_answer=30_000).body) == 30_000
    with pytest.raises(fetch.BrokenOff):
        fetch.get(server.address, longest_answer=29_999)


def test_headers_without_end_are_cut(server):
    server.answers = sending(b"HTTP/1.1 200 So\r\n", *[b"X: " + b"y" * 9_000 + b"\r\n"] * 40)
    with pytest.raises(fetch.BrokenOff):
        fetch.get(server.address)


def test_an_answer_is_asked_for_unpacked_and_never_unpacked_here(server):
    bomb = gzip.compress(b"0" * 5_000_000)
    server.answers = saying(200, bomb, {"Content-Encoding": "gzip"})
    with pytest.raises(fetch.BrokenOff) as broken:
        fetch.get(server.address, {"Accept-Encoding": "gzip"})
    assert (str(broken.value), broken.value.status) == (outcome.PACKED, 200)
    assert b"accept-encoding: identity\r\n" in server.heard[0].lower()


@pytest.mark.parametrize(
    ("first", "drop", "status"),
    [
        (b"", b"", None),
        (b"HTTP/1.1 200 So\r\n", b"X: y\r\n", None),
        (b"", b"HTTP/1.1 103 Soon\r\n\r\n", None),
        (head(200, {"Content-Length": "9000"}), b"x", 200),
        (head(200, {"Transfer-Encoding": "chunked"}), b"1\r\nx\r\n", 200),
    ],
)
def test_a_server_that_drips_is_left_when_the_time_is_over(server, test_ends, first, drop, status):
    server.answers = dripping(first, drop, ends=test_ends)
    with pytest.raises(fetch.BrokenOff) as broken:
        fetch.get(server.address, within=SHORT)
    assert (str(broken.value), broken.value.status) == (outcome.FELL_SILENT, status)


def test_a_server_that_does_not_read_what_it_is_sent_is_left(server, test_ends):
    server.reads_requests = False
    server.answers = lambda connection: test_ends.wait(PATIENCE)
    with pytest.raises(fetch.BrokenOff, match=outcome.FELL_SILENT):
        fetch.post(server.address, b"x" * 50_000_000, {}, within=SHORT)


def test_a_server_that_sips_what_it_is_sent_is_left_before_it_has_had_enough(server, test_ends):
    had_enough = threading.Event()

    def sips(connection):
        for _ in slowly(test_ends):
            connection.recv(9_000)
        had_enough.set()

    server.reads_requests, server.answers = False, sips
    with pytest.raises(fetch.BrokenOff, match=outcome.FELL_SILENT):
        fetch.post(server.address, b"x" * 50_000_000, {}, within=SHORT)
    assert not had_enough.is_set()


def test_a_server_that_is_silent_while_one_connects_has_heard_nothing():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(fetch.NotReached, match=outcome.NOT_IN_TIME):
            fetch.post(f"https://127.0.0.1:{port}", b"news", {}, within=TINY)


def test_a_name_server_that_is_silent_holds_nobody_up(monkeypatch, test_ends):
    def silent(*_, **__):
        test_ends.wait(PATIENCE)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", silent)
    with pytest.raises(fetch.NotReached, match=outcome.NOT_IN_TIME):
        fetch.get("https://calendar.example", within=TINY)


def test_a_name_that_nobody_has_was_not_reached(name_server):
    name_server("calendar.example", [])
    with pytest.raises(fetch.NotReached, match=outcome.NO_NAME):
        fetch.get("https://calendar.example")


def test_a_closed_port_was_not_reached(authority):
    with TlsServer(authority.vouches("127.0.0.1")) as gone:
        pass
    with pytest.raises(fetch.NotReached, match=outcome.NOBODY_THERE):
        fetch.post(gone.address, b"news", {})


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200", b"220 mail.example ESMTP\r\n"])
def test_what_became_of_a_post_is_unknown_where_no_answer_of_the_web_came(server, answer):
    server.answers = sending(answer)
    with pytest.raises(fetch.BrokenOff) as broken:
        fetch.post(server.address, b"news", {})
    assert (str(broken.value), broken.value.status) == (outcome.HUNG_UP, None)
    assert server.heard[0].endswith(b"news")


def test_half_an_answer_is_none(server):
    server.answers = sending(head(200, {"Content-Length": "9"}), b"half")
    with pytest.raises(fetch.BrokenOff) as broken:
        fetch.get(server.address)
    assert (str(broken.value), broken.value.status) == (outcome.HUNG_UP, 200)


def test_a_certificate_for_another_name_lets_nothing_out(server, name_server):
    name_server("other.example", ["127.0.0.1"])
    with pytest.raises(fetch.NotReached, match=outcome.NO_CERTIFICATE):
        fetch.post(server.named("other.example"), b"news", {})
    assert server.heard == []


def test_a_certificate_of_an_unknown_authority_lets_nothing_out(tmp_path):
    with TlsServer(Authority(tmp_path).vouches("127.0.0.1")) as server:
        with pytest.raises(fetch.NotReached, match=outcome.NO_CERTIFICATE):
            fetch.post(server.address, b"news", {})
        assert server.heard == []


def test_an_authority_of_ones_own_comes_beside_those_of_the_system(server, tmp_path, monkeypatch):
    system = Authority(tmp_path)
    paths = ssl.get_default_verify_paths()._replace(openssl_cafile=str(system.file))
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: paths)
    with TlsServer(system.vouches("127.0.0.1")) as known_to_all:
        assert fetch.get(known_to_all.address).status == 200
    assert fetch.get(server.address).status == 200


def test_certificates_that_cannot_be_read_are_named(server, tmp_path, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "gone.pem"))
    with pytest.raises(fetch.NotReached, match="SSL_CERT_FILE"):
        fetch.get(server.address)
    assert server.heard == []
