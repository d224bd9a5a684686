"""The ask pages: only the question is needed, nothing is left behind before it, and every form is safe."""

import re
from html import escape

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client

from commondesk.channels.email import carrier
from commondesk.desk.asking import PRIVACY_LINE, Question
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import Event
from commondesk.plumbing import clock
from commondesk.schedule.opening_hours import OpeningHours
from commondesk.web.patron import forms
from tests.cast import make_library, on_duty

ALL_DAY = {"opens": "00:00", "closes": "00:00"}
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7|add:7 }}{% debug %}",
    "javascript:alert(1)",
    "'; DROP TABLE patrons; --",
    "\u202eevil\u2066",
    "a" * 5000,
]


@pytest.fixture
def ask(client, cast):
    """Post the form as a browser would: with the key that the page holds."""

    def post(address="/", *, key=None, headers=None, **fields):
        key = key or key_of(client.get(address))
        return client.post(address, {"key": key, **fields}, headers=headers or {})

    return post


def key_of(response):
    return re.search(r'name="key" value="([^"]+)"', response.content.decode())[1]


def the_question():
    return Event.objects.get(seq=1).body


def test_the_page_sets_no_cookie_and_is_never_cached(client, cast):
    response = client.get("/")
    assert (response.status_code, dict(response.cookies)) == (200, {})
    assert response["Cache-Control"] == "no-store"


def test_every_page_holds_a_key_of_its_own(client, cast):
    assert key_of(client.get("/")) != key_of(client.get("/"))


def test_only_the_question_is_required(ask):
    response = ask(question="Where can I find the 1920 census?")
    conversation = Conversation.objects.get()
    assert (response.status_code, response["Location"]) == (303, f"/c/{conversation.code}/")
    assert the_question() == "Where can I find the 1920 census?"


def test_the_talk_is_kept_in_a_cookie_of_its_own_pages_until_the_browser_closes(ask, client):
    response = ask(question="Where is my book?")
    code = Conversation.objects.get().code
    cookies = {cookie["path"]: cookie for cookie in response.cookies.values()}
    assert set(cookies) == {f"/c/{code}/", f"/es/c/{code}/", f"/ht/c/{code}/"}
    assert all(
        cookie["httponly"] and cookie["samesite"] == "Lax" and not cookie["max-age"]
        for cookie in cookies.values()
    )
    assert b"Where is my book?" in client.get(response["Location"]).content


def test_on_ones_own_device_it_is_kept_for_longer(ask):
    response = ask(question="Where is my book?", own_device="on")
    assert {cookie["max-age"] for cookie in response.cookies.values()} == {30 * 24 * 3600}


def test_everything_else_may_be_told(ask, cast):
    ask(question="Hours?", name="Pia", email="pia@home.example", place="Ames Public Library", topic="film",
        status="adult")  # fmt: skip
    conversation = Conversation.objects.get()
    told = (conversation.patron_name, conversation.topic, conversation.patron_status, conversation.library)
    assert told == ("Pia", "film", "adult", cast.ames)
    assert conversation.addresses.get().address == "pia@home.example"


@pytest.mark.parametrize(("backend", "offered"), [(carrier.INTO_FILES, 1), (carrier.NOWHERE, 0)])
def test_an_address_is_asked_for_only_where_mail_leaves(client, cast, settings, backend, offered):
    settings.EMAIL_BACKEND = backend
    assert client.get("/ask/ames/").content.count(b'name="email"') == offered


def test_where_no_mail_leaves_one_that_comes_all_the_same_is_kept_or_can_be_put_right(ask, client, settings):
    settings.EMAIL_BACKEND = carrier.NOWHERE
    page = ask(question="Hours?", email="none")
    assert (page.status_code, b'name="email"' in page.content) == (422, True)
    ask(question="Hours?", email="pia@home.example")
    assert Conversation.objects.get().addresses.get().address == "pia@home.example"


def test_the_page_of_a_library_asks_there(ask, cast):
    ask("/ask/birch/", question="Are you open?")
    conversation = Conversation.objects.get()
    assert (conversation.library, conversation.queue) == (cast.birch, cast.birch_queue)


@pytest.mark.parametrize("slug", ["none", "closed-for-ever"])
def test_a_library_that_patrons_cannot_choose_has_no_page(client, cast, slug):
    make_library("closed-for-ever", "Gone", is_active=False)
    response = client.get(f"/ask/{slug}/")
    assert response.status_code == 404
    assert b"<main" in response.content


def test_a_zip_code_tells_the_library_it_belongs_to(ask, cast):
    cast.birch.service_areas.create(zip_code="50010")
    ask(question="Are you open?", place="50010")
    conversation = Conversation.objects.get()
    assert (conversation.library, conversation.zip_code) == (cast.birch, "50010")


