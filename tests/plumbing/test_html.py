import json
import random
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from commondesk.plumbing.html import message_parts

ROOT = Path(__file__).parents[2]
VECTORS = json.loads((ROOT / "tests/data/message_parts.json").read_text("utf-8"))
# Where Python and JavaScript differ about letters and spaces, and what addresses and emphasis are made of.
SIGNS = "()[]*.,'\"@ \n\r\t\u00a0\u200b\u202e\u3000\ufeff\x1c\x85\u2028ñſK🙂\u0301²_-<>\\1"
PIECES = [
    *SIGNS,
    "https://",
    "http://",
    "HTTPS://",
    "a.example",
    "/x",
    "* ",
    " *",
    ":80",
    "?q=1",
    "#f",
    "&amp;",
]
IN_NODE = """
    import { messageParts } from "./commondesk/static/js/pure/message_parts.js";
    let given = "";
    for await (const chunk of process.stdin) given += chunk;
    process.stdout.write(JSON.stringify(JSON.parse(given).map(messageParts)));
"""


@pytest.mark.parametrize(
    "vector", VECTORS, ids=lambda vector: vector["about"].encode("ascii", "replace").decode()
)
def test_the_parts_are_those_of_the_shared_vectors(vector):
    assert [part._asdict() for part in message_parts(vector["body"])] == vector["parts"]


def test_links_say_that_a_patron_wrote_them_and_open_apart():
    assert on_a_page("https://a.example/?a=1&b=2") == (
        '<a href="https://a.example/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer nofollow ugc">'
        "https://a.example/?a=1&amp;b=2</a>"
    )


def test_text_and_emphasis_are_escaped_and_lines_are_broken():
    assert on_a_page("<i> & *<b>*\n'\"") == "&lt;i&gt; &amp; <strong>&lt;b&gt;</strong><br>&#x27;&quot;"


@pytest.mark.parametrize(
    "vector", VECTORS, ids=lambda vector: vector["about"].encode("ascii", "replace").decode()
)
def test_no_text_brings_a_tag_an_attribute_or_a_scheme_of_its_own(vector):
    page = Page()
    page.feed(on_a_page(vector["body"]))
    assert page.tags <= {"a", "strong", "br"}
    assert page.attributes <= {"href", "rel", "target"}
    assert all(href.lower().startswith(("http://", "https://")) for href in page.hrefs)


@pytest.mark.parametrize("start", ["", "https://a", "https://a.example/", "*"])
@pytest.mark.parametrize(
    "unit", ["https://a)", "https://", "*", "*a ", "(", ")", "a", "\n", "-.", "[", "https://a.b/("]
)
def test_hostile_text_of_8000_characters_ends(start, unit):
    body = (start + unit * 8000)[:8000]
    assert "".join(part.text for part in message_parts(body)).replace("*", "") == body.replace("*", "")


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_python_and_javascript_agree_on_any_text():
    chance = random.Random(20261104)
    bodies = ["".join(chance.choices(PIECES, k=chance.randint(1, 12))) for _ in range(5000)]
    command = ["node", "--input-type=module", "-e", IN_NODE]
    done = subprocess.run(
        command, cwd=ROOT, input=json.dumps(bodies), capture_output=True, text=True, check=True
    )
    theirs = json.loads(done.stdout)
    for body, parts in zip(bodies, theirs, strict=True):
        assert [part._asdict() for part in message_parts(body)] == parts, body


def on_a_page(body):
    page = render_to_string("_message.html", {"message": {"parts": message_parts(body)}})
    return page.partition('<div class="message-body" dir="auto">')[2].partition("</div>")[0]


class Page(HTMLParser):
    """What a browser would see."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.hrefs = set(), set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.hrefs += [value for name, value in attrs if name == "href"]
