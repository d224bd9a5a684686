import datetime as dt

import pytest

from commondesk.desk import by_mail
from commondesk.desk.message import say_as_librarian, say_as_patron
from commondesk.desk.patron_address import leave_address
from commondesk.outbox import delivery
from commondesk.outbox.delivery import Delivery
from commondesk.plumbing import clock
from commondesk.plumbing.tokens import new_key
from tests.cast import make_talk

AWAY = by_mail.AWAY_AFTER + dt.timedelta(seconds=1)


@pytest.fixture
def talk(cast):
    """Pia, who has left her address, talks with Ines."""
    conversation = make_talk(cast.ines).conversation
    leave_address(conversation, "pia@example.org")
    return conversation


def bodies():
    """What the mails that have not left yet will say."""
    waiting = Delivery.objects.filter(state="waiting").order_by("id")
    return [[message["body"] for message in row.content["messages"]] for row in waiting]


def test_a_patron_who_is_here_gets_no_mail(cast, talk):
    say_as_librarian(talk, cast.ines, "I found it.")
    assert not Delivery.objects.exists()


def test_a_patron_who_has_gone_gets_what_was_said_by_mail_a_minute_later(cast, talk):
    with clock.moved(AWAY):
        say_as_librarian(talk, cast.ines, "I found it.")
        row = Delivery.objects.get()
        assert (row.to, row.carrier, row.conversation_id) == ("pia@example.org", "email", talk.pk)
        assert row.content["code"] == talk.code
        assert delivery.take(clock.now()) is None
        assert delivery.take(clock.now() + by_mail.GATHERED_FOR) == row


def test_who_left_no_address_gets_none(cast):
    talk = make_talk(cast.ines).conversation
    with clock.moved(AWAY):
        say_as_librarian(talk, cast.ines, "I found it.")
    assert not Delivery.objects.exists()


def test_what_is_said_within_a_minute_is_one_mail(cast, talk):
    with clock.moved(AWAY):
        say_as_librarian(talk, cast.ines, "I found it.")
        say_as_librarian(talk, cast.ines, "It is on the third floor.")
    assert bodies() == [["I found it.", "It is on the third floor."]]


def test_what_is_said_after_the_mail_has_left_is_another(cast, talk):
    with clock.moved(AWAY):
        say_as_librarian(talk, cast.ines, "I found it.")
    with clock.moved(AWAY + by_mail.GATHERED_FOR):
        delivery.sent(delivery.take(clock.now()))
        say_as_librarian(talk, cast.ines, "One more thing.")
    assert bodies() == [["One more thing."]]
    assert Delivery.objects.count() == 2


def test_a_message_that_is_sent_again_is_told_once_before_and_after_the_mail_has_left(cast, talk):
    first, second = new_key(), new_key()
    with clock.moved(AWAY):
        for _ in range(2):
            say_as_librarian(talk, cast.ines, "I found it.", first)
            say_as_librarian(talk, cast.ines, "On the third floor.", second)
    assert bodies() == [["I found it.", "On the third floor."]]
    with clock.moved(AWAY + by_mail.GATHERED_FOR):
        delivery.sent(delivery.take(clock.now()))
        say_as_librarian(talk, cast.ines, "On the third floor.", second)
    assert Delivery.objects.count() == 1


def test_the_patrons_own_words_are_not_mailed(cast, talk):
    with clock.moved(AWAY):
        say_as_patron(talk, "Are you there?")
    assert not Delivery.objects.exists()


def test_nobody_away_takes_one_query(cast, talk, django_assert_num_queries):
    event = say_as_librarian(talk, cast.ines, "I found it.")
    with django_assert_num_queries(1):
        by_mail.send_where_away([event, event])


def test_who_writes_is_not_away(talk, cast):
    with clock.moved(AWAY):
        say_as_patron(talk, "I am still here.", new_key())
        say_as_librarian(talk, cast.ines, "So am I.", new_key())
    assert not Delivery.objects.exists()
