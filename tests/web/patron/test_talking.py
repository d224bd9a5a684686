"""The talk without scripts: a page and forms, for whoever brings the token and for nobody else."""

import json
import re
from zoneinfo import ZoneInfo

import pytest

from commondesk.channels.email import carrier
from commondesk.desk.closing import close
from commondesk.desk.conversation import Conversation
from commondesk.desk.following_up import go_on_by_mail
from commondesk.desk.message import say_as_librarian
from commondesk.desk.note import note
from commondesk.plumbing import bus
from commondesk.plumbing.tokens import new_key
from commondesk.web.times import date_of
from tests.cast import make_asked, make_talk


@pytest.fixture
def open_talk(client):
    """Put the cookie of an asking into the browser, and say where its talk is."""

    def opened(asked, language=""):
        code = asked.conversation.code
        name = f"patron_{code}_{language}" if language else f"patron_{code}"
        client.cookies[name] = asked.token
        return f"/{language}/c/{code}/" if language else f"/c/{code}/"

    return opened


@pytest.fixture
def waiting(cast, open_talk):
    return open_talk(make_asked())


@pytest.fixture
def talking(cast, open_talk):
    return open_talk(make_talk(cast.otto))


def conversation():
    return Conversation.objects.get()


def closed(cast, **fields):
    asked = make_talk(cast.otto, **fields)
    close(asked.conversation.code, cast.otto, "Come back any time.")
    return asked


def test_without_a_token_every_code_looks_the_same(client, cast):
    known, unknown = make_asked().conversation.code, "zzzzzzzz"
    pages = [client.get(f"/c/{code}/").content.decode() for code in (known, unknown)]
    same = [
        re.sub(r'"key" value="[^"]+"', "", page).replace(code, "CODE")
        for page, code in zip(pages, (known, unknown), strict=True)
    ]
    assert same[0] == same[1]
    assert "The four words" in pages[0]
    assert "1920 census" not in pages[0]


def test_the_token_of_one_talk_opens_no_other(client, cast, open_talk):
    mine, other = make_asked(), make_asked("Something else?")
    open_talk(mine)
    client.cookies[f"patron_{other.conversation.code}"] = mine.token
    assert b"Something else?" not in client.get(f"/c/{other.conversation.code}/").content
    assert client.post(f"/c/{other.conversation.code}/close").status_code == 404
    assert client.get(f"/c/{other.conversation.code}/transcript.txt").status_code == 404


def test_a_bearer_opens_the_same_page_without_a_cookie(client, cast):
    asked = make_asked()
    response = client.get(
        f"/c/{asked.conversation.code}/", headers={"Authorization": f"Bearer {asked.token}"}
    )
    page = response.content.decode()
    settings = json.loads(re.search(r'<script id="talk-settings"[^>]*>(.*?)</script>', page)[1])
    assert "1920 census" in page
    assert (settings["token"], settings["lastSeq"]) == ("", 1)
    assert not response.cookies


def test_the_page_shows_the_talk_and_never_the_notes(client, cast, open_talk):
    asked = make_talk(cast.otto)
    say_as_librarian(asked.conversation, cast.otto, "See https://archives.gov and *ask*.", new_key())
    note(asked.conversation, cast.otto, "Grumpy today.", new_key())
    page = client.get(open_talk(asked)).content.decode()
    assert '<a href="https://archives.gov" target="_blank"' in page
    assert "<strong>ask</strong>" in page
    assert "Otto (Birch County Library) is here." in page
    assert "With Otto (Birch County Library)" in page
    assert "Grumpy" not in page


def test_words_are_the_patrons_and_stand_on_the_page(client, cast, open_talk):
    asked = make_asked()
    assert asked.words in client.get(open_talk(asked)).content.decode()


def test_what_one_says_is_kept_once_however_often_the_form_is_sent(client, talking):
    for _ in range(2):
        response = client.post(f"{talking}say", {"body": "Thank you, Otto.", "key": "k" * 20})
        assert (response.status_code, response["Location"]) == (303, talking)
    assert client.get(talking).content.decode().count("Thank you, Otto.") == 1


def test_an_empty_message_is_refused_with_a_sentence(client, talking):
    response = client.post(f"{talking}say", {"body": " \u200b "})
    assert response.status_code == 422
    assert b"nothing to read in this yet" in response.content


