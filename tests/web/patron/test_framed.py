"""The ask page in a frame: on the sites that were named, and on no others (bad-input 9)."""

import pytest
from django.db import OperationalError
from django.test import Client

from commondesk.consortium.widget import set_widget
from commondesk.desk.conversation import Conversation
from commondesk.web.patron import framed
from tests.web.patron.test_asking import key_of

FRAME = "/w/ames/"
JSON = {"accept": "application/json"}
SANDBOX = {"origin": "null", "sec-fetch-site": "cross-site"}


def ancestors(response):
    rules = dict(rule.split(" ", 1) for rule in response["Content-Security-Policy"].split("; "))
    return rules.get("frame-ancestors")


def test_until_a_site_is_named_only_our_own_pages_may_hold_it(client, cast):
    response = client.get(FRAME)
    assert ancestors(response) == "'self'"
    assert "X-Frame-Options" not in response


def test_the_sites_that_are_named_may_hold_it(client, cast):
    set_widget(cast.ames, cast.noor, {"sites": ["https://www.ames.example", "https://*.ames.example"]})
    assert ancestors(client.get(FRAME)) == "'self' https://www.ames.example https://*.ames.example"
    assert ancestors(client.get("/w/birch/")) == "'self'"


def test_any_site_is_said_by_no_rule_which_lets_a_sandboxed_page_in_too(client, cast):
    set_widget(cast.ames, cast.noor, {"sites": ["*"]})
    assert ancestors(client.get(FRAME)) is None


@pytest.mark.parametrize("address", ["/", "/ask/ames/", "/goodbye/", "/return/", "/privacy/", "/sign-in/"])
def test_no_other_page_may_be_held(client, cast, address):
    set_widget(cast.ames, cast.noor, {"sites": ["*"]})
    response = client.get(address)
    assert ancestors(response) == "'none'"
    assert response["X-Frame-Options"] == "DENY"


def test_what_is_wrong_and_the_goodbye_are_shown_in_the_frame_too(client, cast):
    set_widget(cast.ames, cast.noor, {"sites": ["https://www.ames.example"]})
    for response in (client.post(FRAME, {"question": ""}), client.get(f"{FRAME}goodbye/?erased")):
        assert "https://www.ames.example" in ancestors(response)
        assert 'data-framed="ames"' in response.content.decode()


def test_also_what_went_wrong_is_shown_in_the_frame(client, cast, monkeypatch):
    set_widget(cast.ames, cast.noor, {"sites": ["https://www.ames.example"]})
    refused = client.post(FRAME, {"question": "Where?"}, headers={"origin": "https://evil.example"})
    assert (refused.status_code, "https://www.ames.example" in ancestors(refused)) == (403, True)
    gone = client.get("/w/nowhere/")
    assert (gone.status_code, ancestors(gone), "X-Frame-Options" in gone) == (404, None, False)
    monkeypatch.setattr(framed, "library_asked_at", away)
    lost = client.get(FRAME)
    assert (lost.status_code, "X-Frame-Options" in lost) == (503, False)


def away(_slug):
    raise OperationalError("database is away")


def test_it_is_the_ask_page_without_the_head_and_foot_of_one(client, cast):
    page = client.get(f"{FRAME}?page=https://www.ames.example/catalog/").content.decode()
    assert 'name="page" value="https://www.ames.example/catalog/"' in page
    assert '<base target="_blank">' in page
    assert "For librarians" not in page
    assert "For librarians" in client.get("/ask/ames/").content.decode()


def test_a_question_from_a_page_without_scripts_still_becomes_one(client, cast):
    response = client.post(FRAME, {"question": "Where is it?", "key": key_of(client.get(FRAME))})
    assert response.status_code == 303
    assert Conversation.objects.get().library == cast.ames


def test_a_script_in_a_sandboxed_frame_asks_and_reads_the_answer_without_any_cookie(cast):
    asked = Client().post(FRAME, {"question": "Where is it?"}, headers=SANDBOX | JSON)
    assert (asked.status_code, dict(asked.cookies)) == (201, {})
    assert asked["Access-Control-Allow-Origin"] == "null"
    assert "Access-Control-Allow-Credentials" not in asked
    token = asked.json()["token"]
    asking = Client().options(asked.json()["links"]["page"], headers=SANDBOX)
    assert (asking.status_code, asking["Access-Control-Allow-Headers"]) == (
        204,
        "Authorization, Accept, Content-Type",
    )
    talk = Client().get(
        asked.json()["links"]["page"] + "?framed", headers=SANDBOX | {"authorization": f"Bearer {token}"}
    )
    assert talk.status_code == 200
    assert "Where is it?" in talk.content.decode()
    code = asked.json()["code"]
    left = Client().post(f"/c/{code}/leave", headers=SANDBOX | JSON | {"authorization": f"Bearer {token}"})
    assert left.json() == {"state": "closed"}


def test_a_form_of_a_sandboxed_page_is_refused_as_one_of_another_site_is(cast):
    for headers in (SANDBOX, {"origin": "https://evil.example"}, {"sec-fetch-site": "same-site"}):
        response = Client().post(FRAME, {"question": "Where is it?"}, headers=headers)
        assert (response.status_code, dict(response.cookies)) == (403, {})


def test_a_cookie_gives_nobody_else_its_power(cast):
    asked = Client().post("/ask/ames/", {"question": "Where is it?"})
    code = Conversation.objects.get().code
    patron = Client()
    patron.cookies.update(asked.cookies)
    for headers in (SANDBOX | JSON, JSON | {"origin": "https://evil.example"}):
        assert patron.post(f"/c/{code}/erase", headers=headers).status_code == 403
    assert Conversation.objects.get().is_open


def test_other_sites_may_read_nothing(client, cast):
    for origin in ("https://evil.example", "http://127.0.0.1:8000"):
        assert "Access-Control-Allow-Origin" not in client.get(FRAME, headers={"origin": origin})
