"""The transcript by mail (CL3): what it holds, to whom it goes, and that it is no cannon."""

import pytest

from commondesk import work
from commondesk.channels.email import carrier
from commondesk.channels.email.transcript_mail import FROM_ONE, OF_ONE, TO_ONE, mail_transcript
from commondesk.desk.message import say_as_librarian
from commondesk.desk.note import note
from commondesk.desk.patron_address import leave_address
from commondesk.outbox.delivery import Delivery
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import Erased, Invalid, NoMail, NotAnswered, SlowDown
from commondesk.plumbing.tokens import mail_words, new_key, slip_words
from commondesk.privacy.erasure import erase
from tests.cast import make_asked, make_talk

PIA = "pia@home.example"


@pytest.fixture
def talk(cast):
    """Pia, whom Otto has answered."""
    return answered(cast)


def answered(cast, **fields):
    conversation = make_talk(cast.otto, **fields).conversation
    say_as_librarian(conversation, cast.otto, "On *microfilm*, at https://archives.gov", new_key())
    conversation.refresh_from_db()
    return conversation


def mailed(mailoutbox):
    work.deliver(clock.now())
    return mailoutbox


def test_it_holds_what_the_patron_may_read_and_no_words_that_open_it(cast, talk, mailoutbox):
    note(talk, cast.otto, "Grumpy today.", new_key())
    mail_transcript(talk, PIA, "net")
    (mail,) = mailed(mailoutbox)
    assert mail.to == [PIA]
    assert "Where can I find the 1920 census?" in mail.body
    assert "On *microfilm*, at https://archives.gov" in mail.body
    assert f"http://127.0.0.1:8000/c/{talk.code}/" in mail.body
    assert not any(secret in mail.body for secret in ("Grumpy", slip_words(talk.code), mail_words(talk.code)))
    assert Delivery.objects.get().to == ""


@pytest.mark.parametrize(("language", "words"), [("es", "Su conversación con"), ("ht", "Konvèsasyon ou ak")])
def test_it_speaks_the_patrons_language(cast, mailoutbox, language, words):
    mail_transcript(answered(cast, language=language), PIA, "net")
    (mail,) = mailed(mailoutbox)
    assert mail.extra_headers["Content-Language"] == language
    assert mail.subject.startswith(words)
    assert f"/{language}/c/" in mail.body


def test_without_an_address_it_goes_to_the_one_that_was_left(talk, mailoutbox):
    with pytest.raises(Invalid):
        mail_transcript(talk, " ", "net")
    leave_address(talk, PIA)
    mail_transcript(talk, "", "net")
    (mail,) = mailed(mailoutbox)
    assert mail.to == [PIA]


@pytest.mark.parametrize(
    "email", ["pia", "a@b.example\r\nBcc: c@d.example", '"a b"@c.example', "a@b.example, c@d.example"]
)
def test_what_is_no_address_is_refused(talk, email):
    with pytest.raises(Invalid):
        mail_transcript(talk, email, "net")
    assert not Delivery.objects.exists()


def test_before_somebody_has_answered_there_is_nothing_to_mail(cast):
    with pytest.raises(NotAnswered):
        mail_transcript(make_asked("Buy my watches: http://x.example").conversation, PIA, "net")
    with pytest.raises(NotAnswered):
        mail_transcript(make_talk(cast.otto).conversation, PIA, "net")


def test_the_same_key_is_the_same_mail(talk):
    key = new_key()
    for _ in range(5):
        mail_transcript(talk, PIA, "net", key)
    assert Delivery.objects.count() == 1


def test_one_conversation_is_mailed_only_so_often(talk):
    for number in range(OF_ONE[0]):
        mail_transcript(talk, f"p{number}@home.example", f"net{number}")
    with pytest.raises(SlowDown) as refused:
        mail_transcript(talk, PIA, "elsewhere")
    assert refused.value.retry_after > 3600


@pytest.mark.parametrize("spelling", ["PIA@home.example", "pia+again@home.example", "Pia+1+2@HOME.example"])
def test_nobodys_mailbox_is_filled_however_it_is_spelled(cast, spelling):
    for number in range(TO_ONE[0]):
        mail_transcript(answered(cast), PIA, f"net{number}")
    with pytest.raises(SlowDown):
        mail_transcript(answered(cast), spelling, "elsewhere")


def test_one_network_sends_only_so_many(cast):
    for number in range(FROM_ONE[0]):
        mail_transcript(answered(cast), f"p{number}@home.example", "net")
    with pytest.raises(SlowDown):
        mail_transcript(answered(cast), PIA, "net")


def test_an_erasure_stops_it_and_nothing_is_mailed_afterwards(talk, mailoutbox):
    mail_transcript(talk, PIA, "net")
    erase(talk.code)
    assert mailed(mailoutbox) == []
    talk.refresh_from_db()
    with pytest.raises(Erased):
        mail_transcript(talk, PIA, "net")


def test_without_a_mail_server_nothing_is_promised(talk, settings):
    settings.EMAIL_BACKEND = carrier.NOWHERE
    with pytest.raises(NoMail):
        mail_transcript(talk, PIA, "net")
