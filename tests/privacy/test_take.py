"""Take: a patron sees everything that is held, and when it goes; never what staff tell each other (PR4)."""

import json

import pytest

from commondesk.desk.conversation import Conversation
from commondesk.plumbing.refusal import Erased
from commondesk.privacy.erasure import erase
from commondesk.privacy.take import everything
from tests.cast import Cast, make_asked
from tests.privacy.told import FACTS, WORDS, tell_everything


def test_all_that_a_patron_told_is_there(cast: Cast) -> None:
    held = everything(tell_everything(cast).conversation)
    text = json.dumps(held)
    for told in (*FACTS.values(), *WORDS.values(), "Zebedee", "forgotten grave", "so grateful", "cemeteries"):
        assert told in text or told == FACTS["address"]
    assert held["network_address"].startswith("a hash")
    assert held["devices_that_can_open_it"] == 1
    assert [each["carrier"] for each in held["deliveries"]] == ["email"]


def test_the_tag_that_led_here_is_shown_and_stays_with_the_counts_after_an_erasure(cast: Cast) -> None:
    conversation = make_asked(source="poster").conversation
    assert everything(conversation)["conversation"]["source"] == "poster"
    erase(conversation.code)
    assert Conversation.objects.get().source == "poster"


def test_a_tag_that_is_none_of_ours_may_say_anything_and_goes(cast: Cast) -> None:
    conversation = make_asked(source="jane-doe-1990").conversation
    erase(conversation.code)
    assert Conversation.objects.get().source == ""


def test_notes_are_counted_and_not_shown(cast: Cast) -> None:
    held = everything(tell_everything(cast).conversation)
    assert held["notes_of_staff"] == 2  # and a mark
    assert "worried" not in json.dumps(held)


def test_it_says_when_what_goes(cast: Cast) -> None:
    conversation = tell_everything(cast).conversation
    goes = everything(conversation)["goes"]
    assert (goes["personal_facts_days_after_closing"], goes["words_days_after_closing"]) == (30, 180)
    assert goes["personal_facts_at"] < goes["words_at"]
    assert everything(make_asked().conversation)["goes"]["words_at"] is None


def test_of_an_erased_one_nothing_is_held(cast: Cast) -> None:
    conversation = make_asked().conversation
    erase(conversation.code)
    conversation.refresh_from_db()
    with pytest.raises(Erased):
        everything(conversation)
