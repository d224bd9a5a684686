"""What takes long to make is made once in a while, whoever asks."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commondesk.plumbing import lately as plumbing_lately
from commondesk.plumbing.lately import lately


@pytest.fixture
def makes(db: None) -> list[int]:
    return []


def make(makes: list[int]) -> int:
    makes.append(len(makes) + 1)
    return makes[-1]


def test_it_is_made_once_and_found_by_one_query(makes: list[int]) -> None:
    assert [lately("pages", 60, lambda: make(makes)) for _ in range(3)] == [1, 1, 1]
    with CaptureQueriesContext(connection) as queries:
        lately("pages", 60, lambda: make(makes))
    assert len(queries) == 1


def test_once_it_is_old_one_makes_it_anew_and_the_others_are_given_the_last_one(makes: list[int]) -> None:
    lately("pages", 60, lambda: make(makes))
    cache.delete("pages:new")

    def while_somebody_else_asks() -> int:
        others = lately("pages", 60, lambda: make(makes))
        assert others == 1
        return make(makes)

    assert lately("pages", 60, while_somebody_else_asks) == 2
    assert lately("pages", 60, lambda: make(makes)) == 2


def test_what_cannot_be_made_anew_leaves_the_last_one(makes: list[int]) -> None:
    lately("pages", 60, lambda: make(makes))
    cache.delete("pages:new")
    with pytest.raises(ZeroDivisionError):
        lately("pages", 60, lambda: 1 // 0)
    assert lately("pages", 60, lambda: make(makes)) == 1


def test_where_there_is_none_yet_one_makes_it_and_the_others_wait_for_it(
    makes: list[int], monkeypatch
) -> None:
    """A look of theirs finds what the first has made meanwhile."""
    cache.add("pages:new", True, 60)  # somebody is making it
    monkeypatch.setattr(plumbing_lately.time, "sleep", lambda _seconds: cache.set("pages", 41, 60))
    assert lately("pages", 60, lambda: make(makes)) == 41
    assert makes == []


def test_whoever_waits_for_one_who_never_comes_makes_it(makes: list[int], monkeypatch) -> None:
    cache.add("pages:new", True, 60)
    monkeypatch.setattr(plumbing_lately.time, "sleep", lambda _seconds: None)
    assert lately("pages", 60, lambda: make(makes)) == 1
