"""Servers on this machine, an operator who lets the desk reach them, and a name server of the tests' own."""

from __future__ import annotations

import socket
import threading
from ipaddress import ip_network

import pytest

from tests.support.authority import Authority
from tests.support.tls_server import TlsServer

HERE = "127.0.0.0/8"
NAMES = ("127.0.0.1", "::1", "calendar.example", "elsewhere.example")


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(autouse=True)
def inside(settings, monkeypatch, authority):
    """An operator who lets the desk reach this machine, with an authority of the house's own."""

    def _inside(*networks: str) -> None:
        named = tuple(ip_network(network) for network in networks)
        settings.COMMONDESK = settings.COMMONDESK.model_copy(update={"reach_inside": named})

    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    _inside(HERE, "::1/128")
    return _inside


@pytest.fixture
def server(authority):
    with TlsServer(authority.vouches(*NAMES)) as started:
        yield started


@pytest.fixture
def elsewhere(authority):
    with TlsServer(authority.vouches(*NAMES)) as started:
        yield started


@pytest.fixture
def test_ends():
    """Set when the test is over, so that no server and no resolver outlives it."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def name_server(monkeypatch):
    """`name_server(name, answers...)`: each look-up of the name gets the next answer, the last one stays."""
    asked: list[str] = []
    known: dict[str, list[list[str]]] = {}
    real = socket.getaddrinfo

    def getaddrinfo(host, port, *args, **options):
        name = host.decode() if isinstance(host, bytes) else host
        if name not in known:
            return real(host, port, *args, **options)
        asked.append(name)
        answers = known[name]
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        return [row for address in addresses for row in real(address, port, *args, **options)]

    def knows(name, *answers):
        known[name] = [list(answer) for answer in answers]
        return asked

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return knows
