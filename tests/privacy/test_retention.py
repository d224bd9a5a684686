"""Retention: names, addresses, numbers and hashes go after 30 days, all words after 180 (PR3)."""

import pytest

from commondesk.desk.bearer import who
from commondesk.desk.classification import Classification
from commondesk.desk.closing import close_as_patron, reopen_as_patron
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import Event
from commondesk.desk.patron_address import PatronAddress, leave_address
from commondesk.desk.slip import come_back
from commondesk.desk.transcript import as_text
from commondesk.plumbing import clock
from commondesk.privacy import retention
from commondesk.privacy.erasure import erase
from commondesk.privacy.retention import retire
from tests.cast import Cast, make_asked
from tests.privacy.told import FACTS, days, found_in_the_database, tell_everything, traces


def test_before_the_period_nothing_goes(cast: Cast) -> None:
    tell_everything(cast)
    assert retire(clock.now() + days(29.9)) == 0
    assert set(traces()) - set(found_in_the_database(traces())) == set()


def test_after_30_days_names_addresses_numbers_and_hashes_go_and_the_words_stay(cast: Cast) -> None:
    asked = tell_everything(cast)
    Event.objects.filter(conversation=asked.conversation, body__contains="Philomena").update(body="Farewell")
    assert retire(clock.now() + days(30.1)) == 1
    left = set(found_in_the_database(traces()))
    assert left & {*FACTS.values(), "philomena", "address hash", "create key", "question digest"} == set()
    assert left >= {"Zebedee", "marble stone", "so grateful"}
    assert who(asked.token) is None


def test_after_180_days_nothing_that_was_said_is_left(cast: Cast) -> None:
    conversation = tell_everything(cast).conversation
    kinds = list(
        Event.objects.filter(conversation=conversation).order_by("seq").values_list("seq", "kind", "at")
    )
    assert retire(clock.now() + days(180.1)) == 2
    assert found_in_the_database(traces()) == {}
    assert (
        list(Event.objects.filter(conversation=conversation).order_by("seq").values_list("seq", "kind", "at"))
        == kinds
    )
    conversation.refresh_from_db()
    assert "(These words have been deleted.)" in as_text(conversation, "patron")


def test_topics_of_our_own_list_are_counted_on(cast: Cast) -> None:
    tell_everything(cast)
    Classification.objects.update(topic="genealogy")
    retire(clock.now() + days(181))
    row = Classification.objects.get()
    assert (row.kind, row.read_level, row.outcome, row.topic, row.suggested) == (
        "reference",
        4,
        "answered",
        "genealogy",
        {},
    )


def test_tags_of_our_own_links_are_counted_on_and_others_go_with_the_names(cast: Cast) -> None:
    for tag in ("poster", "jane-doe-1990"):
        close_as_patron(make_asked(source=tag).conversation.code)
    retire(clock.now() + days(31))
    assert sorted(Conversation.objects.values_list("source", flat=True)) == ["", "poster"]


def test_the_consortium_sets_its_own_periods(cast: Cast) -> None:
    cast.consortium.personal_facts_days = 2
    cast.consortium.text_days = 3
    cast.consortium.save()
    tell_everything(cast)
    assert retire(clock.now() + days(2.5)) == 1
    assert retire(clock.now() + days(3.5)) == 1


def test_what_is_open_is_left_alone_however_old(cast: Cast) -> None:
    tell_everything(cast, closed=False)
    assert retire(clock.now() + days(1000)) == 0


def test_a_run_that_is_killed_half_way_goes_on_the_next_time(cast: Cast, monkeypatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    for _ in range(5):
        close_as_patron(make_asked(name="Philomena Quux").conversation.code)
    later = clock.now() + days(31)
    nameless, calls = retention.nameless, []

    def dies_in_the_second_batch(ids) -> None:
        calls.append(ids)
        if len(calls) == 2:
            raise KeyboardInterrupt
        nameless(ids)

    monkeypatch.setattr(retention, "nameless", dies_in_the_second_batch)
    with pytest.raises(KeyboardInterrupt):
        retire(later)
    assert Conversation.objects.filter(patron_name="").count() == 2
    monkeypatch.setattr(retention, "nameless", nameless)
    assert retire(later) == 3
    assert found_in_the_database({"name": "Philomena"}) == {}
    assert retire(later) == 0


def test_one_that_is_taken_up_again_counts_from_its_new_closing(cast: Cast) -> None:
    asked = make_asked(name="Philomena Quux")
    close_as_patron(asked.conversation.code)
    retire(clock.now() + days(31))
    reopen_as_patron(asked.conversation.code)
    leave_address(asked.conversation, FACTS["email"])
    with clock.moved(days(40)):
        close_as_patron(asked.conversation.code)
        assert retire(clock.now() + days(29)) == 0
        assert PatronAddress.objects.exists()
        assert retire(clock.now() + days(31)) == 1
        assert not PatronAddress.objects.exists()


def test_what_a_patron_leaves_after_the_period_goes_by_the_next_run(cast: Cast) -> None:
    asked = make_asked()
    close_as_patron(asked.conversation.code)
    with clock.moved(days(31)):
        retire(clock.now())
        come_back(asked.conversation.code, asked.words)
        leave_address(asked.conversation, FACTS["email"])
        retire(clock.now())
        assert not PatronAddress.objects.exists()


def test_the_tokens_of_an_erased_one_go_a_period_after_the_erasure(cast: Cast) -> None:
    asked = make_asked()
    close_as_patron(asked.conversation.code)
    with clock.moved(days(40)):
        erase(asked.conversation.code)
        retire(clock.now() + days(29))
        assert who(asked.token) is not None
        retire(clock.now() + days(31))
        assert who(asked.token) is None
