"""Marks on conduct (IN6): by a person, looked at by a second, over by themselves, following nobody."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from commondesk.consortium.audit import Audit
from commondesk.consortium.librarian import Librarian
from commondesk.consortium.membership import Role
from commondesk.consortium.standard import set_standard
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import Event
from commondesk.desk.mark import MOST_COUNTED, Mark, mark_on, marks_to_look_at
from commondesk.desk.mark_kind import MarkKind
from commondesk.desk.marking import confirm, expire, lift, look_again, mark, put_back
from commondesk.desk.message import say_as_patron
from commondesk.desk.transcript import as_json, as_text
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import (
    Empty,
    Erased,
    Marked,
    MarkOver,
    NotAllowed,
    NotVisible,
    OtherBody,
    TooLong,
)  # fmt: skip
from commondesk.privacy.erasure import erase
from tests.cast import Cast, make_librarian, make_talk

SEEN = "Wrote three times that he would come and break our windows."
KEY = "markkey-0123456789"
DAY = dt.timedelta(days=1)


@pytest.fixture
def talk(cast: Cast) -> Conversation:
    return make_talk(cast.ines, library=cast.ames, name="Pia", email="pia@example.com").conversation


def acts(conversation: Conversation) -> list[tuple[Any, str]]:
    rows = Event.objects.filter(conversation=conversation, kind="marked").order_by("seq")
    return [(event.data.get("act"), event.author) for event in rows]


def test_a_mark_waits_for_a_second_person_and_ends_after_the_standards_days(
    cast: Cast, talk: Conversation
) -> None:
    made = mark(talk, cast.ines, "threat", SEEN)
    assert (made.state, made.seen, made.kind.name) == ("waiting", SEEN, "Threat")
    assert made.expires_at - made.set_at == 90 * DAY
    set_standard(cast.hana, "IN6.mark_days", 7)
    lift(made.pk, cast.hana, "Not meant so.")
    assert mark(talk, cast.ines, "vulgar", SEEN).expires_at - clock.now() < 8 * DAY


def test_staff_are_told_by_an_event_without_words_and_the_patron_by_nothing(
    cast: Cast, talk: Conversation
) -> None:
    before = Conversation.objects.get(pk=talk.pk).last_patron_seq
    made = mark(talk, cast.ines, "threat", SEEN)
    event = Event.objects.get(conversation=talk, kind="marked")
    assert (event.patron_seq, event.body) == (None, None)
    assert event.data == {"act": "set", "mark": made.pk}
    assert Conversation.objects.get(pk=talk.pk).last_patron_seq == before
    assert Audit.objects.get(act="mark.set").data == {"code": talk.code, "kind": "threat"}


def test_the_second_person_is_never_who_set_it(cast: Cast, talk: Conversation) -> None:
    own = mark(talk, cast.hana, "threat", SEEN)
    with pytest.raises(NotAllowed, match="second person"):
        confirm(own.pk, cast.hana)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mark.objects.filter(pk=own.pk).update(confirmed_by=cast.hana)
    hugo = make_librarian("hugo@desk.example", "Hugo", Role.HELP_DESK)
    assert confirm(own.pk, hugo).state == "confirmed"
    assert confirm(own.pk, hugo).confirmed_by == hugo
    assert [act for act, _who in acts(talk)] == ["set", "confirmed"]


@pytest.mark.parametrize("who", ["ines", "otto", "noor"])
def test_only_the_help_desk_confirms(cast: Cast, talk: Conversation, who: str) -> None:
    made = mark(talk, cast.ines, "threat", SEEN)
    with pytest.raises(NotAllowed):
        confirm(made.pk, getattr(cast, who))
    assert mark_on(talk.pk) == made


def test_who_confirmed_takes_it_back_and_nobody_else(cast: Cast, talk: Conversation) -> None:
    made = mark(talk, cast.ines, "threat", SEEN)
    confirm(made.pk, cast.hana)
    hugo = make_librarian("hugo@desk.example", "Hugo", Role.HELP_DESK)
    with pytest.raises(MarkOver):
        confirm(made.pk, hugo)
    with pytest.raises(NotAllowed):
        look_again(made.pk, hugo)
    assert look_again(made.pk, cast.hana).state == "waiting"
    assert look_again(made.pk, cast.hana).state == "waiting"
    assert [act for act, _who in acts(talk)] == ["set", "confirmed", "unconfirmed"]


def test_the_help_desk_lifts_it_with_a_reason_and_takes_that_back(cast: Cast, talk: Conversation) -> None:
    made = mark(talk, cast.ines, "threat", SEEN)
    assert lift(made.pk, cast.hana, "He was quoting a film.").state == "lifted"
    assert lift(made.pk, cast.hana, "Again.").lifted_why == "He was quoting a film."
    assert mark_on(talk.pk) is None
    assert put_back(made.pk, cast.hana).state == "waiting"
    assert [act for act, _who in acts(talk)] == ["set", "lifted", "restored"]
    with pytest.raises(Empty):
        lift(made.pk, cast.hana, " ")


def test_who_set_it_lifts_it_until_a_second_person_has_looked(cast: Cast, talk: Conversation) -> None:
    made = mark(talk, cast.ines, "threat", SEEN)
    with pytest.raises(NotAllowed):
        lift(made.pk, cast.otto, "I think not.")
    assert lift(made.pk, cast.ines, "The wrong conversation.").state == "lifted"
    put_back(made.pk, cast.ines)
    confirm(made.pk, cast.hana)
    with pytest.raises(NotAllowed):
        lift(made.pk, cast.ines, "The wrong conversation.")


def test_one_mark_at_a_time_also_when_it_is_put_back(cast: Cast, talk: Conversation) -> None:
    first = mark(talk, cast.ines, "threat", SEEN)
    with pytest.raises(Marked):
        mark(talk, cast.otto, "vulgar", "Another thing.")
    lift(first.pk, cast.hana, "Too soon.")
    mark(talk, cast.otto, "vulgar", "Another thing.")
    with pytest.raises(Marked):
        put_back(first.pk, cast.hana)


def test_the_same_key_is_the_same_mark(cast: Cast, talk: Conversation) -> None:
    first = mark(talk, cast.ines, "threat", SEEN, KEY)
    assert mark(talk, cast.ines, "threat", SEEN, KEY) == first
    for kind, seen in (("vulgar", SEEN), ("threat", "Other words.")):
        with pytest.raises(OtherBody):
            mark(talk, cast.ines, kind, seen, KEY)
    assert Mark.objects.count() == 1


def test_what_is_seen_is_masked_and_short(cast: Cast, talk: Conversation) -> None:
    assert "4111" not in str(mark(talk, cast.ines, "prank", "Sent 4111 1111 1111 1111 as a joke").seen)
    with pytest.raises(TooLong):
        mark(talk, cast.ines, "prank", "x" * 2001)


@pytest.mark.parametrize("kind", ["nothing", "", "vulgar"])
def test_only_a_kind_in_use_can_be_chosen(cast: Cast, talk: Conversation, kind: str) -> None:
    MarkKind.objects.filter(slug="vulgar").update(is_active=False)
    with pytest.raises(NotVisible):
        mark(talk, cast.ines, kind, SEEN)


def test_it_ends_by_itself_and_its_words_go(cast: Cast, talk: Conversation) -> None:
    made = mark(talk, cast.ines, "threat", SEEN)
    confirm(made.pk, cast.hana)
    with clock.moved(90 * DAY):
        assert mark_on(talk.pk) is None  # before any job has seen it
        assert expire(clock.now()) == 1
        assert expire(clock.now()) == 0
        over = Mark.objects.get(pk=made.pk)
        assert (over.state, over.seen) == ("expired", None)
        with pytest.raises(MarkOver):
            lift(made.pk, cast.hana, "Too late.")
        assert mark(talk, cast.ines, "threat", "Again.").state == "waiting"
    assert acts(talk)[-2:] == [("expired", "system"), ("set", f"librarian:{cast.ines.pk}")]


def test_one_that_is_over_but_not_swept_gives_way_to_a_new_one(cast: Cast, talk: Conversation) -> None:
    mark(talk, cast.ines, "threat", SEEN)
    with clock.moved(91 * DAY):
        mark(talk, cast.ines, "threat", "Again.")
    assert [act for act, _who in acts(talk)] == ["set", "expired", "set"]


def test_the_words_of_a_lifted_one_go_at_its_end_and_it_stays_lifted(cast: Cast, talk: Conversation) -> None:
    made = mark(talk, cast.ines, "threat", SEEN)
    lift(made.pk, cast.hana, "A film.")
    with clock.moved(90 * DAY):
        expire(clock.now())
        with pytest.raises(MarkOver):
            put_back(made.pk, cast.hana)
    found = Mark.objects.get(pk=made.pk)
    assert (found.state, found.seen, found.lifted_why) == ("lifted", None, None)


def test_it_never_follows_the_patron(cast: Cast, talk: Conversation) -> None:
    mark(talk, cast.ines, "threat", SEEN)
    other = make_talk(cast.ines, library=cast.ames, name="Pia", email="pia@example.com").conversation
    assert mark_on(other.pk) is None
    assert acts(other) == []


def test_no_words_of_a_patron_mark_anybody(cast: Cast, talk: Conversation) -> None:
    say_as_patron(talk, "This is a damned stupid threat, you idiots, I will kill this computer!")
    assert not Mark.objects.exists()


def test_a_copy_that_somebody_keeps_holds_no_mark(cast: Cast, talk: Conversation) -> None:
    mark(talk, cast.ines, "threat", SEEN)
    reader = f"librarian:{cast.ines.pk}"
    assert "mark" not in as_text(talk, reader).lower()
    assert "marked" not in {event["kind"] for event in as_json(talk, reader)["events"]}


def test_who_does_not_see_the_conversation_decides_on_no_mark_of_it(cast: Cast, talk: Conversation) -> None:
    made = mark(talk, cast.ines, "threat", SEEN)
    for stranger in (cast.anna, cast.ira):
        with pytest.raises(NotVisible):
            lift(made.pk, stranger, "No.")
    with pytest.raises(NotVisible):
        lift(made.pk + 1, cast.hana, "No.")


def test_an_erasure_takes_the_words_and_leaves_the_mark_to_its_end(cast: Cast, talk: Conversation) -> None:
    made = mark(talk, cast.ines, "threat", SEEN)
    erase(talk.code)
    found = Mark.objects.get(pk=made.pk)
    assert (found.state, found.seen, found.kind.slug) == ("waiting", None, "threat")
    with pytest.raises(MarkOver, match="nobody can look"):
        confirm(made.pk, cast.hana)  # there is nothing left to look at
    with pytest.raises(Erased):
        mark(talk, cast.ines, "threat", SEEN)
    assert lift(made.pk, cast.hana, "Nothing to look at.").lifted_why is None
    assert Event.objects.get(conversation=talk, kind="marked").data == {"act": "set", "erased": True}


def test_one_of_an_erased_conversation_ends_too(cast: Cast, talk: Conversation) -> None:
    made = mark(talk, cast.ines, "threat", SEEN)
    erase(talk.code)
    with clock.moved(90 * DAY):
        assert expire(clock.now()) == 1
    assert Mark.objects.get(pk=made.pk).state == "expired"
    assert Librarian.objects.filter(pk=cast.ines.pk).exists()


def test_what_waits_for_a_persons_second_look_is_counted_by_one_query(
    cast: Cast, talk: Conversation, django_assert_num_queries: Any
) -> None:
    made = mark(talk, cast.ines, "threat", SEEN)
    own = mark(make_talk(cast.ines).conversation, cast.hana, "vulgar", SEEN)
    gone = make_talk(cast.ines).conversation
    mark(gone, cast.ines, "prank", SEEN)
    erase(gone.code)
    with django_assert_num_queries(1):
        assert marks_to_look_at(cast.hana) == {"count": 1, "newest": made.pk}
    assert marks_to_look_at(cast.otto) == {"count": 2, "newest": own.pk}
    confirm(made.pk, cast.hana)
    assert marks_to_look_at(cast.hana) == {"count": 0, "newest": 0}
    look_again(made.pk, cast.hana)
    with clock.moved(91 * DAY):
        assert marks_to_look_at(cast.hana)["count"] == 0  # over, whether the hourly job has seen it or not


def test_the_count_reads_no_more_than_a_bar_can_say_and_only_what_waits(cast: Cast) -> None:
    rows = Mark.objects.to_look_at(cast.hana, clock.now()).order_by("-pk")[:MOST_COUNTED]
    if connection.vendor == "sqlite":
        assert "mark_waiting" in rows.explain()
    assert f"LIMIT {MOST_COUNTED}" in str(rows.query)
