"""What the stories share beside the house's own: the people, and patience."""

import pytest
from playwright.sync_api import expect

from tests.stories.patron_desk import Librarian
from tests.stories.people import people as people
from tests.support.served_desk import ServedDesk


@pytest.fixture
def otto(desk: ServedDesk) -> Librarian:
    """On duty, at the desk of the story."""
    librarian = Librarian(desk)
    librarian.comes_on_duty()
    return librarian


@pytest.fixture(autouse=True)
def patience() -> None:
    """On a machine that does much else a page takes its time; who waits for it sees it come."""
    expect.set_options(timeout=20_000)
