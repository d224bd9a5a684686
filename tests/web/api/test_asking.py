"""Asking by the interface, and coming back with the slip."""

import pytest
import time_machine

from commondesk.desk.conversation import Conversation
from commondesk.plumbing import clock
from commondesk.plumbing.tokens import new_key
from tests.cast import Cast, make_asked, on_duty
from tests.web.api.caller import Caller, fields_of, slug_of


def ask(**fields):
    return Caller().post(
        "/conversations", {"key": new_key(), "question": "Where is the 1920 census?", **fields}
    )


def test_a_question_is_enough(cast: Cast) -> None:
    response = ask()
    asked = response.json()
    assert response.status_code == 201
    assert (asked["state"], len(asked["words"].split())) == ("waiting", 4)
    assert asked["expected_wait_seconds"] is None
    assert Caller(asked["token"]).get(asked["links"]["events"].removeprefix("/api/v1")).status_code == 200
    conversation = Conversation.objects.get(code=asked["code"])
    assert (conversation.patron_name, conversation.queue) == ("", cast.statewide)


def test_whoever_adds_more_is_taken_at_their_word(cast: Cast) -> None:
    on_duty(cast.ines, cast.ames_queue)
    more = {"name": "Pia", "email": "pia@example.com", "zip": "32301", "status": "student", "device": "phone"}
    page = "https://example.org/catalog?q=secret"
    asked = ask(library="ames", topic="census", language="es", page=page, source="Poster-2", **more).json()
    conversation = Conversation.objects.get(code=asked["code"])
    assert (conversation.library, conversation.queue) == (cast.ames, cast.ames_queue)
    assert (conversation.patron_name, conversation.patron_status, conversation.language) == (
        "Pia",
        "student",
        "es",
    )
    assert (conversation.page, conversation.source) == ("https://example.org/catalog", "poster-2")
    assert conversation.addresses.get().address == "pia@example.com"
    assert asked["expected_wait_seconds"] > 0


def test_the_same_key_and_question_answer_the_same(cast: Cast) -> None:
    key = new_key()
    first, again = ask(key=key), ask(key=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    other = ask(key=key, question="Another one")
    assert (other.status_code, slug_of(other)) == (409, "other-body")


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"source": "two words"}, "source"),
        ({"source": "x" * 33}, "source"),
        ({"source": 7}, "source"),
        ({"question": None}, "question"),
        ({"question": ["a"]}, "question"),
        ({"key": "short"}, "key"),
        ({"key": "x" * 65}, "key"),
        ({"key": "sixteen letters!"}, "key"),
        ({"library": "nowhere"}, "library"),
        ({"library": 1}, "library"),
        ({"library": "ames\0"}, "library"),
        ({"queue": "no\0where"}, "queue"),
        ({"queue": {"id": 1}}, "queue"),
        ({"email": "not an address"}, "email"),
        ({"language": "tlh"}, "language"),
        ({"name": "x" * 81}, "name"),
        ({"code": "mine"}, "code"),
        ({"claimed_by": 1}, "claimed_by"),
        ({"asked_at": "2020-01-01"}, "asked_at"),
        ({"is_practice": True}, "is_practice"),
    ],
)
def test_what_cannot_be_taken_is_named_by_field(cast: Cast, fields: dict, named: str | None) -> None:
    response = ask(**fields)
    if named is None:
        assert response.status_code == 201
    else:
        unknown = "nowhere" in fields.values()
        assert (response.status_code, slug_of(response)) == (
            (404, "not-visible") if unknown else (422, "invalid")
        )
        assert named in fields_of(response)
        assert Conversation.objects.count() == 0


@pytest.mark.parametrize(
    ("question", "slug"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("\u200b\u200d", "empty"),
        ("x" * 8001, "too-long"),
        ("a\0b", "invalid"),
    ],
)
def test_a_question_that_is_none_is_refused_in_words(cast: Cast, question: str, slug: str) -> None:
    response = ask(question=question)
    assert (response.status_code, slug_of(response)) == (422, slug)
    assert response.json()["detail"]


def test_a_lone_surrogate_is_no_text(cast: Cast) -> None:
    response = Caller().send("POST", "/conversations", '{"key":"abcdefghijklmnop","question":"\\ud800"}')
    assert response.status_code == 422


def test_refusals_speak_the_language_that_is_asked_for(cast: Cast) -> None:
    body = {"key": new_key(), "question": ""}
    english = Caller().post("/conversations", body).json()
    spanish = Caller().post("/conversations", body, headers={"accept-language": "es"}).json()
    assert english["type"] == spanish["type"]
    assert english["detail"] != spanish["detail"]


def test_a_flood_from_one_address_is_slowed_and_the_neighbours_are_not(cast: Cast) -> None:
    with time_machine.travel(clock.now(), tick=False):
        answers = [ask().status_code for _ in range(41)]
        refused = ask()
    assert answers == [201] * 40 + [429]
    assert (slug_of(refused), int(refused["Retry-After"]) > 0) == ("slow-down", True)
    body = {"key": new_key(), "question": "And I?"}
    assert Caller().post("/conversations", body, REMOTE_ADDR="198.51.100.9").status_code == 201


def test_the_rate_can_be_lifted_for_benchmarks(cast: Cast, settings) -> None:
    settings.COMMONDESK = settings.COMMONDESK.model_copy(update={"rate_limits": False})
    assert {ask().status_code for _ in range(45)} == {201}


def test_coming_back_takes_a_key_like_every_verb(cast: Cast) -> None:
    asked = make_asked()
    path = f"/conversations/{asked.conversation.code}/token"
    assert Caller().post(path, {"words": asked.words, "key": new_key()}).status_code == 201


def test_code_and_words_give_a_new_token(cast: Cast) -> None:
    asked = make_asked()
    code = asked.conversation.code
    response = Caller().post(f"/conversations/{code}/token", {"words": asked.words})
    assert response.status_code == 201
    assert Caller(response.json()["token"]).get(f"/conversations/{code}/events").status_code == 200


def test_wrong_words_and_unknown_codes_answer_alike(cast: Cast) -> None:
    code = make_asked().conversation.code
    answers = [
        Caller().post(f"/conversations/{each}/token", {"words": "no such words here"})
        for each in (code, "zzzzzzzz")
    ]
    told = [{**each.json(), "instance": ""} for each in answers]
    assert told[0] == told[1]
    assert told[0]["status"] == 404


def test_five_wrong_tries_pause_the_code(cast: Cast) -> None:
    asked = make_asked()
    path = f"/conversations/{asked.conversation.code}/token"
    for _ in range(5):
        assert Caller().post(path, {"words": "no such words here"}).status_code == 404
    refused = Caller().post(path, {"words": asked.words})
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 900


@pytest.mark.parametrize(("language", "status"), [("ht", 201), ("es", 201), ("xx", 422)])
def test_a_question_comes_in_a_language_that_we_speak_with_patrons(cast, language, status):
    given = {"key": "key-of-a-language-1", "question": "Kote bibliyotèk la?", "language": language}
    assert Caller().post("/conversations", given).status_code == status