def test_a_library_we_do_not_know_is_said_next_to_its_field(ask):
    response = ask(question="Are you open?", place="Atlantis")
    page = response.content.decode()
    assert (response.status_code, Conversation.objects.count()) == (422, 0)
    assert "We do not know a library of this name" in page
    assert "<details open>" in page
    assert "Are you open?" in page


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"question": ""}, "question"),
        ({"question": " \u200b\u2060 "}, "question"),
        ({"question": "a" * 8001}, "question"),
        ({"question": "Hello", "email": "not an address"}, "email"),
        ({"question": "Hello", "status": "king"}, "status"),
        ({"question": "Hello\x00"}, "question"),
    ],
)
def test_what_is_wrong_is_said_next_to_its_field(ask, fields, field):
    response = ask(**fields)
    page = response.content.decode()
    assert (response.status_code, Conversation.objects.count()) == (422, 0)
    assert f'id="{field}-error"' in page


def test_the_same_form_sent_twice_is_one_question(ask):
    first, second = (ask(key="k" * 20, question="Where is it?") for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Conversation.objects.count() == 1


def test_the_same_form_with_other_words_is_another_question(ask):
    ask(key="k" * 20, question="Where is it?")
    response = ask(key="k" * 20, question="And when?")
    assert response.status_code == 303
    assert Conversation.objects.count() == 2


def test_scripts_get_the_contracts_answer_and_no_cookie(ask):
    json = {"Accept": "application/json"}
    first = ask(key="k" * 20, question="Where is it?", headers=json)
    again = ask(key="k" * 20, question="Where is it?", headers=json)
    asked = first.json()
    assert (first.status_code, again.status_code) == (201, 200)
    assert asked["links"]["page"] == f"/c/{asked['code']}/"
    assert len(asked["words"].split()) == 4
    assert again.json()["token"] == asked["token"]
    assert not first.cookies


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_come_back_as_words(ask, text):
    response = ask(
        question="", name=text[:80], email=text[:254], place=text[:160], topic=text[:80], page=text
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert f'name="name" type="text" value="{escape(text[:80])}"' in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_question_is_asked_and_shown_as_it_is(ask, client, text):
    response = ask(question=text)
    page = client.get(response["Location"]).content.decode()
    assert response.status_code == 303
    assert "<script>alert" not in page
    assert 'href="javascript:' not in page


@pytest.mark.parametrize(
    ("came_from", "kept"),
    [
        ("https://ames.example/catalogue?patron=7#top", "https://ames.example/catalogue"),
        ("javascript:alert(1)", ""),
        ("JaVaScRiPt:alert(1)", ""),
        ("data:text/html,x", ""),
        ("ftp://ames.example/", ""),
        ("https://[", ""),
    ],
)
def test_the_page_one_comes_from_is_an_address_of_the_web_or_nothing(client, cast, came_from, kept):
    page = client.get("/", {"page": came_from}).content.decode()
    offered = re.search(r'name="page" value="([^"]*)"', page)[1]
    client.post("/", {"question": "Where?", "page": came_from})
    assert "script:" not in offered.lower()
    assert Conversation.objects.get().page == kept


@pytest.mark.parametrize("address", ["/", "/ask/ames/", "/es/ask/ames/"])
def test_the_tag_of_the_link_goes_with_the_question(client, cast, address):
    page = client.get(f"{address}?from=Poster-2").content.decode()
    assert 'name="source" value="poster-2"' in page
    client.post(address, {"question": "Where?", "source": "poster-2"})
    assert Conversation.objects.get().source == "poster-2"


def test_the_tag_is_kept_through_a_mistake_and_into_the_other_language(client, cast):
    assert 'href="/es/ask/ames/?from=poster"' in client.get("/ask/ames/?from=poster").content.decode()
    page = client.post("/ask/ames/", {"question": "", "source": "poster"}).content.decode()
    assert 'name="source" value="poster"' in page
    assert 'href="/es/ask/ames/?from=poster"' in page


@pytest.mark.parametrize("text", [*HOSTILE, "", "two words", "ñ", "x" * 10_000, "a\0b"])
def test_what_is_no_tag_is_ignored_and_the_question_is_taken(client, cast, text):
    page = client.get("/", {"from": text}).content.decode()
    assert 'name="source"' not in page
    assert client.post("/", {"question": "Where?", "source": text}).status_code == 303
    assert Conversation.objects.get().source == ""


def test_scripts_bring_the_tag_too(client, cast):
    json = {"Accept": "application/json"}
    client.post("/ask/ames/", {"question": "Where?", "source": "button"}, headers=json)
    assert Conversation.objects.get().source == "button"


def test_the_page_that_links_here_is_remembered_but_not_our_own(client, cast):
    theirs = client.get("/", headers={"Referer": "https://ames.example/"}).content.decode()
    ours = client.get("/", headers={"Referer": "http://testserver/privacy/"}).content.decode()
    assert 'name="page" value="https://ames.example/"' in theirs
    assert 'name="page" value=""' in ours


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "https://testserver"},
    ],
)
def test_a_post_from_another_site_is_refused(ask, headers):
    response = ask(question="Where?", headers=headers)
    assert (response.status_code, Conversation.objects.count()) == (403, 0)
    assert b"tab of its own" in response.content


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}, {}])
def test_a_post_from_our_own_page_is_taken_without_any_cookie(cast, headers):
    client = Client(enforce_csrf_checks=True)
    assert client.post("/", {"question": "Where?"}, headers=headers).status_code == 303


