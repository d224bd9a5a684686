"""From the page to a real mail server and back by what the mail says: nobody but its reader helps along."""

import datetime as dt
import email
import email.policy
import re

import pytest
from django.test import Client

from commondesk import work
from commondesk.desk import by_mail
from commondesk.desk.claiming import claim
from commondesk.desk.conversation import Conversation
from commondesk.desk.message import say_as_librarian
from commondesk.outbox.delivery import Delivery
from commondesk.plumbing import clock
from commondesk.plumbing.tokens import new_key, slip_words
from tests.cast import PASSWORD
from tests.channels.email.smtp_server import smtp_server
from tests.web.coordinator.browser import Browser, text

PIA = "pia@home.example"
LATER = by_mail.AWAY_AFTER + dt.timedelta(minutes=1)


@pytest.fixture
def server(settings):
    with smtp_server() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        settings.EMAIL_USE_TLS = False
        yield running


def the_mail(server):
    """The only mail that `work` has sent: to whom, and what it says."""
    work.deliver(clock.now())
    (raw,) = server.mails
    server.mails.clear()
    mail = email.message_from_string(raw, policy=email.policy.default)
    return mail["To"], mail.get_content().replace("\r\n", "\n")


def path_in(words, begin):
    return re.search(rf"http://127\.0\.0\.1:8000({begin}\S*)", words)[1]


@pytest.mark.parametrize("language", ["", "/es", "/ht"])
def test_a_question_left_while_closed_is_answered_by_mail_and_the_mail_leads_back(cast, server, language):
    asked = Client().post(f"{language}/", {"question": "Where is the 1920 census?", "email": PIA})
    code = asked["Location"].rstrip("/").rsplit("/", 1)[1]
    talk = Conversation.objects.get(code=code)
    assert talk.asked_while_closed
    with clock.moved(dt.timedelta(hours=15)):
        claim(code, cast.otto)
        say_as_librarian(talk, cast.otto, "On microfilm, second floor.", new_key())
        say_as_librarian(talk, cast.otto, "Bring a pencil.", new_key())
        work.deliver(clock.now())
        assert server.mails == []  # what comes within a minute is one mail
    with clock.moved(dt.timedelta(hours=15, minutes=1)):
        to, words = the_mail(server)
        assert to == PIA
        assert "On microfilm, second floor." in words
        assert "Bring a pencil." in words
        assert slip_words(code) not in words
        pia = Client()
        page = pia.get(path_in(words, f"{language}/c/"))
        assert "second floor" not in text(page)  # the link alone opens nothing
        (four,) = re.findall(r"^[a-z]+ [a-z]+ [a-z]+ [a-z]+$", words, re.MULTILINE)
        opened = pia.post(f"{language}/return/", {"code": code, "words": four}, follow=True)
        assert "On microfilm, second floor." in text(opened)
        pia.post(f"{language}/c/{code}/say", {"body": "Thank you!", "key": "k" * 20})
    assert Delivery.objects.get().to == ""
    assert Conversation.objects.get().last_patron_at is not None


def test_the_words_of_a_mail_run_out_and_those_of_the_slip_do_not(cast, server):
    asked = Client().post("/", {"question": "Where is the 1920 census?", "email": PIA})
    code = asked["Location"].rstrip("/").rsplit("/", 1)[1]
    with clock.moved(LATER):
        claim(code, cast.otto)
        say_as_librarian(Conversation.objects.get(), cast.otto, "Upstairs.", new_key())
    with clock.moved(LATER * 2):
        _to, words = the_mail(server)
    (four,) = re.findall(r"^[a-z]+ [a-z]+ [a-z]+ [a-z]+$", words, re.MULTILINE)
    opens = {}
    for days in (29, 61):
        with clock.moved(dt.timedelta(days=days)):
            for name, given in (("mail", four), ("slip", slip_words(code))):
                opens[name, days] = Client().post("/return/", {"code": code, "words": given}).status_code
    assert opens == {("mail", 29): 303, ("slip", 29): 303, ("mail", 61): 404, ("slip", 61): 303}


def test_a_patron_without_scripts_has_the_talk_mailed(cast, server):
    asked = Client().post("/", {"question": "Where is the 1920 census?"})
    address, code = asked["Location"], asked["Location"].rstrip("/").rsplit("/", 1)[1]
    pia = Client()
    pia.post("/return/", {"code": code, "words": slip_words(code)})
    assert 'data-act="mail"' in text(pia.get(address))
    refused = pia.post(f"{address}mail", {"email": PIA})
    assert (refused.status_code, "Nobody has answered yet" in text(refused)) == (409, True)
    claim(code, cast.otto)
    say_as_librarian(Conversation.objects.get(), cast.otto, "Upstairs.", new_key())
    wrong = pia.post(f"{address}mail", {"email": "pia"})
    assert (wrong.status_code, 'value="pia"' in text(wrong)) == (422, True)
    sent = pia.post(f"{address}mail", {"email": PIA})
    assert (sent.status_code, sent["Location"]) == (303, f"{address}?mailed")
    assert "It is on its way." in text(pia.get(sent["Location"]))
    to, words = the_mail(server)
    assert to == PIA
    assert "Upstairs." in words
    assert slip_words(code) not in words
    pia.post(f"{address}close")
    assert pia.post(f"{address}mail", {"email": PIA}).status_code == 303
    assert Client().post(f"{address}mail", {"email": PIA}).status_code == 404


def test_without_a_mail_server_the_page_offers_no_mail(cast, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    asked = Client().post("/", {"question": "Where is the 1920 census?"}, follow=True)
    assert 'data-act="mail"' not in text(asked)


def test_an_invited_colleague_comes_to_the_desk_by_the_mail(cast, server):
    noor = Browser(cast.noor)
    fields = {"email": "lena@ames.example", "role": "librarian", "language": "en"}
    assert "is on its way" in text(noor.post("/library/ames/staff/invite/", fields))
    to, words = the_mail(server)
    assert to == "lena@ames.example"
    lena = Browser()
    new = {"name": "Lena Park", "shown_name": "", "password": "quiet-lamp-and-ledger"}
    assert lena.post(path_in(words, "/invitation/"), new).request["PATH_INFO"] == "/desk/"


def test_a_forgotten_password_is_chosen_anew_by_the_mail(cast, server):
    ines = Client()
    ines.post("/sign-in/forgotten/", {"email": cast.ines.email})
    to, words = the_mail(server)
    assert to == cast.ines.email
    form = ines.get(path_in(words, "/sign-in/forgotten/"))["Location"]
    ines.post(form, {"password1": "quiet-lamp-and-ledger", "password2": "quiet-lamp-and-ledger"})
    for password, status in ((PASSWORD, 200), ("quiet-lamp-and-ledger", 302)):
        signed = Client().post("/sign-in/", {"login": cast.ines.email, "password": password})
        assert signed.status_code == status
