"""A message looks the same whoever draws it: the template for pages, the script for what comes later."""

import json
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from commondesk.web.drawn import drawn
from commondesk.web.message_strings import message_strings
from commondesk.web.times import names_to_bring

DRAW = Path(__file__).parents[1] / "support/draw.mjs"
OTTO = {"role": "librarian", "name": "Otto", "library": "Birch County Library"}
PIA = {"role": "patron", "name": "Pia", "library": ""}
SYSTEM = {"role": "system", "name": "", "library": ""}
BODIES = [
    "Good morning.",
    "Two lines\nand <b>markup</b> & \"quotes\" 'single'",
    "See https://archives.gov/?a=1&b=2 and *ask* again. javascript:alert(1)",
    "\u202eright to left\u2069 and \u0645\u0631\u062d\u0628\u0627",
    "  spaces   stay  \n\n  \n",
    None,
]
KINDS = [
    "claimed", "released", "returned", "transferred", "offered", "offer_ended", "closed", "reopened", "left",
    "lost", "erased", "danced",
]  # fmt: skip
HANDED = ["transferred", "offered", "offer_ended"]
MEI = {"kind": "person", "name": "Mei {to} $&", "library": "Coral Library"}
DANA = {"kind": "person", "name": "\u05d3\u05e0\u05d4", "library": "Birch County Library"}
RECEIVERS = [
    {"to": DANA, "from": OTTO, "with": DANA},
    {"to": {"kind": "queue", "name": "Statewide", "library": ""}},
    {"to": MEI, "from": OTTO},
    {"to": MEI, "with": {"name": "Ines", "library": ""}, "why": "declined"},
    {"why": "lapsed", "to": MEI, "with": MEI},
    {"erased": True},
]
FILES = [
    {"id": "abc", "name": 'scan "1" & <b>.png', "type": "image/png", "size": 999_499},
    {"id": "def", "name": "\u05d0\u05d1.pdf", "type": "application/pdf", "size": 10_449_999},
    {"id": "ghi", "name": "a.txt", "type": "text/plain", "size": 1},
]
TIMES = ["2026-03-01T05:05:09.123Z", "2026-07-04T17:00:00.000Z", "2026-12-31T23:59:59.999Z"]


def event(seq, kind, by, body=None, **data):
    at = TIMES[seq % len(TIMES)]
    return {"seq": seq, "at": at, "kind": kind, "by": by, "body": body, "data": data}


def events():
    said = [event(0, kind, by, body) for kind in ("message", "note") for by in (OTTO, PIA) for body in BODIES]
    said += [event(0, "message", by | {"name": ""}, "Anonymous") for by in (OTTO, PIA)]
    said += [event(0, "message", PIA, "My card: \u2022\u2022\u2022\u2022", masked=["payment-card"])]
    said += [
        event(0, "message", by, body, attachments=FILES) for by in (OTTO, PIA) for body in ("", "Look", None)
    ]
    said += [event(0, "message", PIA, "Lean Count") for _ in range(2)]
    said += [
        event(0, "corrected", by, "Leon *County*", of=of)
        for by, of in ((PIA, len(said)), (OTTO, 1), (PIA, 3), (PIA, None))
    ]
    happened = [event(0, kind, by) for kind in KINDS for by in (OTTO, OTTO | {"library": ""}, PIA, SYSTEM)]
    happened += [
        event(0, kind, by, **data) for kind in HANDED for by in (OTTO, PIA, SYSTEM) for data in RECEIVERS
    ]
    return [
        {**each, "seq": number, "at": TIMES[number % 3]} for number, each in enumerate(said + happened, 1)
    ]


@pytest.mark.parametrize("language", ["en", "es", "ht"])
@pytest.mark.parametrize(
    ("zone", "files"), [("America/New_York", "/c/4k7dm2xq/files/"), ("America/Chicago", "")]
)
def test_page_and_script_draw_every_event_alike(language, zone, files):
    with override(language):
        strings, names = message_strings(), names_to_bring()
        shown = drawn(events(), ZoneInfo(zone), lambda each: each["by"]["role"] == "patron", files=files)
        on_pages = {each.seq: render_to_string("_message.html", {"message": each}) for each in shown}
    given = {"events": events(), "strings": strings, "language": language, "names": names}
    given |= {"zone": zone, "files": files}
    done = subprocess.run(
        ["node", str(DRAW)], input=json.dumps(given), capture_output=True, text=True, check=True
    )
    by_script = dict(zip([each["seq"] for each in events()], json.loads(done.stdout), strict=True))
    assert {seq for seq, html in by_script.items() if html is None} == set(by_script) - set(on_pages)
    for seq, html in on_pages.items():
        assert parsed(html) == parsed(by_script[seq])


def test_nothing_that_was_written_becomes_markup():
    shown = drawn([event(1, "message", PIA, "<script>alert(1)</script>")], ZoneInfo("UTC"), lambda _: True)
    assert "<script>" not in render_to_string("_message.html", {"message": shown[0]})


def parsed(html):
    """Tags, attributes in any order, and texts; the template's indentation between blocks is nothing."""
    found = []

    class Parser(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.append((tag, sorted(attrs)))

        def handle_endtag(self, tag):
            found.append(f"/{tag}")

        def handle_data(self, data):
            if not re.fullmatch(r"\n\s*", data):
                found.append(data)

    Parser().feed(html)
    return joined(found)


def joined(found):
    """Neighbouring texts in one."""
    whole = []
    for each in found:
        if whole and is_text(each) and is_text(whole[-1]):
            whole[-1] += each
        else:
            whole.append(each)
    return whole


def is_text(each):
    return isinstance(each, str) and not each.startswith("/")
