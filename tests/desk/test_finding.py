"""Finding conversations: by what was said, topic, person and time; only what one may see, at an even cost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.membership import Role
from commondesk.desk.classifying import classify
from commondesk.desk.closing import close
from commondesk.desk.conversation import Conversation
from commondesk.desk.correcting import correct
from commondesk.desk.finding import Filters, find
from commondesk.desk.message import say_as_librarian
from commondesk.desk.note import note
from commondesk.desk.searching import index_recent, index_the_rest
from commondesk.plumbing import clock, search
from commondesk.plumbing.tokens import new_key
from commondesk.privacy.erasure import erase
from commondesk.privacy.retention import retire
from tests.cast import Cast, make_asked, make_librarian, make_library, make_queue, make_talk

REFERENCE = {"kind": "reference", "outcome": "answered"}


def codes(librarian: Librarian, **filters: Any) -> list[str]:
    rows, _following = find(librarian, Filters(**filters))
    return [row.code for row in rows]


def talk(cast: Cast, question: str, **fields: Any) -> str:
    return make_talk(cast.ines, question, **fields).conversation.code


def test_what_was_said_is_found_once_the_job_has_read_it(cast: Cast) -> None:
    code = talk(cast, "Where is the Núñez collection?", library=cast.ames)
    say_as_librarian(Conversation.objects.get(code=code), cast.ines, "In the marble hall.", new_key())
    assert codes(cast.ines, words="marble") == []
    assert index_recent(clock.now()) == 1
    assert codes(cast.ines, words="MARBLE nunez") == codes(cast.hana, words="halls") == [code]
    assert codes(cast.ines, words="marble tulip") == []
    assert index_recent(clock.now()) == 0


def test_notes_are_not_among_the_words(cast: Cast) -> None:
    code = talk(cast, "Where is the marble?")
    note(Conversation.objects.get(code=code), cast.ines, "The patron sounds zealous.", new_key())
    index_recent(clock.now())
    assert codes(cast.hana, words="zealous") == []


def test_a_corrected_message_is_found_as_it_reads_now(cast: Cast) -> None:
    code = talk(cast, "Where is the marbel?")
    correct(Conversation.objects.get(code=code), None, 1, "Where is the marble?", new_key())
    index_recent(clock.now())
    assert codes(cast.hana, words="marble") == [code]
    assert codes(cast.hana, words="marbel") == []


def test_what_one_may_not_see_is_not_found_by_its_words(cast: Cast) -> None:
    cedar = make_library("cedar", "Cedar")
    own = make_queue("cedar", "Cedar", staff=[cedar], library=cedar)
    olga = make_librarian("olga@cedar.example", "Olga", Role.LIBRARIAN, cedar)
    hidden = talk(cast, "A marble statue, please", library=cast.ames)
    seen = make_asked("Marble in Cedar", queue=own, library=cedar).conversation.code
    index_recent(clock.now())
    assert codes(olga, words="marble") == [seen]
    assert codes(cast.ines, words="marble") == [hidden]
    assert codes(cast.hana, words="marble") == [seen, hidden]
    assert codes(cast.ira, words="marble") == codes(cast.anna, words="marble") == []


def test_what_one_has_held_is_found_wherever_it_is_now(cast: Cast) -> None:
    code = talk(cast, "The marble statue", library=cast.ames)
    cedar = make_library("cedar", "Cedar")
    Conversation.objects.filter(code=code).update(
        queue=make_queue("cedar", "Cedar", staff=[cedar]), library=cedar
    )
    index_recent(clock.now())
    assert codes(cast.ines, words="marble") == codes(cast.ines, words="marble", mine=True) == [code]
    assert codes(cast.otto, words="marble") == []


def test_words_go_with_every_other_filter(cast: Cast) -> None:
    first = talk(cast, "The marble statue", library=cast.ames, name="Pia", topic="art")
    second = make_asked("A marble floor", queue=cast.statewide).conversation.code
    index_recent(clock.now())
    for filters in (
        {"q": "pia"},
        {"queue": "ames"},
        {"library": "ames"},
        {"state": "talking"},
        {"topic": "art"},
        {"person": "ines"},
        {"mine": True},
    ):
        assert codes(cast.ines, words="marble", **filters) == [first]
        assert codes(cast.hana, words="marble", **(filters | {"mine": False}))[-1:] == [first]
    assert codes(cast.ines, words="marble", state="open") == [second, first]


def test_by_topic_as_the_patron_or_the_librarian_has_it(cast: Cast) -> None:
    asked = talk(cast, "One", topic="genealogy")
    told = talk(cast, "Two")
    classify(Conversation.objects.get(code=told), cast.ines, [REFERENCE | {"topic": "genealogy"}])
    talk(cast, "Three", topic="law")
    assert codes(cast.ines, topic="genealogy") == [told, asked]
    assert codes(cast.ines, topic="genealogy", state="closed") == codes(cast.ines, topic="x") == []


def test_by_who_held_it(cast: Cast) -> None:
    own, other = talk(cast, "One"), make_talk(cast.otto, "Two").conversation.code
    assert codes(cast.ines, person="OTTO@birch.example") == codes(cast.ines, person="otto l") == [other]
    assert codes(cast.ines, person="Ines") == [own]
    assert codes(cast.ines, person="nobody") == codes(cast.ira, person="otto") == []


def test_by_when_it_was_asked(cast: Cast) -> None:
    began = clock.now()
    with clock.moved(dt.timedelta(days=-3)):
        old = make_asked("One").conversation.code
    new = make_asked("Two").conversation.code
    day = began - dt.timedelta(days=1)
    assert codes(cast.ines, since=day) == [new]
    assert codes(cast.ines, until=day) == [old]
    assert codes(cast.ines, since=day, until=began) == []
    assert codes(cast.ines, since=began - dt.timedelta(days=9)) == [new, old]
    assert codes(cast.ines, since=began + dt.timedelta(days=9)) == []


def test_erasure_and_retention_empty_the_index(cast: Cast) -> None:
    erased, kept = talk(cast, "The marble statue"), talk(cast, "The marble floor")
    close(kept, cast.ines, "Good-bye.")
    index_recent(clock.now())
    erase(erased)
    index_recent(clock.now())
    index_the_rest(clock.now())
    assert codes(cast.hana, words="marble") == [kept]
    retire(clock.now() + dt.timedelta(days=181))
    index_the_rest(clock.now())
    assert codes(cast.hana, words="marble") == []
    assert not search.SearchRow.objects.exists()


def test_what_the_job_has_missed_is_found_the_next_day(cast: Cast) -> None:
    code = talk(cast, "The marble statue")
    close(code, cast.ines, "Good-bye.")
    Conversation.objects.update(closed_at=clock.now() - dt.timedelta(days=3))
    assert index_recent(clock.now()) == 0
    assert index_the_rest(clock.now()) == 1
    assert codes(cast.ines, words="marble") == [code]


def test_pages_of_words_follow_each_other(cast: Cast) -> None:
    made = [make_asked(f"Marble {number}").conversation.code for number in range(53)]
    index_recent(clock.now())
    rows, following = find(cast.ines, Filters(words="marble"))
    assert [row.code for row in rows] == made[:2:-1]
    rows, following = find(cast.ines, Filters(words="marble", after=following or ""))
    assert ([row.code for row in rows], following) == (made[2::-1], None)


@pytest.mark.parametrize(
    "words", ["'", '"', "\0", "*", "NEAR(", "a OR b", "((", "!!", "\u202e", "'; DROP TABLE"]
)
def test_hostile_words_find_nothing_and_break_nothing(cast: Cast, words: str) -> None:
    make_asked()
    index_recent(clock.now())
    assert codes(cast.ines, words=words) == codes(cast.hana, words=words) == []


def test_a_search_takes_as_many_queries_whatever_it_finds(cast: Cast) -> None:
    def count(**filters: Any) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            codes(cast.ines, **filters)
        return len(queries)

    searches: list[dict[str, Any]] = [
        {"words": "marble"},
        {"topic": "art"},
        {"person": "ines"},
        {"since": clock.now()},
    ]
    talk(cast, "Marble", topic="art")
    index_recent(clock.now())
    before = [count(**filters) for filters in searches]
    for _each in range(20):
        talk(cast, "Marble", topic="art")
    index_recent(clock.now())
    assert [count(**filters) for filters in searches] == before
