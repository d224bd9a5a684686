"""A new password by mail: its link works once, for three days, and strangers learn nothing (bad input 27)."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.http import int_to_base36

from commondesk import work
from commondesk.channels.email import carrier, password_mail
from commondesk.consortium.librarian import Librarian
from commondesk.desk.bearer import issue_line, who
from commondesk.outbox import delivery
from commondesk.outbox.delivery import Delivery
from commondesk.plumbing import clock
from tests.cast import PASSWORD

INES = "ines@ames.example"
NEW = "quiet-lamp-and-ledger"
BASE = "http://127.0.0.1:8000"
FORGOTTEN = "/sign-in/forgotten/"


def ask(email=INES, **headers):
    return Client().post(FORGOTTEN, {"email": email}, headers=headers)


def sent():
    """What `work` sends, if anything."""
    mail.outbox.clear()
    work.deliver(clock.now())
    return mail.outbox


def link():
    """The path that the mail leads to."""
    (found,) = sent()
    return re.search(rf"{BASE}(/sign-in/forgotten/[^\s]+)", found.body)[1]


def choose(path, password=NEW, browser=None):
    """Open the link and choose; what comes of it."""
    browser = browser or Client()
    opened = browser.get(path)
    if opened.status_code == 200:
        return opened
    return browser.post(opened["Location"], {"password1": password, "password2": password})


def is_over(path):
    return "This link no longer works" in Client().get(path, follow=True).content.decode()


def test_it_works_once_and_ends_every_session_and_token(cast):
    here = Client()
    here.force_login(cast.ines)
    token, _ = issue_line(cast.ines, here.session.session_key)
    ask()
    path = link()
    assert choose(path)["Location"] == "/sign-in/forgotten/done/"
    assert here.get("/desk/").status_code == 302
    assert who(token) is None
    assert is_over(path)
    assert Client().post("/sign-in/", {"login": INES, "password": NEW})["Location"] == "/desk/"
    assert Client().post("/sign-in/", {"login": INES, "password": PASSWORD}).status_code == 200


def test_the_link_stands_in_no_table(cast):
    ask()
    row = Delivery.objects.get()
    assert set(row.content) == {"language", "asked_at"}
    assert (row.to, row.kind) == (INES, "password")


def test_it_is_over_after_three_days(cast, settings):
    ask()
    path = link()
    assert not is_over(path)
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert is_over(path)


def test_whoever_signs_in_meanwhile_needs_it_no_more(cast):
    ask()
    path = link()
    Client().post("/sign-in/", {"login": INES, "password": PASSWORD})
    assert is_over(path)


def test_one_of_two_links_ends_the_other(cast):
    ask()
    first = link()
    with clock.moved(password_mail.GATHERED_FOR):
        ask()
        second = link()
    choose(second)
    assert is_over(first)


def test_nobody_elses_account_opens_by_it(cast):
    ask()
    path = link()
    person, _, rest = path.removeprefix(FORGOTTEN).partition("-")
    for other in Librarian.objects.exclude(email=INES):
        assert is_over(f"{FORGOTTEN}{int_to_base36(other.pk)}-{rest}")
    assert person == int_to_base36(cast.ines.pk)


def test_whatever_host_a_request_names_the_link_leads_to_us(cast):
    assert ask(host="localhost:9999", x_forwarded_host="evil.example").status_code == 302
    (found,) = sent()
    assert set(re.findall(r"https?://[^/\s]+", found.body)) == {BASE}
    assert ask(host="evil.example").status_code == 400


def test_known_and_unknown_are_told_alike_by_the_page_and_by_its_work(cast):
    ask("first@ames.example")  # this network address is counted from now on, for both alike
    told, done = [], []
    for email in (INES, "nobody@ames.example"):
        with CaptureQueriesContext(connection) as queries:
            page = Client().post(FORGOTTEN, {"email": email}, follow=True)
        told.append((page.status_code, page.content))
        done.append([re.sub(r"'[^']*'|[0-9a-f]{20,}|\d+", "?", query["sql"]) for query in queries])
    assert told[0] == told[1]
    assert done[0] == done[1]


def test_who_has_no_account_or_a_closed_one_is_sent_nothing_and_no_trace_is_kept(cast):
    Librarian.objects.filter(pk=cast.otto.pk).update(is_active=False)
    ask("nobody@ames.example")
    ask(cast.otto.email)
    assert Delivery.objects.count() == 2
    assert sent() == []
    assert not Delivery.objects.exists()


def test_upper_case_finds_the_account_and_the_mail_goes_to_the_address_of_the_account(cast):
    ask("INES@Ames.example")
    (found,) = sent()
    assert found.to == [INES]


def test_many_askings_are_one_mail_and_then_no_more(cast):
    answers = [ask().status_code for _ in range(7)]
    assert Delivery.objects.count() == 1
    assert answers[-1] == 429
    assert [ask("nobody@ames.example").status_code for _ in range(7)] == answers


def test_what_could_not_leave_for_a_day_leaves_no_more(cast):
    ask()
    with clock.moved(dt.timedelta(days=1, minutes=1)):
        assert sent() == []


def test_without_a_mail_server_nothing_is_promised(cast, settings):
    settings.EMAIL_BACKEND = carrier.NOWHERE
    assert "No mail leaves this desk yet" in Client().get(FORGOTTEN).content.decode()
    refused = ask()
    assert "No mail leaves this desk yet" in refused.content.decode()
    assert not Delivery.objects.exists()


def test_the_mail_speaks_the_language_of_the_page(cast):
    ask(accept_language="es")
    (found,) = sent()
    assert found.extra_headers["Content-Language"] == "es"


def test_two_people_who_ask_get_each_their_own(cast):
    ask()
    ask(cast.otto.email)
    bodies = {found.to[0]: found.body for found in sent()}
    assert set(bodies) == {INES, cast.otto.email}
    assert bodies[INES].split("/sign-in/")[1] != bodies[cast.otto.email].split("/sign-in/")[1]
    assert delivery.take(clock.now()) is None


@pytest.mark.parametrize("key", ["1-abc", "zzz-c0ffee-0000", "1-set-password", "%00-%00", "9" * 400 + "-a"])
def test_a_made_up_link_says_what_to_do(cast, key):
    page = Client().get(f"{FORGOTTEN}{key}/", follow=True)
    assert page.status_code in (200, 404)
    assert Librarian.objects.get(email=INES).check_password(PASSWORD)
