"""Coming back with code and words, on any device and without an account."""

import pytest

from tests.cast import make_asked


@pytest.fixture
def asked(cast):
    return make_asked()


def test_code_and_words_open_the_talk(client, asked):
    response = client.post("/return/", {"code": asked.conversation.code, "words": asked.words})
    assert (response.status_code, response["Location"]) == (303, f"/c/{asked.conversation.code}/")
    assert b"1920 census" in client.get(response["Location"]).content


def test_both_may_be_typed_as_people_type(client, asked):
    code = asked.conversation.code
    typed = {"code": f" {code[:4].upper()} {code[4:]}", "words": asked.words.upper().replace(" ", ", ")}
    assert client.post("/return/", typed)["Location"] == f"/c/{code}/"


def test_scripts_get_a_token_and_no_cookie(client, asked):
    typed = {"code": asked.conversation.code, "words": asked.words}
    response = client.post("/return/", typed, headers={"Accept": "application/json"})
    said = response.json()
    assert (said["words"], said["links"]) == (asked.words, {"page": f"/c/{asked.conversation.code}/"})
    assert not response.cookies
    bearer = {"Authorization": f"Bearer {said['token']}"}
    assert b"1920 census" in client.get(said["links"]["page"], headers=bearer).content


def test_wrong_words_and_an_unknown_code_are_answered_alike(client, asked):
    wrong = client.post("/return/", {"code": asked.conversation.code, "words": "four wrong little words"})
    unknown = client.post("/return/", {"code": "zzzzzzzz", "words": asked.words})
    assert wrong.status_code == unknown.status_code == 404
    assert b"Code and words do not match" in wrong.content
    assert b"Code and words do not match" in unknown.content
    assert b"four wrong little words" in wrong.content


def test_five_wrong_tries_pause_it(client, asked):
    code = asked.conversation.code
    for _ in range(5):
        client.post("/return/", {"code": code, "words": "wrong"})
    response = client.post("/return/", {"code": code, "words": asked.words})
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 60
    assert b"please wait 15 minutes" in response.content


def test_a_link_may_bring_the_code(client, cast):
    assert b'value="abc&lt;"' in client.get("/return/?code=abc<").content