def test_behind_a_proxy_that_hides_https_our_own_address_is_ours(cast, settings):
    settings.COMMONDESK = settings.COMMONDESK.model_copy(update={"base_url": "https://testserver"})
    for origin, status in (("https://testserver", 303), ("https://evil.example", 403), ("null", 403)):
        answer = Client().post("/", {"question": "Where?"}, headers={"Origin": origin})
        assert answer.status_code == status


def test_a_school_behind_one_address_gets_through_and_a_flood_does_not(ask):
    with time_machine.travel(clock.now(), tick=False):
        answers = [ask(key=f"{number:020}", question="Where?").status_code for number in range(41)]
        assert answers == [303] * 40 + [429]
        refused = ask(key="x" * 20, question="Where?", name="Pia")
        assert refused["Retry-After"]
        assert b"wait a moment" in refused.content
        assert b"Where?</textarea>" in refused.content
        assert b'value="Pia"' in refused.content


def test_while_the_desk_is_away_the_page_holds_the_question_ready_to_be_sent_again(client, cast, monkeypatch):
    def away(_question):
        raise OperationalError("the database is away")

    monkeypatch.setattr(forms, "ask", away)
    response = client.post("/", {"key": "k" * 20, "question": "Where <b>is</b> it?"})
    page = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert 'name="question" value="Where &lt;b&gt;is&lt;/b&gt; it?"' in page
    assert f'name="key" value="{"k" * 20}"' in page
    assert '<form method="post" action="/">' in page


def test_somebody_is_there_and_the_page_says_for_how_long_one_waits(client, cast):
    on_duty(cast.otto, cast.statewide)
    page = client.get("/").content.decode()
    assert "A librarian is here. Usual wait: under a minute." in page


def test_nobody_is_there_although_somebody_should(client, cast):
    for weekday in range(7):
        OpeningHours.objects.create(queue=cast.statewide, weekday=weekday, **ALL_DAY)
    assert b"away from the desk for a moment" in client.get("/").content


def test_closed_the_page_says_when_we_are_back_and_takes_the_question(ask, client, cast):
    tomorrow = (clock.now().astimezone().weekday() + 2) % 7
    OpeningHours.objects.create(queue=cast.statewide, weekday=tomorrow, opens="09:00", closes="17:00")
    page = client.get("/").content.decode()
    assert re.search(r"We are closed just now\. Back .*9:00 AM", page)
    assert ask(question="Where?").status_code == 303


def test_the_page_speaks_the_language_of_its_address(ask, client, cast):
    assert '<html lang="es"' in client.get("/es/ask/ames/").content.decode()
    response = ask("/es/", question="¿Dónde está?")
    conversation = Conversation.objects.get()
    assert (response["Location"], conversation.language) == (f"/es/c/{conversation.code}/", "es")


def test_the_other_language_is_one_link_away_and_keeps_the_page(client, cast):
    assert 'href="/es/ask/ames/?page=1"' in client.get("/ask/ames/?page=1").content.decode()
    assert 'href="/ask/ames/"' in client.get("/es/ask/ames/").content.decode()


def test_the_privacy_line_stands_next_to_the_button_and_its_version_is_remembered(ask, client, cast):
    cast.consortium.personal_facts_days = 12
    cast.consortium.save()
    page = client.get("/").content.decode()
    assert "deleted 12 days after the end" in " ".join(page.split())
    assert 'href="/privacy/"' in page
    ask(question="Where?")
    assert Conversation.objects.get().privacy_line == PRIVACY_LINE


def test_a_thousand_libraries_do_not_weigh_the_page_down(client, cast):
    for number in range(60):
        make_library(f"library-{number}", f"Library {number}")
    assert '<option value="Library' not in client.get("/").content.decode()


def test_a_question_has_all_the_fields_the_form_has():
    assert {"name", "email", "topic", "status", "page", "device"} <= set(Question.__slots__)
