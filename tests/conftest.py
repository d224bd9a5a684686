"""What all tests share: the machine's own browser, a PostgreSQL to break, and marks by folder."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from tests import postgres
from tests.cast import Cast, make_cast

MARKED_BY_FOLDER = ("stories", "faults")
CHROMIUM = os.environ.get("COMMONDESK_TEST_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"


def pytest_configure(config: pytest.Config) -> None:
    folder = Path(os.environ["COMMONDESK_TEST_DIR"])
    if not folder.exists():
        folder.mkdir(mode=0o700)
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        room = item.path.relative_to(here).parts[0]
        if room in MARKED_BY_FOLDER:
            item.add_marker(getattr(pytest.mark, room))


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """A page asked for in Spanish leaves its language in the thread; the next test begins in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast, in a transaction that is rolled back afterwards."""
    return make_cast()


@pytest.fixture
def open_cast(transactional_db: None) -> Cast:
    """The fixed cast, committed: for tests with threads, servers and browsers."""
    return make_cast()


@pytest.fixture(scope="module")
def cluster() -> Iterator[postgres.Cluster]:
    """A PostgreSQL server that a test may kill and restart."""
    with postgres.Cluster() as started:
        yield started


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's chromium instead of a downloaded one, and no calls home."""
    # Playwright keeps an event loop in this thread; Django would take a test's own queries for a coroutine's.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    quiet = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": [*quiet, *sandbox, "--disable-quic"],
    }
