"""The widget in Debian's Firefox: under a strict policy, over two pages, in a sandbox without storage."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.library_site import LibrarySite, line
from tests.stories.patron_desk import Librarian
from tests.support.firefox import Firefox
from tests.support.served_desk import ServedDesk

PAGE = "<main><h1>Catalog</h1><p>Nothing was found.</p></main>"
SANDBOX = "<iframe sandbox='allow-scripts allow-forms' src='/inner/' width='900' height='540'></iframe>"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with ServedDesk(tmp_path_factory.mktemp("firefox"), seed="tests.support.seed_widget") as served:
        yield served


@pytest.fixture(scope="module")
def site() -> Iterator[LibrarySite]:
    with LibrarySite() as served:
        yield served


@pytest.fixture
def firefox(tmp_path: Path) -> Iterator[Firefox]:
    with Firefox(tmp_path / "profile") as started:
        yield started


def asks(firefox: Firefox, question: str) -> str:
    """In the frame one is in; the code of the conversation."""
    firefox.types("#question", question)
    firefox.clicks(".ask-send .button")
    firefox.waits_for("Your question", "h1")
    firefox.clicks(".slip summary")
    return firefox.text("[data-part=code]")


def answers(otto: Librarian, firefox: Firefox, code: str, words: str) -> None:
    otto.does(code, "claim", key=f"claim-{code}-0123456")
    otto.says(code, words)
    firefox.waits_for(words, "desk-log")


def test_an_answer_on_a_site_of_a_strict_policy_over_a_change_of_page(
    desk: ServedDesk, site: LibrarySite, firefox: Firefox, otto: Librarian
) -> None:
    strict = (
        f"default-src 'self'; script-src {desk.address}; connect-src {desk.address}; frame-src {desk.address}"
    )
    for path in ("/one/", "/two/"):
        site.page(path, line(desk.address) + PAGE, Content_Security_Policy=strict)
    firefox.goes(f"{site.address}/one/")
    host = firefox.finds("commondesk-widget")
    firefox.waits_for("A librarian is here", ".launch", host)
    firefox.clicks(".launch", host)
    firefox.finds("iframe", host)
    firefox.enters(0)
    code = asks(firefox, "Who was mayor in 1901?")
    answers(otto, firefox, code, "He was Amos Ames.")
    firefox.enters(None)
    firefox.goes(f"{site.address}/two/")
    host = firefox.finds("commondesk-widget")
    firefox.finds("iframe", host)
    firefox.enters(0)
    firefox.waits_for("He was Amos Ames.", "desk-log")
    firefox.types("desk-composer textarea", "Thank you.\ue007")
    otto.waits_to_read(code, "Thank you.")
    firefox.types("desk-composer textarea", "\ue00c")  # Escape
    firefox.enters(None)
    firefox.waits_for("Ask us", ".launch", firefox.finds("commondesk-widget"))
    assert firefox.runs("return document.activeElement.localName") == "commondesk-widget"


def test_an_answer_in_a_sandbox_without_storage(
    desk: ServedDesk, site: LibrarySite, firefox: Firefox, otto: Librarian
) -> None:
    site.page("/inner/", line(desk.address) + PAGE)
    site.page("/outer/", f"<main><h1>Outside</h1>{SANDBOX}</main>")
    firefox.goes(f"{site.address}/outer/")
    firefox.enters(0)
    host = firefox.finds("commondesk-widget")
    firefox.clicks(".launch", host)
    firefox.finds("iframe", host)
    firefox.enters(0)
    code = asks(firefox, "Is there a map?")
    firefox.waits_for("This browser does not let us keep anything", "#talk")
    answers(otto, firefox, code, "Yes, of 1880.")
    firefox.types("desk-composer textarea", "Thank you.\ue007")
    otto.waits_to_read(code, "Thank you.")
