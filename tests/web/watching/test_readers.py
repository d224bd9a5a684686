"""The figures are for those who keep the desk, wherever its proxies stand."""

import http.client
from ipaddress import ip_network

import pytest
from django.test import Client

from commondesk.web.watching.port import served
from commondesk.web.watching.readers import may_read
from tests.support.served_desk import free_port
from tests.web.line.served import ServedLine

PUBLIC = "203.0.113.9"


@pytest.fixture
def named(settings):
    def name(**networks: str) -> None:
        update = {field: (ip_network(network),) for field, network in networks.items()}
        settings.COMMONDESK = settings.COMMONDESK.model_copy(update=update)

    return name


def test_this_machine_may_and_nobody_else():
    assert may_read("127.0.0.1", None)
    assert may_read("::1", None)
    assert not may_read(PUBLIC, None)
    assert not may_read("", None)


def test_behind_a_trusted_proxy_the_real_address_counts(named):
    named(trusted_proxies="127.0.0.1/32")
    assert may_read("127.0.0.1", None)  # Prometheus beside the proxy asks us directly
    assert may_read("127.0.0.1", "127.0.0.1")
    assert not may_read("127.0.0.1", PUBLIC)
    assert not may_read("127.0.0.1", f"127.0.0.1, {PUBLIC}")  # what a patron may write into it


def test_behind_a_proxy_that_nobody_has_named_nobody_may():
    assert not may_read("127.0.0.1", PUBLIC)
    assert not may_read("127.0.0.1", "127.0.0.1")


def test_what_cannot_be_read_comes_from_nowhere(named):
    named(trusted_proxies="127.0.0.1/32")
    for junk in ("", "unknown", f"127.0.0.1, _{PUBLIC}", "unix:"):
        assert not may_read("127.0.0.1", junk)


def test_a_network_that_is_named_may(named):
    named(metrics_from="10.1.0.0/16")
    assert may_read("10.1.2.3", None)
    assert may_read("::ffff:10.1.2.3", None)
    assert not may_read("127.0.0.1", None)


def test_to_others_there_is_no_such_page_at_page_workers(db):
    for here in ({"REMOTE_ADDR": PUBLIC}, {"HTTP_X_FORWARDED_FOR": PUBLIC}):
        assert Client().get("/metrics", **here).status_code == 404
    told = Client().get("/metrics")
    assert told.status_code == 200
    assert "no-store" in told["Cache-Control"]


def test_to_others_there_is_no_such_page_at_a_line(open_cast):
    with ServedLine() as served, served.connect() as connection:
        connection.request("GET", "/metrics", headers={"X-Forwarded-For": PUBLIC})
        assert connection.getresponse().status == 404


def test_page_workers_are_watched_by_whatever_name_they_are_reached_at(db):
    elsewhere = {"host": "pages:8000"}
    for path in ("/healthz", "/readyz", "/metrics"):
        assert Client().get(path, headers=elsewhere).status_code == 200, path
    assert Client().get("/hours/", headers=elsewhere).status_code == 400


def test_at_work_of_several_headers_the_last_one_counts_which_our_proxy_has_added(db, named):
    named(trusted_proxies="127.0.0.0/8", metrics_from="198.51.100.0/24")

    def status(*claimed: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", listening, timeout=30)
        connection.putrequest("GET", "/metrics")
        for address in claimed:
            connection.putheader("X-Forwarded-For", address)
        connection.endheaders()
        try:
            return connection.getresponse().status
        finally:
            connection.close()

    listening = free_port()
    with served("127.0.0.1", listening):
        assert status("198.51.100.4", PUBLIC) == 404
        assert status(PUBLIC, "198.51.100.4") == 200
