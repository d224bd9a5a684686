"""The slip: code and four words bring a patron back, guessing does not."""

import datetime as dt

import pytest

from commondesk.desk.bearer import who
from commondesk.desk.conversation import Conversation
from commondesk.desk.slip import come_back
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import Erased, NotVisible, SlowDown
from commondesk.privacy.erasure import erase
from tests.cast import Cast, make_asked

WRONG = "not the right words"


def guess(code: str, times: int = 5) -> None:
    for _ in range(times):
        with pytest.raises(NotVisible):
            come_back(code, WRONG)


def test_the_words_give_a_new_token_and_the_old_one_stays_good(cast: Cast) -> None:
    asked = make_asked()
    token = come_back(asked.conversation.code, asked.words)
    assert token != asked.token
    for each in (token, asked.token):
        assert who(each).conversation_id == asked.conversation.pk


def test_code_and_words_may_be_typed_as_people_type(cast: Cast) -> None:
    asked = make_asked()
    code = asked.conversation.code
    assert come_back(f" {code[:4].upper()}-{code[4:]} ", asked.words.upper().replace(" ", "-"))


def test_an_unknown_code_and_wrong_words_answer_alike(cast: Cast) -> None:
    answers = []
    for code in (make_asked().conversation.code, "zzzzzzzz", "", "\0", "٣٣٣", "x" * 500):
        with pytest.raises(NotVisible) as refused:
            come_back(code, WRONG)
        answers.append((refused.value.slug, refused.value.status, str(refused.value)))
    assert len(set(answers)) == 1


def test_five_wrong_tries_pause_it_for_a_quarter_of_an_hour_even_for_the_right_words(cast: Cast) -> None:
    asked = make_asked()
    guess(asked.conversation.code)
    with pytest.raises(SlowDown) as refused:
        come_back(asked.conversation.code, asked.words)
    assert 0 < refused.value.retry_after <= 900
    with clock.moved(dt.timedelta(minutes=15, seconds=1)):
        assert come_back(asked.conversation.code, asked.words)


def test_a_code_that_nobody_has_pauses_just_so(cast: Cast) -> None:
    guess("zzzzzzzz")
    with pytest.raises(SlowDown) as refused:
        come_back("zzzzzzzz", WRONG)
    assert 0 < refused.value.retry_after <= 900


def test_coming_back_forgives_earlier_wrong_tries(cast: Cast) -> None:
    asked = make_asked()
    guess(asked.conversation.code, 4)
    come_back(asked.conversation.code, asked.words)
    guess(asked.conversation.code, 4)
    assert come_back(asked.conversation.code, asked.words)


@pytest.mark.django_db(transaction=True)
def test_wrong_tries_are_counted_though_each_is_refused(open_cast: Cast) -> None:
    asked = make_asked()
    guess(asked.conversation.code, 3)
    assert Conversation.objects.get(code=asked.conversation.code).wrong_words == 3


def test_the_slip_of_one_conversation_opens_no_other(cast: Cast) -> None:
    mine, theirs = make_asked(), make_asked()
    with pytest.raises(NotVisible):
        come_back(theirs.conversation.code, mine.words)


def test_an_erased_conversation_says_so_to_its_words_only(cast: Cast) -> None:
    asked = make_asked()
    erase(asked.conversation.code)
    with pytest.raises(NotVisible):
        come_back(asked.conversation.code, WRONG)
    with pytest.raises(Erased):
        come_back(asked.conversation.code, asked.words)
    with clock.moved(dt.timedelta(hours=24)), pytest.raises(NotVisible):
        come_back(asked.conversation.code, asked.words)
