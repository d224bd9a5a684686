"""A served line for each test, on whichever database is under test."""

from collections.abc import Iterator

import pytest

from commondesk.desk.bearer import create_personal
from tests.cast import Cast
from tests.web.line.served import ServedLine


@pytest.fixture
def served(open_cast: Cast) -> Iterator[ServedLine]:
    with ServedLine() as line:
        yield line


@pytest.fixture
def ines_token(open_cast: Cast) -> str:
    return create_personal(open_cast.ines.email)


@pytest.fixture
def otto_token(open_cast: Cast) -> str:
    return create_personal(open_cast.otto.email)
