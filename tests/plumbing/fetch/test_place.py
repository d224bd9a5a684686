"""Which addresses are good by their form, before anybody is asked for anything."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commondesk.plumbing import fetch
from commondesk.plumbing.fetch import outcome


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", outcome.NO_ADDRESS),
        ("calendar.example/a.ics", outcome.NO_ADDRESS),
        ("https://", outcome.NO_ADDRESS),
        ("https://calendar.example/\r\nHost: b", outcome.NO_ADDRESS),
        ("https://[::1", outcome.NO_ADDRESS),
        ("https://calendar.example:port/", outcome.NO_ADDRESS),
        ("javascript:alert(1)", outcome.NO_ADDRESS),
        ("http://calendar.example/", outcome.NOT_HTTPS),
        ("file://calendar.example/etc/passwd", outcome.NOT_HTTPS),
        ("gopher://calendar.example/", outcome.NOT_HTTPS),
        ("https://me:secret@calendar.example/", outcome.SIGNED_IN),
        ("https://calendar.example@127.0.0.1/", outcome.SIGNED_IN),
        ("https://calendar.example\\@127.0.0.1/", outcome.SIGNED_IN),
        ("https://calendar.example:25/", outcome.OTHER_PORT),
        ("https://calendar.example:0/", outcome.OTHER_PORT),
        ("https://calendar.example:-443/", outcome.OTHER_PORT),
        ("https://calendar.example:70000/", outcome.OTHER_PORT),
        ("https://two words.example/", outcome.NO_SERVER),
        ("https://a..example/", outcome.NO_SERVER),
        (f"https://{'a' * 64}.example/", outcome.NO_SERVER),
        (f"https://{'a.' * 130}example/", outcome.NO_SERVER),
        ("https://%31%32%37.0.0.1/", outcome.NO_SERVER),
        ("https://2130706433/", outcome.NO_SERVER),
        ("https://0x7f000001/", outcome.NO_SERVER),
        ("https://0x7f.1/", outcome.NO_SERVER),
        ("https://127.1/", outcome.NO_SERVER),
        ("https://0177.0.0.1/", outcome.NO_ADDRESS),
        ("https://１２７.0.0.1/", outcome.NO_ADDRESS),
        ("https://127.0.0.1/", outcome.INSIDE),
        ("https://127.0.0.1./", outcome.INSIDE),
        ("https://[::1]/", outcome.INSIDE),
        ("https://[::ffff:127.0.0.1]/", outcome.INSIDE),
        ("https://[fe80::1%25eth0]/", outcome.INSIDE),
        ("https://169.254.169.254/latest/meta-data/", outcome.INSIDE),
        ("https://localhost/", outcome.INSIDE),
        ("https://LOCALHOST./", outcome.INSIDE),
        ("https://intranet/", outcome.INSIDE),
        ("https://desk.localhost/", outcome.INSIDE),
        ("https://printer.local/", outcome.INSIDE),
        ("https://metadata.google.internal/", outcome.INSIDE),
    ],
)
def test_an_address_that_we_never_go_to_is_refused_with_what_is_wrong(inside, url, sentence):
    inside()
    for refuses in (fetch.check, fetch.get, lambda url: fetch.post(url, b"", {})):
        with pytest.raises(fetch.NotAllowed) as refused:
            refuses(url)
        assert refused.value.sentence == sentence


@pytest.mark.parametrize(
    "url",
    [
        "https://calendar.example/a.ics",
        "HTTPS://Calendar.Example.:443",
        "https://calendar.example:8443/?q=ü",
        "https://bücher.example/",
        "https://8.8.8.8/",
        "https://[2606:4700::1111]:8443/",
    ],
)
def test_an_address_of_the_open_web_is_good(inside, url):
    inside()
    fetch.check(url)


@given(st.text() | st.text(alphabet="htps:/@[]%.0x1f\\?#é").map("https://".__add__))
def test_whatever_is_typed_is_an_address_or_is_refused(url):
    with suppress(fetch.NotAllowed):
        fetch.check(url)