def test_a_message_that_comes_too_late_comes_back_with_a_sentence(client, cast, open_talk):
    response = client.post(f"{open_talk(closed(cast))}say", {"body": "One more thing <b>"})
    assert response.status_code == 409
    assert b"One more thing &lt;b&gt;" in response.content


def test_what_was_hidden_is_said_to_the_patron(client, talking):
    client.post(f"{talking}say", {"body": "My card is 4111 1111 1111 1111.", "key": "k" * 20})
    page = client.get(talking).content.decode()
    assert "4111" not in page
    assert "looked like a number to keep private" in page


def test_who_waits_may_leave_an_address_and_give_up(client, waiting):
    assert client.post(f"{waiting}address", {"email": "pia@home.example"}).status_code == 303
    assert b"We have your e-mail address" in client.get(waiting).content
    assert client.post(f"{waiting}leave").status_code == 303
    assert conversation().ended == "left"
    assert b"You stopped waiting." in client.get(waiting).content


def test_an_address_that_is_none_is_refused_with_a_sentence(client, waiting):
    response = client.post(f"{waiting}address", {"email": "pia"})
    assert response.status_code == 422
    assert b"does not look like an e-mail address" in response.content
    assert b'type="email" value="pia"' in response.content


def test_where_no_mail_leaves_no_address_is_asked_for_and_one_that_is_left_is_named(
    client, waiting, settings
):
    settings.EMAIL_BACKEND = carrier.NOWHERE
    assert b"Leave this address" not in client.get(waiting).content
    # From a page of before, or by the interface: taken, for the day on which mail leaves.
    assert b"Leave this address" in client.post(f"{waiting}address", {"email": "pia"}).content
    assert client.post(f"{waiting}address", {"email": "pia@home.example"}).status_code == 303
    assert b'data-part="has-address">' in client.get(waiting).content


def test_a_waiting_page_looks_by_itself_until_it_is_told_to_keep_still(client, waiting, cast):
    assert b'http-equiv="refresh"' in client.get(waiting).content
    assert b'http-equiv="refresh"' not in client.get(f"{waiting}?still").content


def test_after_closing_one_tap_says_whether_it_was_answered(client, cast, open_talk):
    address = open_talk(closed(cast))
    assert b"Was your question answered?" in client.get(address).content
    client.post(f"{address}rate", {"answered": "partly"})
    client.post(f"{address}rate", {"answered": "partly", "stars": "4", "comment": "Kind."})
    rating = conversation().rating
    assert (rating.answered, rating.stars, rating.comment) == ("partly", 4, "Kind.")
    assert client.post(f"{address}rate", {"answered": "perhaps"}).status_code == 422


def test_who_was_never_helped_is_not_asked_how_it_was(client, waiting):
    client.post(f"{waiting}leave")
    page = client.get(waiting).content.decode()
    assert re.search(r'<form [^>]*data-act="rate"[^>]* hidden>', page)


def test_a_closed_talk_can_be_opened_again(client, cast, open_talk):
    address = open_talk(closed(cast))
    assert client.post(f"{address}reopen").status_code == 303
    assert conversation().state == "waiting"


def test_the_patron_may_close(client, talking):
    client.post(f"{talking}close")
    assert conversation().ended == "by_patron"
    assert b"You have closed this conversation." in client.get(talking).content


@pytest.mark.parametrize(("address_left", "state"), [(False, "closed"), (True, "waiting")])
def test_leave_and_wipe_ends_this_devices_token_and_what_nobody_could_answer(
    client, cast, open_talk, address_left, state
):
    asked = make_asked(email="pia@home.example" if address_left else "")
    address = open_talk(asked)
    response = client.post(f"{address}wipe")
    assert (response.status_code, response["Location"]) == (303, "/goodbye/")
    assert {cookie["max-age"] for cookie in response.cookies.values()} == {0}
    assert conversation().state == state
    bearer = {"Authorization": f"Bearer {asked.token}"}
    assert client.post(f"{address}close", headers=bearer).status_code == 404


def test_erased_it_is_gone_and_the_page_says_so(client, cast, open_talk):
    asked = closed(cast, name="Pia")
    address = open_talk(asked)
    response = client.post(f"{address}erase")
    assert response["Location"] == "/goodbye/?erased"
    assert b"has been erased" in client.get("/goodbye/?erased").content
    bearer = {"Authorization": f"Bearer {asked.token}"}
    gone = client.get(address, headers=bearer)
    assert (gone.status_code, b"1920 census" in gone.content) == (410, False)


