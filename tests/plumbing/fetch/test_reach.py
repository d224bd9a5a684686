"""Which network addresses are gone to, and what a name server cannot talk us into (bad-input 26)."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest

from commondesk.plumbing import fetch
from commondesk.plumbing.fetch import outcome, reach


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::808:808",
        "100::1",
        "2001:0:808:808::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "3fff::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
    ],
)
def test_a_network_address_that_is_not_for_everybody_is_reached_only_where_it_was_named(address):
    address = ip_address(address)
    assert not reach.is_reachable(address, ())
    assert reach.is_reachable(address, (ip_network(address),))


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_a_public_network_address_is_reached(address):
    assert reach.is_reachable(ip_address(address), ())


def test_who_named_one_network_has_not_named_the_next(inside, server):
    inside("127.0.0.2/32")
    with pytest.raises(fetch.NotAllowed):
        fetch.get(server.address)
    assert server.connections == 0


@pytest.mark.parametrize("addresses", [["10.9.8.7"], ["127.0.0.1", "10.9.8.7"], ["8.8.8.8", "fd00::1"]])
def test_a_name_that_leads_inside_is_refused_also_where_it_leads_outside_too(server, name_server, addresses):
    name_server("calendar.example", addresses)
    with pytest.raises(fetch.NotAllowed) as refused:
        fetch.get(server.named("calendar.example"))
    assert refused.value.sentence == outcome.INSIDE
    assert server.connections == 0


def test_a_name_server_that_answers_otherwise_the_second_time_is_not_asked_twice(server, name_server):
    asked = name_server("calendar.example", ["127.0.0.1"], ["10.9.8.7"])
    assert fetch.get(server.named("calendar.example")).status == 200
    assert len(asked) == 1


def test_of_a_name_with_thousands_of_addresses_a_few_of_both_families_are_tried(name_server):
    name_server("calendar.example", [f"2606:4700::{n}" for n in range(1, 99)] + ["8.8.8.8"])
    found = [str(address) for address in reach.addresses("calendar.example", (), within=9)]
    assert found == ["2606:4700::1", "8.8.8.8", "2606:4700::2", "2606:4700::3"]
