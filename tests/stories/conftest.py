"""What the stories share beside the house's own: the people, and patience."""

import pytest
from playwright.sync_api import expect

from tests.stories.people import people as people


@pytest.fixture(autouse=True)
def patience() -> None:
    """On a machine that does much else a page takes its time; who waits for it sees it come."""
    expect.set_options(timeout=20_000)
