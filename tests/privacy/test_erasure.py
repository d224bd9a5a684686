"""Erasure: nothing of what a patron told us is left anywhere; that something was, and when, stays (PR4)."""

import datetime as dt
import threading

import pytest
from django.db import connection

from commondesk.desk.attachment import store
from commondesk.desk.bearer import who
from commondesk.desk.claim import Claim
from commondesk.desk.claiming import claim
from commondesk.desk.classifying import confirmed
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import Event
from commondesk.desk.message import say_as_librarian, say_as_patron
from commondesk.desk.waiting import waiting_list
from commondesk.outbox.delivery import Delivery
from commondesk.plumbing import bus, clock
from commondesk.plumbing.refusal import Erased, NotVisible
from commondesk.privacy.erasure import erase
from tests.cast import Cast, make_asked, make_talk
from tests.privacy.told import found_in_the_database, tell_everything, traces


def what_happened(conversation: Conversation) -> list[tuple]:
    rows = Event.objects.filter(conversation=conversation).order_by("seq")
    return list(rows.values_list("seq", "patron_seq", "kind", "author", "at"))


def test_before_the_erasure_everything_can_be_found(cast: Cast) -> None:
    tell_everything(cast)
    assert set(traces()) - set(found_in_the_database(traces())) == set()


@pytest.mark.parametrize("closed", [True, False])
def test_afterwards_nothing_is_found_in_any_table(cast: Cast, closed: bool) -> None:
    asked = tell_everything(cast, closed=closed)
    erase(asked.conversation.code)
    assert found_in_the_database(traces()) == {}


def test_the_files_leave_the_disk(open_cast: Cast) -> None:
    asked = tell_everything(open_cast)
    [handle] = asked.conversation.attachments.values_list("handle", flat=True)
    file = store().open(handle)
    assert file is not None
    file.close()
    erase(asked.conversation.code)
    assert store().open(handle) is None


def test_numbers_kinds_and_times_never_change_and_a_last_event_says_it(cast: Cast) -> None:
    conversation = tell_everything(cast).conversation
    before = what_happened(conversation)
    erase(conversation.code)
    after = what_happened(conversation)
    assert after[:-1] == before
    assert after[-1][:4] == (before[-1][0] + 1, before[-1][1] + 1, "erased", "patron")


def test_emptied_events_say_so_and_keep_only_figures(cast: Cast) -> None:
    conversation = tell_everything(cast).conversation
    erase(conversation.code)
    events = {event.kind: event for event in Event.objects.filter(conversation=conversation)}
    assert events["message"].data == {"erased": True}
    assert events["rated"].data == {"answered": "yes", "stars": 5, "erased": True}
    assert events["closed"].data == {"ended": "answered", "erased": True}
    assert set(events["claimed"].data) == {"waited_seconds", "erased"}
    assert events["claimed"].by_name == "Ines"  # staff stand by their name


def test_what_is_counted_of_a_classification_stays(cast: Cast) -> None:
    conversation = tell_everything(cast).conversation
    erase(conversation.code)
    assert confirmed(conversation) == [
        {"kind": "reference", "read_level": 4, "patron_status": None, "library": None, "outcome": "answered",
         "topic": None}
    ]  # fmt: skip


def test_the_claim_of_an_open_one_ends_and_nobody_can_go_on(cast: Cast) -> None:
    asked = make_talk(cast.ines)
    erase(asked.conversation.code)
    conversation = Conversation.objects.get(pk=asked.conversation.pk)
    assert (conversation.state, conversation.ended, conversation.claimed_by) == ("closed", "erased", None)
    assert Claim.objects.get(conversation=conversation).how == Claim.How.ERASED
    with pytest.raises(Erased):
        say_as_patron(conversation, "Hello?")
    with pytest.raises(Erased):
        say_as_librarian(conversation, cast.ines, "Hello?")
    with pytest.raises(Erased):
        claim(conversation.code, cast.ines)


def test_one_that_waits_is_gone_from_the_line(cast: Cast) -> None:
    conversation = make_asked(library=cast.ames).conversation
    assert len(waiting_list([cast.ames_queue.pk])) == 1
    erase(conversation.code)
    assert waiting_list([cast.ames_queue.pk]) == []


def test_a_mail_that_has_not_left_stays_here(cast: Cast) -> None:
    asked = tell_everything(cast)
    erase(asked.conversation.code)
    assert not Delivery.objects.filter(state=Delivery.State.WAITING).exists()


def test_erasing_again_changes_nothing(cast: Cast) -> None:
    conversation = tell_everything(cast).conversation
    erase(conversation.code)
    before = what_happened(conversation)
    erase(conversation.code)
    assert what_happened(conversation) == before


def test_a_code_that_nobody_has_cannot_be_erased(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        erase("zzzzzzzz")


def test_its_tokens_still_say_whose_it_was_so_that_the_answer_can_be_gone(cast: Cast) -> None:
    asked = make_asked()
    erase(asked.conversation.code)
    assert who(asked.token).conversation_id == asked.conversation.pk
    conversation = Conversation.objects.get(pk=asked.conversation.pk)
    with pytest.raises(Erased):
        conversation.refuse_if_erased()
    with clock.moved(dt.timedelta(hours=24)), pytest.raises(NotVisible):
        conversation.refuse_if_erased()


def test_the_create_key_of_an_erased_question_asks_anew(cast: Cast) -> None:
    asked = make_asked("What is a codex?", key="createkey-abcdef0123")
    erase(asked.conversation.code)
    again = make_asked("What is a codex?", key="createkey-abcdef0123")
    assert again.conversation.pk != asked.conversation.pk


@pytest.mark.django_db(transaction=True)
def test_followers_the_queue_and_the_holders_desk_are_woken(open_cast: Cast) -> None:
    asked = make_talk(open_cast.ines)
    heard: list[bus.Wake] = []
    end = bus.subscribe(heard.extend)
    erase(asked.conversation.code)
    end()
    topics = {wake.topic for wake in heard}
    conversation = asked.conversation
    assert {
        f"conversation:{conversation.pk}",
        f"queue:{conversation.queue_id}",
        f"desk:{open_cast.ines.pk}",
    } <= topics


@pytest.mark.django_db(transaction=True)
def test_a_message_that_comes_at_the_same_moment_is_either_erased_or_refused(open_cast: Cast) -> None:
    for _ in range(5):
        asked = make_talk(open_cast.ines)
        both = threading.Barrier(2)
        outcome: list[str] = []

        def say(asked=asked, both=both, outcome=outcome) -> None:
            both.wait()
            try:
                say_as_patron(asked.conversation, "A secret of mine")
                outcome.append("said")
            except Erased:
                outcome.append("refused")
            finally:
                connection.close()

        thread = threading.Thread(target=say)
        thread.start()
        both.wait()
        erase(asked.conversation.code)
        thread.join()
        assert outcome in (["said"], ["refused"])
        assert found_in_the_database({"secret": "A secret of mine"}) == {}
