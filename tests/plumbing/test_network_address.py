from datetime import timedelta
from ipaddress import ip_network

import pytest

from commondesk.plumbing import clock
from commondesk.plumbing.network_address import UNKNOWN, DailyKey, client_address, destroy_old_keys, hashed

PROXIES = [ip_network("10.0.0.0/8"), ip_network("2001:db8:1::/48")]


@pytest.fixture(autouse=True)
def _true_time_afterwards():
    yield
    clock.reset()


def test_a_stranger_cannot_choose_an_address_by_a_header():
    assert client_address("203.0.113.9", "198.51.100.1", PROXIES) == "203.0.113.9"


def test_behind_our_proxy_the_header_counts():
    assert client_address("10.0.0.1", "198.51.100.1", PROXIES) == "198.51.100.1"


def test_the_right_most_hop_that_is_not_ours_counts_and_not_what_the_client_put_before_it():
    assert client_address("10.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.7", PROXIES) == "198.51.100.1"


def test_when_all_hops_are_ours_the_first_of_them_asked():
    assert client_address("10.0.0.1", "10.0.0.3, 10.0.0.2", PROXIES) == "10.0.0.3"


@pytest.mark.parametrize("header", [None, "", " ", ",", "unknown", "<script>", "198.51.100.1, junk", "1.2.3"])
def test_without_a_readable_hop_the_proxy_that_passed_it_on_answers(header):
    assert client_address("10.0.0.1", header, PROXIES) == "10.0.0.1"


@pytest.mark.parametrize("peer", ["", "unix:", "testclient", "\0", "٣.٣.٣.٣", "999.1.1.1", "1" * 10_000])
def test_a_peer_that_is_no_address_is_unknown_and_never_trusted(peer):
    assert client_address(peer, "198.51.100.1", PROXIES) == UNKNOWN


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("198.51.100.1:4711", "198.51.100.1"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("::ffff:198.51.100.1", "198.51.100.1"),
        ("  198.51.100.1 ", "198.51.100.1"),
    ],
)
def test_ports_brackets_zones_and_mapped_forms_come_down_to_the_address(written, address):
    assert client_address(written, None, PROXIES) == address
    assert client_address("10.0.0.1", written, PROXIES) == address


def test_a_mapped_form_of_our_proxy_is_our_proxy():
    assert client_address("::ffff:10.0.0.1", "2001:db8:1::5, 198.51.100.1", PROXIES) == "198.51.100.1"
    assert client_address("2001:db8:1::5", "198.51.100.1", PROXIES) == "198.51.100.1"


def test_a_chain_of_thousands_of_hops_is_cut():
    assert client_address("10.0.0.1", "198.51.100.1," + "10.0.0.2," * 50_000, PROXIES) == "10.0.0.1"
    assert (
        client_address("10.0.0.1", "198.51.100.1," + "10.0.0.2," * 50_000 + "10.0.0.3", PROXIES) == "10.0.0.2"
    )


@pytest.mark.django_db
def test_a_hash_holds_for_a_day_and_means_nothing_the_next():
    first = hashed("198.51.100.1")
    assert first == hashed("198.51.100.1") == hashed("::ffff:198.51.100.1")
    assert first != hashed("198.51.100.2")
    with clock.moved(timedelta(days=1)):
        assert hashed("198.51.100.1") != first


@pytest.mark.django_db
def test_ipv6_is_cut_to_the_household():
    assert hashed("2001:db8:5:5::1") == hashed("2001:db8:5:5:ffff::9")
    assert hashed("2001:db8:5:5::1") != hashed("2001:db8:5:6::1")


@pytest.mark.django_db
def test_junk_can_be_hashed_too():
    assert hashed(UNKNOWN) == hashed("")


@pytest.mark.django_db
def test_keys_are_destroyed_before_they_are_older_than_30_days():
    start = clock.now()
    hashed("198.51.100.1")
    with clock.moved(timedelta(days=29)):
        hashed("198.51.100.1")
    assert destroy_old_keys(start + timedelta(days=29)) == 0
    assert destroy_old_keys(start + timedelta(days=30)) == 1
    assert list(DailyKey.objects.values_list("day", flat=True)) == [(start + timedelta(days=29)).date()]
