"""Rows become libraries once, whatever happens to them in between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from commondesk.consortium.audit import Audit
from commondesk.consortium.library import Library
from commondesk.consortium.queue import Queue
from commondesk.desk.asking import queue_for
from commondesk.desk.survey import importing
from commondesk.desk.survey.importing import Told, What, import_rows, shared_queue
from commondesk.desk.survey.row import Row
from commondesk.plumbing.refusal import Invalid
from tests.cast import Cast, make_library

OCALA = {"name": "Ocala Library", "address": "1 Main St", "city": "Ocala", "state": "FL", "zip_code": "34470",
         "phone": "", "website": "", "time_zone": "America/New_York"}  # fmt: skip


def row(key: str = "FL1", zip_codes: tuple[str, ...] = ("34470", "34471"), **values: str) -> Row:
    return Row(2, key, OCALA | values, zip_codes, ())


def imported(cast: Cast, *rows: Row, is_dry: bool = False) -> list[Told]:
    return list(import_rows(rows, cast.statewide, is_dry=is_dry))


def test_a_row_becomes_a_library_with_its_queue_its_staff_and_its_zip_codes(cast: Cast) -> None:
    assert [told.what for told in imported(cast, row())] == [What.NEW]
    library = Library.objects.get(survey_key="FL1")
    queue = library.queues.get()
    assert (library.slug, queue.slug, queue.rolls_on_to) == ("ocala", "ocala", cast.statewide)
    assert [staffing.library for staffing in queue.staffing.all()] == [library]
    assert queue_for(library) == queue
    assert list(Library.objects.serving("34471")) == [library]
    acts = Audit.objects.filter(about__in=[f"library:{library.pk}", f"queue:{queue.pk}"], by=None)
    assert set(acts.values_list("act", flat=True)) == {"library.add", "queue.add"}


def test_a_repeat_makes_nothing_twice_and_overwrites_nothing(cast: Cast) -> None:
    imported(cast, row())
    Library.objects.filter(survey_key="FL1").update(name="Our Library", slug="ours", city="")
    told = imported(cast, row(phone="555-0100"))
    library = Library.objects.get(survey_key="FL1")
    assert (library.name, library.slug, library.city, library.phone) == (
        "Our Library", "ours", "Ocala", "555-0100",
    )  # fmt: skip
    assert told == [Told(2, "FL1", "Our Library", What.FILLED, "kept as it is here: name")]
    assert library.queues.count() == 1
    audit = Audit.objects.get(act="library.change")
    assert audit.data == {"city": ["", "Ocala"], "phone": ["", "555-0100"]}
    assert [each.what for each in imported(cast, row(phone="555-0100"))] == [What.SAME]
    assert Audit.objects.filter(act="library.change").count() == 1


def test_zip_codes_that_somebody_has_chosen_stay(cast: Cast) -> None:
    imported(cast, row())
    library = Library.objects.get(survey_key="FL1")
    library.service_areas.exclude(zip_code="34470").delete()
    imported(cast, row())
    assert list(library.service_areas.values_list("zip_code", flat=True)) == ["34470"]


def test_a_library_that_was_added_by_hand_is_taken_for_the_same_and_keeps_its_queue(cast: Cast) -> None:
    by_hand = make_library("central", "OCALA  library", zip_code="34470-1234")
    other = make_library("elsewhere", "Ocala Library", zip_code="34480")
    told = imported(cast, row())
    by_hand.refresh_from_db()
    other.refresh_from_db()
    assert (by_hand.survey_key, other.survey_key, by_hand.queues.count()) == ("FL1", None, 0)
    assert "taken for /ask/central/" in told[0].why


def test_of_two_alike_neither_is_taken(cast: Cast) -> None:
    for slug in ("one", "two"):
        make_library(slug, "Ocala Library", zip_code="34470")
    assert [told.what for told in imported(cast, row())] == [What.NEW]


def test_names_that_collide_are_told_apart_in_one_batch_and_over_several(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        row(),
        row("FL2"),
        row("FL3"),
        row("FL4"),
        row("FL5", name="Ames Library"),
        row("FL6", name="New Library"),
    ]
    monkeypatch.setattr(importing, "BATCH", 2)
    imported(cast, *rows)
    slugs = dict(Library.objects.exclude(survey_key=None).values_list("survey_key", "slug"))
    assert slugs == {
        "FL1": "ocala", "FL2": "ocala-fl", "FL3": "ocala-ocala-fl", "FL4": "ocala-fl4",
        "FL5": "ames-fl", "FL6": "new-fl",
    }  # fmt: skip
    assert set(slugs.values()) <= set(Queue.objects.values_list("slug", flat=True))


def test_a_dry_run_tells_the_same_and_writes_nothing(cast: Cast) -> None:
    rows = [row(), row("FL2")]
    before = Library.objects.count(), Queue.objects.count(), Audit.objects.count()
    told = imported(cast, *rows, is_dry=True)
    assert (Library.objects.count(), Queue.objects.count(), Audit.objects.count()) == before
    assert told == imported(cast, *rows)


def test_what_breaks_off_keeps_whole_batches_and_goes_on_when_it_is_run_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)

    def breaking() -> Iterator[Row]:
        yield from (row("FL1"), row("FL2"), row("FL3"))
        raise DatabaseError("gone")

    with pytest.raises(DatabaseError):
        list(import_rows(breaking(), cast.statewide))
    assert set(Library.objects.exclude(survey_key=None).values_list("survey_key", flat=True)) == {
        "FL1",
        "FL2",
    }
    told = imported(cast, row("FL1"), row("FL2"), row("FL3"))
    assert [each.what for each in told] == [What.SAME, What.SAME, What.NEW]


def test_a_batch_takes_as_many_queries_whatever_stands_in_the_database(cast: Cast, monkeypatch: Any) -> None:
    monkeypatch.setattr(importing, "BATCH", 10)
    counts = []
    for first in (0, 10):
        with CaptureQueriesContext(connection) as captured:
            imported(
                cast, *(row(f"FL{first + number}", name=f"Lake {first + number}") for number in range(10))
            )
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 14


def test_queues_roll_on_to_a_shared_one_or_to_none_that_is_named(cast: Cast) -> None:
    assert shared_queue() == shared_queue("statewide") == cast.statewide
    for slug in ("practice", "ames", "nowhere"):
        with pytest.raises(Invalid):
            shared_queue(slug)
    Queue.objects.filter(library=None).update(is_active=False)
    with pytest.raises(Invalid) as refused:
        shared_queue()
    assert "no shared queue yet" in str(refused.value)
