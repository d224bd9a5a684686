"""The outbox as the help desk sees it: sealed, masked, in words; and what may be done about a mail."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from commondesk import work
from commondesk.channels.email import carrier, password_mail
from commondesk.channels.email.transcript_mail import mail_transcript
from commondesk.consortium.audit import Audit
from commondesk.consortium.invitation import invite, withdraw
from commondesk.consortium.membership import Role
from commondesk.desk import by_mail
from commondesk.desk.message import say_as_librarian
from commondesk.desk.patron_address import leave_address
from commondesk.outbox import delivery
from commondesk.outbox.delivery import Delivery, State
from commondesk.plumbing import clock
from commondesk.plumbing.tokens import mail_words, slip_words
from tests.cast import Cast, make_talk

OUTBOX = "/consortium/outbox/"
AWAY = by_mail.AWAY_AFTER + dt.timedelta(seconds=1)


@pytest.fixture
def no_mail(settings: Any) -> None:
    settings.EMAIL_BACKEND = carrier.NOWHERE


def text(answer: Any) -> str:
    return str(answer.content.decode())


def one(row: Delivery) -> str:
    return f"{OUTBOX}{row.pk}/"


def answered(cast: Cast) -> Any:
    """Pia has gone, and Otto answers: a mail waits."""
    talk = make_talk(cast.otto).conversation
    leave_address(talk, "pia@home.example")
    with clock.moved(AWAY):
        say_as_librarian(talk, cast.otto, "It is <b>here</b>: http://x.example")
    talk.refresh_from_db()
    return talk


def ended(how: Any, trouble: str = "550 no such person") -> Delivery:
    row = delivery.take(clock.now() + dt.timedelta(hours=1))
    assert row
    how(row, trouble)
    row.refresh_from_db()
    return row


def test_a_mail_to_a_patron_is_read_without_its_words_and_without_the_address(
    hana: Client, cast: Cast
) -> None:
    talk = answered(cast)
    listed, opened = text(hana.get(OUTBOX)), text(hana.get(one(Delivery.objects.get())))
    assert "Answer to a patron who had gone" in listed
    assert "Your question to Ask a Librarian" in opened
    assert "It is &lt;b&gt;here&lt;/b&gt;: http://x.example" in opened
    for page in (listed, opened):
        assert "p…@home.example" in page
        assert "pia@" not in page
        assert slip_words(talk.code) not in page
        assert mail_words(talk.code) not in page


def test_no_link_that_opens_an_account_is_ever_shown(hana: Client, cast: Cast, no_mail: None) -> None:
    invitation = invite(cast.ames, "lena@ames.example", Role.LIBRARIAN, cast.noor)
    password_mail.ask(cast.ines.email)
    for row in Delivery.objects.all():
        page = text(hana.get(one(row)))
        assert "(stands only in the mail itself)" in page
        assert invitation.token not in page
        assert not re.search(r"/invitation/[-\w]{20}|/sign-in/forgotten/\w+-\w+", page)


def test_a_demo_that_has_a_mail_server_seals_as_well(hana: Client, cast: Cast, settings: Any) -> None:
    settings.COMMONDESK = settings.COMMONDESK.model_copy(update={"demo": True})
    password_mail.ask(cast.ines.email)
    page = text(hana.get(one(Delivery.objects.get())))
    assert "/sign-in/forgotten/" not in page
    assert "/demo/mail/" not in page


def test_states_are_told_in_words(hana: Client, cast: Cast) -> None:
    invite(cast.ames, "a@ames.example", Role.LIBRARIAN, cast.noor)
    assert "Leaves in a moment." in text(hana.get(OUTBOX))
    ended(delivery.try_again, "451 later, please")
    assert re.search(r"Will be tried again .* \(1 of 20 tries\)\. 451 later, please", text(hana.get(OUTBOX)))
    ended(delivery.nobody_knows, "silence")
    assert "Nobody can tell whether it arrived" in text(hana.get(OUTBOX))
    assert "1 mail did not leave" in text(hana.get(OUTBOX))


def test_what_we_said_ourselves_is_told_in_the_readers_language(hana: Client, cast: Cast) -> None:
    invitation = invite(cast.ames, "a@ames.example", Role.LIBRARIAN, cast.noor)
    withdraw(cast.ames, invitation.pk, cast.noor)
    work.deliver(clock.now())
    assert "withdrawn, used or over before this mail left" in text(hana.get(OUTBOX))
    spanish = text(hana.get(OUTBOX, headers={"Accept-Language": "es"}))
    assert "withdrawn, used" not in spanish


@pytest.mark.parametrize(
    ("state", "count"),
    [("", 3), ("waiting", 1), ("sent", 1), ("failed", 1), ("unknown", 0), ("open", 1), ("to__startswith", 3)],
)
def test_it_is_filtered_by_named_states_alone(hana: Client, cast: Cast, state: str, count: int) -> None:
    for name in "abc":
        invite(cast.ames, f"{name}@ames.example", Role.LIBRARIAN, cast.noor)
    ended(delivery.refused)
    row = delivery.take(clock.now())
    assert row
    delivery.sent(row)
    assert len(hana.get(f"{OUTBOX}?state={state}&to__startswith=a").context["rows"]) == count


def test_pages_go_on_where_the_one_before_ended_at_the_same_cost(
    hana: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        delivery.add("email", f"password:{number}", f"p{number}@x.example", {}, clock.now())
    with django_assert_max_num_queries(9):
        first = hana.get(OUTBOX)
    second = hana.get(f"{OUTBOX}?before={first.context['following']}")
    numbers = [row.number for page in (first, second) for row in page.context["rows"]]
    assert (len(numbers), numbers) == (60, sorted(set(numbers), reverse=True))
    assert hana.get(f"{OUTBOX}?before=x").status_code == 200


def test_a_second_sending_is_asked_about_first_and_done_by_a_post(hana: Client, cast: Cast) -> None:
    invite(cast.ames, "a@ames.example", Role.LIBRARIAN, cast.noor)
    row = ended(delivery.nobody_knows, "silence")
    assert f'href="{one(row)}try/"' in text(hana.get(one(row)))
    assert "then it arrives a second time" in text(hana.get(f"{one(row)}try/"))
    assert Delivery.objects.get().state == State.UNKNOWN
    assert hana.post(f"{one(row)}try/")["Location"] == one(row)
    row.refresh_from_db()
    assert (row.state, row.tries) == (State.WAITING, 0)
    act = Audit.objects.latest("pk")
    assert (act.by, act.act, act.data) == (
        cast.hana,
        "outbox.try-now",
        {"kind": "invitation", "was": "unknown"},
    )
    assert "a@ames" not in str(act.data)


def test_what_is_given_up_is_emptied_and_is_not_sent(hana: Client, cast: Cast, mailoutbox: list[Any]) -> None:
    answered(cast)
    row = Delivery.objects.get()
    assert "cannot be brought back" in text(hana.get(f"{one(row)}give-up/"))
    hana.post(f"{one(row)}give-up/")
    row.refresh_from_db()
    assert (row.state, row.to, row.content) == (State.FAILED, "", {})
    with clock.moved(AWAY * 2):
        work.deliver(clock.now())
    assert mailoutbox == []
    assert "Neither its text nor its address" in text(hana.get(one(row)))
    assert hana.post(f"{one(row)}try/").status_code == 422


def test_what_has_left_can_be_neither_sent_again_nor_given_up(hana: Client, cast: Cast) -> None:
    invite(cast.ames, "a@ames.example", Role.LIBRARIAN, cast.noor)
    row = Delivery.objects.get()
    work.deliver(clock.now())
    page = text(hana.get(one(row)))
    assert "try/" not in page
    assert "give-up/" not in page
    assert hana.post(f"{one(row)}try/").status_code == 422
    assert hana.post(f"{one(row)}give-up/").status_code == 422


def test_without_a_mail_server_nothing_is_tried_and_the_page_says_what_mends_it(
    hana: Client, cast: Cast, no_mail: None
) -> None:
    invite(cast.ames, "a@ames.example", Role.LIBRARIAN, cast.noor)
    work.deliver(clock.now())
    row = Delivery.objects.get()
    assert (row.state, row.tries) == (State.WAITING, 0)
    page = text(hana.get(OUTBOX))
    assert "COMMONDESK_SMTP_URL" in page
    assert "Waits for a mail server." in page
    assert "Try it now" not in text(hana.get(one(row)))


def test_a_transcript_is_shown_masked_as_well(hana: Client, cast: Cast) -> None:
    talk = answered(cast)
    mail_transcript(talk, "quincy@other.example", "net")
    row = Delivery.objects.get(key__startswith="transcript")
    page = text(hana.get(one(row)))
    assert "q…@other.example" in page
    assert "quincy" not in page
    assert "1920 census" in page


@pytest.mark.parametrize("number", ["0", "999999", "9" * 40])
def test_a_number_that_is_none_is_not_there(hana: Client, number: str) -> None:
    for act in ("", "try/", "give-up/"):
        assert hana.get(f"{OUTBOX}{number}/{act}").status_code == 404
        assert hana.post(f"{OUTBOX}{number}/{act}").status_code == 404


def test_a_look_changes_nothing(hana: Client, cast: Cast) -> None:
    answered(cast)
    row = Delivery.objects.get()
    for act in ("", "try/", "give-up/"):
        hana.get(one(row) + act)
    assert Delivery.objects.get().content == row.content
    assert Client(enforce_csrf_checks=True).post(f"{one(row)}try/").status_code == 403
