"""Marks over the interface (IN6): set, read and lifted by staff who see it, never by the patron."""

from __future__ import annotations

from typing import Any

import pytest

from commondesk.plumbing.tokens import new_key
from tests.cast import Cast, make_talk
from tests.web.api.caller import Caller, fields_of, slug_of

SEEN = "Wrote three times that he would break our windows."


@pytest.fixture
def talk(cast: Cast) -> Any:
    return make_talk(cast.ines, library=cast.ames, name="Pia")


def mark(who: Caller, code: str, **more: Any) -> Any:
    return who.post(f"/conversations/{code}/mark", {"key": new_key(), "kind": "threat", "seen": SEEN, **more})


def test_the_kinds_are_those_in_use_in_the_readers_language(cast: Cast) -> None:
    kinds = Caller.of(cast.ines).get("/mark-kinds").json()["kinds"]
    assert [kind["slug"] for kind in kinds] == ["prank", "vulgar", "threat"]
    assert kinds[0]["name"] == "Prank"


def test_it_is_set_and_read_by_colleagues_and_never_by_the_patron(cast: Cast, talk: Any) -> None:
    code = talk.conversation.code
    made = mark(Caller.of(cast.ines), code)
    assert made.status_code == 200
    assert (made.json()["state"], made.json()["confirmed_by"]) == ("waiting", None)
    assert made.json()["ends_at"] > made.json()["at"]
    read = Caller.of(cast.otto).get(f"/conversations/{code}/mark").json()["mark"]
    assert read == made.json()
    pia = Caller(talk.token)
    assert pia.get(f"/conversations/{code}/mark").status_code == 403
    for where in ("events", "held", "transcript.json", "transcript.txt"):
        answer = pia.get(f"/conversations/{code}/{where}").content.decode()
        assert "windows" not in answer
        assert "marked" not in answer


def test_no_other_conversation_of_the_patron_has_it(cast: Cast, talk: Any) -> None:
    mark(Caller.of(cast.ines), talk.conversation.code)
    other = make_talk(cast.ines, library=cast.ames, name="Pia").conversation.code
    assert Caller.of(cast.ines).get(f"/conversations/{other}/mark").json() == {"mark": None}


def test_no_list_or_desk_says_that_anything_is_marked(cast: Cast, talk: Any) -> None:
    ines = Caller.of(cast.ines)
    mark(ines, talk.conversation.code)
    for path in ("/conversations", "/desk"):
        assert "windows" not in ines.get(path).content.decode()
        assert "threat" not in ines.get(path).content.decode()


def test_sent_twice_it_is_one_mark(cast: Cast, talk: Any) -> None:
    ines, key, code = Caller.of(cast.ines), new_key(), talk.conversation.code
    assert mark(ines, code, key=key).json() == mark(ines, code, key=key).json()
    assert slug_of(mark(ines, code, key=key, seen="Other words.")) == "other-body"
    assert slug_of(mark(ines, code)) == "marked"


def test_who_set_it_takes_it_back_and_again_is_the_same(cast: Cast, talk: Any) -> None:
    ines, code = Caller.of(cast.ines), talk.conversation.code
    mark(ines, code)
    refused = Caller.of(cast.otto).post(f"/conversations/{code}/mark/lift", {"why": "No."})
    assert (refused.status_code, slug_of(refused)) == (403, "not-allowed")
    for _ in range(2):
        lifted = ines.post(f"/conversations/{code}/mark/lift", {"why": "The wrong talk."})
        assert (lifted.status_code, lifted.json()["state"]) == (200, "lifted")
    assert ines.get(f"/conversations/{code}/mark").json() == {"mark": None}
    assert (
        slug_of(Caller.of(cast.otto).post(f"/conversations/{code}/mark/lift", {"why": "No."})) == "mark-over"
    )


def test_what_is_missing_is_named(cast: Cast, talk: Any) -> None:
    ines, code = Caller.of(cast.ines), talk.conversation.code
    assert fields_of(mark(ines, code, kind="nothing")) == ["kind"]
    assert slug_of(mark(ines, code, seen=" ")) == "empty"
    assert mark(ines, code, patron="Pia").status_code == 422
