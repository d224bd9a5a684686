import email
import email.policy

import pytest

from commondesk.channels.email import outbound
from commondesk.channels.email.letters import letter
from commondesk.outbox import delivery
from commondesk.outbox.delivery import State
from commondesk.plumbing import clock
from commondesk.plumbing.tokens import mail_words, slip_words
from tests.channels.email.smtp_server import smtp_server

pytestmark = pytest.mark.django_db
CODE = "7k3m9x2a"


def written(to="pia@example.org", language="en"):
    message = {
        "seq": 3,
        "by": "Otto",
        "library": "Birch County Library",
        "body": "Box 12 & <the> ledger\nline 2",
    }
    content = {"code": CODE, "language": language, "messages": [message]}
    return delivery.add("email", f"messages:1:{to}", to, content, clock.now(), conversation_id=1)


@pytest.fixture
def row():
    written()
    return delivery.take(clock.now())


@pytest.fixture
def by_smtp(settings):
    """Sends one delivery to a server that answers so, and says how it ended and what the server got."""

    def send(row, **answers):
        with smtp_server(**answers) as server:
            settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
            settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
            settings.EMAIL_USE_TLS = False
            settings.EMAIL_TIMEOUT = 5
            outbound.send(row)
        row.refresh_from_db()
        return State(row.state), server.mails

    return send


def read(raw):
    return email.message_from_string(raw, policy=email.policy.default)


def test_a_mail_holds_what_was_said_by_whom_and_the_way_back(row, by_smtp):
    state, (raw,) = by_smtp(row)
    mail = read(raw)
    assert state == State.SENT
    assert (mail["To"], mail["Auto-Submitted"]) == ("pia@example.org", "auto-generated")
    text = mail.get_content()
    assert "Otto (Birch County Library) wrote:" in text
    assert "Box 12 & <the> ledger\nline 2" in text.replace("\r\n", "\n")
    assert f"http://127.0.0.1:8000/c/{CODE}/" in text
    assert mail_words(CODE) in text
    assert slip_words(CODE) not in text


def test_a_patron_who_asked_in_spanish_is_sent_back_to_the_spanish_page(by_smtp):
    written(language="es")
    _state, (raw,) = by_smtp(delivery.take(clock.now()))
    assert f"/es/c/{CODE}/" in read(raw).get_content()


def test_the_same_mail_sent_twice_has_one_message_id(row):
    assert letter(row).extra_headers["Message-ID"] == letter(row).extra_headers["Message-ID"]


def test_a_server_that_is_busy_is_asked_again(row, by_smtp):
    assert by_smtp(row, RCPT="451 later, please") == (State.WAITING, [])
    assert (row.trouble, row.to) == ("451 later, please", "pia@example.org")


def test_an_address_that_does_not_exist_has_failed(row, by_smtp):
    state, _mails = by_smtp(row, RCPT="550 no such person")
    assert (state, row.trouble) == (State.FAILED, "550 no such person")


def test_the_trouble_does_not_keep_the_address_that_the_server_quotes(row, by_smtp):
    by_smtp(row, RCPT="550 5.1.1 <pia@example.org>: no such person")
    assert row.trouble == "550 5.1.1 <(mail address)>: no such person"


def test_a_mail_that_is_refused_at_its_end_has_failed(row, by_smtp):
    state, _mails = by_smtp(row, end="554 not like this")
    assert (state, row.trouble) == (State.FAILED, "554 not like this")


def test_a_server_that_falls_silent_with_the_mail_in_its_hands_leaves_the_outcome_unknown(row, by_smtp):
    state, mails = by_smtp(row, end="")
    assert state == State.UNKNOWN
    assert len(mails) == 1


def test_a_server_that_is_away_is_asked_again(row, by_smtp, settings):
    with smtp_server() as server:
        port = server.port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    outbound.send(row)
    row.refresh_from_db()
    assert row.state == State.WAITING


def test_a_mail_of_a_kind_that_is_not_ours_is_refused(by_smtp):
    delivery.add("email", "pigeon:1", "pia@example.org", {}, clock.now())
    row = delivery.take(clock.now())
    assert by_smtp(row) == (State.FAILED, [])
    assert row.trouble == outbound.UNKNOWN_KIND


def test_an_address_with_a_line_break_writes_no_second_header(by_smtp):
    written(to="pia@example.org\r\nBcc: all@example.org")
    state, mails = by_smtp(delivery.take(clock.now()))
    assert (state, mails) == (State.FAILED, [])


def test_a_mail_whose_conversation_was_erased_is_not_sent(row, by_smtp):
    delivery.forget(1)
    row.refresh_from_db()
    assert by_smtp(row) == (State.FAILED, [])


def test_a_demo_writes_its_mail_down_as_readable_files(row, settings, tmp_path):
    settings.EMAIL_BACKEND = "commondesk.channels.email.eml_files.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    outbound.send(row)
    (file,) = (tmp_path / "mail").glob("*.eml")
    assert "Otto (Birch County Library) wrote:" in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
