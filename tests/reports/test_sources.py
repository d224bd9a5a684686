"""Where a library's questions came from: counted by tag, in one query."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from commondesk.reports.sources import MOST, sources
from tests.cast import Cast, make_asked
from tests.reports.told import asked, at


def test_tags_are_counted_most_first_and_those_without_one_named(cast: Cast) -> None:
    for source in ("poster", "Poster", "link", "", "", ""):
        make_asked(library=cast.ames, source=source)
    assert sources(cast.ames) == ({"": 3, "poster": 2, "link": 1}, 0)


def test_other_libraries_practice_and_what_is_old_are_not_counted(cast: Cast) -> None:
    make_asked(library=cast.birch, source="poster")
    make_asked(library=cast.ames, queue=cast.practice, source="poster")
    asked("2026-03-01T15:00:00+00:00", library=cast.ames, source="poster")
    with at("2026-03-31T16:00:00+00:00"):
        assert sources(cast.ames) == ({}, 0)
    with at("2026-03-31T14:00:00+00:00"):
        assert sources(cast.ames) == ({"poster": 1}, 0)


def test_however_many_tags_somebody_makes_up_the_list_stays_short(cast: Cast) -> None:
    make_asked(library=cast.ames)
    for number in range(MOST + 5):
        make_asked(library=cast.ames, source=f"tag-{number:02}")
        make_asked(library=cast.ames, source=f"tag-{number:02}")
    with CaptureQueriesContext(connection) as queries:
        found, beyond = sources(cast.ames)
    assert (len(found), found[""], beyond, len(queries)) == (MOST + 1, 1, 10, 1)