@pytest.mark.parametrize("form", ["txt", "html", "json"])
def test_the_talk_can_be_taken_along_without_notes(client, cast, open_talk, form):
    asked = closed(cast)
    note(asked.conversation, cast.otto, "Grumpy today.", new_key())
    response = client.get(f"{open_talk(asked)}transcript.{form}")
    text = response.content.decode()
    assert (
        response["Content-Disposition"]
        == f'attachment; filename="conversation-{asked.conversation.code}.{form}"'
    )
    assert "1920 census" in text
    assert "Come back any time." in text
    assert "Grumpy" not in text


def test_a_page_to_keep_and_the_page_on_paper_say_of_which_library_and_year_they_are(client, cast, open_talk):
    address = open_talk(make_talk(cast.otto, library=cast.birch))
    zone = ZoneInfo(cast.birch.time_zone)
    told = f"Conversation {conversation().code} of {date_of(conversation().asked_at, zone)};"
    for page in (client.get(address), client.get(f"{address}transcript.html")):
        text = page.content.decode()
        assert told in text
        assert f"times are those of {zone.key}." in text
        assert "Birch County Library" in text


def test_a_script_is_answered_by_a_script(client, talking):
    headers = {"Accept": "application/json"}
    done = client.post(f"{talking}close", headers=headers)
    refused = client.post(f"{talking}say", {"body": "late"}, headers=headers)
    assert (done.status_code, done.json()) == (200, {"state": "closed"})
    assert (refused.status_code, refused["Content-Type"]) == (409, "application/problem+json")
    assert refused.json()["type"].endswith("/closed")


def test_an_act_needs_a_post_from_our_own_page(client, talking):
    looked = client.get(f"{talking}close")
    assert (looked.status_code, looked["Location"], conversation().state) == (303, talking, "talking")
    elsewhere = client.post(f"{talking}close", headers={"Sec-Fetch-Site": "cross-site"})
    assert (elsewhere.status_code, conversation().state) == (403, "talking")
    assert client.post(f"{talking}explode").status_code == 404


def test_in_spanish_the_acts_stay_in_spanish(client, cast, open_talk):
    address = open_talk(make_talk(cast.otto), "es")
    response = client.post(f"{address}close")
    assert response["Location"] == address
    assert f'href="{address.removeprefix("/es")}"' in client.get(address).content.decode()


@pytest.mark.parametrize("code", ["-1", "1" * 400, "٣", "null", "%00", "..", "0x1f"])
def test_a_forged_code_opens_nothing(client, cast, code):
    assert client.get(f"/c/{code}/transcript.txt").status_code == 404
    assert client.post(f"/c/{code}/close").status_code in (403, 404)


@pytest.mark.parametrize("path", ["", "transcript.txt", "transcript.html", "transcript.json"])
def test_nothing_personal_is_ever_cached(client, cast, open_talk, path):
    response = client.get(open_talk(closed(cast)) + path)
    assert response["Cache-Control"] == "no-store"
    assert "Cookie" in response["Vary"]


def test_an_answer_to_a_cookie_is_not_compressed_beside_its_secret(client, waiting):
    assert "Content-Encoding" not in client.get(waiting, headers={"Accept-Encoding": "gzip"})


def test_a_page_without_cookies_comes_small(client, cast):
    assert client.get("/", headers={"Accept-Encoding": "gzip"})["Content-Encoding"] == "gzip"


def test_long_messages_without_end_are_slowed_down_and_short_ones_get_through(client, cast):
    asked = make_asked()
    address = f"/c/{asked.conversation.code}/say"
    client.cookies[f"patron_{asked.conversation.code}"] = asked.token
    form = {"body": "so it goes " * 100, "key": new_key()}
    answers = [client.post(address, form).status_code for _ in range(42)]
    assert (answers[0], answers[-1]) == (303, 429)
    assert client.post(address, {"body": "In short", "key": new_key()}).status_code == 303


def test_whoever_follows_a_question_up_is_told_that_its_page_was_opened(client, cast, open_talk, monkeypatch):
    asked = make_talk(cast.otto)
    page = open_talk(asked)
    said = []
    monkeypatch.setattr(bus, "wake", lambda wakes: said.extend((one.topic, one.data) for one in wakes))
    client.get(page)
    assert said == []
    go_on_by_mail(asked.conversation.code, cast.otto, "I go on looking.")
    said.clear()
    client.get(page)
    assert said == [(f"desk:{cast.otto.pk}", {"code": asked.conversation.code, "here": True})]
