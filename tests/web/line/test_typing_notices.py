"""Typing: shown to the others, never to oneself, and never kept."""

from __future__ import annotations

from commondesk.desk.event import Event
from tests.cast import Cast, make_asked, make_talk
from tests.web.line.served import ServedLine, Stream


def say_typing(served: ServedLine, code: str, token: str, is_typing: bool = True) -> int:
    return served.call("POST", f"/conversations/{code}/typing", token, {"typing": is_typing}).status


def next_but_beats(following: Stream) -> str:
    return next(heard.name for heard in following if heard.name != "beat")


def test_the_patron_sees_the_librarian_type_and_the_desk_the_patron(
    served: ServedLine, open_cast: Cast, ines_token: str
) -> None:
    talk = make_talk(open_cast.ines)
    code = talk.conversation.code
    with served.follow(code, talk.token) as patron, served.follow_desk(ines_token) as desk:
        patron.take(2), desk.next("snapshot")
        assert say_typing(served, code, ines_token) == 204
        heard = patron.next("typing")
        assert heard.id is None
        assert heard.data == {
            "by": {"role": "librarian", "name": "Ines", "library": "Ames Public Library"},
            "typing": True,
        }
        assert say_typing(served, code, talk.token) == 204
        assert desk.next("typing").data == {"code": code, "typing": True}


def test_typing_is_not_echoed_to_its_author(served: ServedLine, open_cast: Cast) -> None:
    talk = make_talk(open_cast.ines)
    code = talk.conversation.code
    with served.follow(code, talk.token) as following:
        following.take(2)
        say_typing(served, code, talk.token)
        served.say(code, talk.token, "Here it is")
        assert next_but_beats(following) == "event"


def test_a_flood_is_dropped_without_a_word_but_the_last_one_arrives(
    served: ServedLine, open_cast: Cast, ines_token: str
) -> None:
    talk = make_talk(open_cast.ines)
    code = talk.conversation.code
    with served.follow(code, talk.token) as following:
        following.take(2)
        assert {say_typing(served, code, ines_token) for _ in range(50)} == {204}
        assert say_typing(served, code, ines_token, is_typing=False) == 204
        assert [following.next("typing").data["typing"] for _ in range(2)] == [True, False]


def test_only_who_holds_the_conversation_is_seen_typing(
    served: ServedLine, open_cast: Cast, ines_token: str, otto_token: str
) -> None:
    talk = make_talk(open_cast.ines)
    code = talk.conversation.code
    with served.follow(code, talk.token) as following:
        following.take(2)
        assert say_typing(served, code, otto_token) == 204
        say_typing(served, code, ines_token)
        assert following.next("typing").data["by"]["name"] == "Ines"


def test_typing_is_stored_nowhere_and_its_form_is_checked(served: ServedLine) -> None:
    asked, other = make_asked(), make_asked()
    path = f"/conversations/{asked.conversation.code}/typing"
    before = Event.objects.count()
    assert served.call("POST", path, asked.token).status == 204
    assert served.call("POST", path, asked.token, {"typing": "yes"}).status == 422
    assert served.call("POST", path, other.token, {"typing": True}).status == 404
    assert served.call("POST", path, "", {"typing": True}).status == 401
    assert Event.objects.count() == before


def test_typing_takes_a_key_like_every_verb(served: ServedLine) -> None:
    asked = make_asked()
    path = f"/conversations/{asked.conversation.code}/typing"
    assert served.call("POST", path, asked.token, {"typing": True, "key": "k" * 16}).status == 204
    assert served.call("POST", path, asked.token, {"typing": True, "key": "short"}).status == 422


def test_what_was_typed_before_the_message_is_not_told_after_it(
    served: ServedLine, open_cast: Cast, ines_token: str
) -> None:
    talk = make_talk(open_cast.ines)
    code = talk.conversation.code
    with served.follow(code, talk.token) as following:
        following.take(2)
        for _ in range(2):
            say_typing(served, code, ines_token)
        served.say(code, ines_token, "Here it is")
        assert following.next("typing").data["typing"]
        assert next_but_beats(following) == "event"
        say_typing(served, code, ines_token, is_typing=False)
        assert following.next("typing").data["typing"] is False
