"""Posting a message: once, whatever happens; and refused in words when it cannot be."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import pytest
from django.db import DataError, OperationalError, connection, transaction

from commondesk.consortium.membership import Membership, Role
from commondesk.desk.asking import Asked
from commondesk.desk.closing import close_as_patron
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import Event
from commondesk.desk.note import note
from commondesk.plumbing import clock
from commondesk.plumbing.tokens import new_key
from commondesk.privacy.erasure import erase
from commondesk.web.line import batch, writer
from tests.cast import Cast, make_asked, make_talk
from tests.web.line.served import JSON, Answer, ServedLine


def bodies(code: str) -> list[str | None]:
    events = Event.objects.filter(conversation__code=code, kind="message").order_by("seq")
    return list(events.values_list("body", flat=True))


def test_a_message_is_kept_and_answered_with_its_number(served: ServedLine) -> None:
    asked = make_asked("First?")
    answer = served.say(asked.conversation.code, asked.token, "Second.")
    assert (answer.status, answer.json["seq"]) == (201, 2)
    assert answer.headers["cache-control"] == "no-store"
    assert bodies(asked.conversation.code) == ["First?", "Second."]


def test_patron_and_librarian_are_each_told_their_own_number(
    served: ServedLine, open_cast: Cast, ines_token: str
) -> None:
    talk = make_talk(open_cast.ines)
    code = talk.conversation.code
    note(talk.conversation, open_cast.ines, "For colleagues")
    assert served.say(code, talk.token, "From Pia").json["seq"] == 3
    assert served.say(code, ines_token, "From Ines").json["seq"] == 5


def test_the_same_key_twice_in_a_row_is_one_message(served: ServedLine) -> None:
    asked, key = make_asked(), new_key()
    code = asked.conversation.code
    first, second = (served.say(code, asked.token, "Once", key) for _ in range(2))
    assert (first.status, second.status) == (201, 200)
    assert first.json == second.json
    assert bodies(code).count("Once") == 1


def test_the_same_key_twice_at_once_is_one_message(served: ServedLine) -> None:
    asked, key, answers = make_asked(), new_key(), []
    code = asked.conversation.code

    def say() -> None:
        answers.append(served.say(code, asked.token, "Once", key))

    threads = [threading.Thread(target=say) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status for answer in answers) == [200] * 7 + [201]
    assert bodies(code).count("Once") == 1


def test_the_same_key_with_another_body_is_refused(served: ServedLine) -> None:
    asked, key = make_asked(), new_key()
    served.say(asked.conversation.code, asked.token, "One", key)
    answer = served.say(asked.conversation.code, asked.token, "Other", key)
    assert (answer.status, answer.slug) == (409, "other-body")


def test_bodies_are_compared_after_masking(served: ServedLine) -> None:
    asked, key = make_asked(), new_key()
    body = "My card is 4111 1111 1111 1111"
    assert served.say(asked.conversation.code, asked.token, body, key).status == 201
    assert served.say(asked.conversation.code, asked.token, body, key).status == 200
    assert "4111" not in str(bodies(asked.conversation.code))


def test_another_patrons_token_and_an_unknown_code_answer_alike(served: ServedLine) -> None:
    one, other = make_asked(), make_asked()
    elsewhere = served.say(one.conversation.code, other.token, "Hello")
    unknown = served.say("0000zzzz", other.token, "Hello")
    assert (elsewhere.status, unknown.status) == (404, 404)
    assert elsewhere.json["detail"] == unknown.json["detail"]


def test_a_token_that_opens_nothing_is_refused(served: ServedLine) -> None:
    code = make_asked().conversation.code
    for token in ("", "short", "x" * 43, "x" * 201, "%00" * 10):
        answer = served.say(code, token, "Hello")
        assert (answer.status, answer.slug) == (401, "no-token")
        assert answer.headers["www-authenticate"] == "Bearer"


def test_a_librarian_writes_only_in_what_they_hold(
    served: ServedLine, open_cast: Cast, otto_token: str
) -> None:
    code = make_talk(open_cast.ines).conversation.code
    answer = served.say(code, otto_token, "Me too")
    assert (answer.status, answer.slug) == (409, "not-claimed")


def test_a_librarian_learns_nothing_of_what_they_may_not_see(
    served: ServedLine, open_cast: Cast, otto_token: str
) -> None:
    open_cast.ames_queue.rolls_on_to = None
    open_cast.ames_queue.save()
    hidden = make_asked(queue=open_cast.ames_queue).conversation.code
    assert served.say(hidden, otto_token, "Hello").status == 404
    assert served.say("0000zzzz", otto_token, "Hello").status == 404


def test_a_closed_conversation_takes_no_message(served: ServedLine, open_cast: Cast) -> None:
    talk = make_talk(open_cast.ines)
    close_as_patron(talk.conversation.code)
    answer = served.say(talk.conversation.code, talk.token, "One more thing")
    assert (answer.status, answer.slug) == (409, "closed")


def test_an_erased_conversation_says_that_it_is_gone(served: ServedLine) -> None:
    asked = make_asked()
    erase(asked.conversation.code)
    assert served.say(asked.conversation.code, asked.token, "Hello").status == 410
    with clock.moved(timedelta(hours=24)):
        assert served.say(asked.conversation.code, asked.token, "Hello").status == 404


def test_too_many_at_once_are_told_to_slow_down(served: ServedLine) -> None:
    asked = make_asked()
    answers = [served.say(asked.conversation.code, asked.token, str(n)) for n in range(60)]
    refused = [answer for answer in answers if answer.status == 429]
    assert refused
    assert int(refused[0].headers["retry-after"]) >= 1


def post_raw(served: ServedLine, asked: Asked, body: bytes, content_type: str = JSON) -> Answer:
    path = f"/conversations/{asked.conversation.code}/messages"
    return served.call("POST", path, asked.token, body, Content_Type=content_type)


def test_json_of_another_content_type_is_refused(served: ServedLine) -> None:
    asked = make_asked()
    body = json.dumps({"key": new_key(), "body": "Hello"}).encode()
    for other in ("text/plain", "", "application/x-www-form-urlencoded", "application/json; charset=utf-16"):
        assert post_raw(served, asked, body, other).slug == "not-json"
    assert post_raw(served, asked, body, "application/json; charset=UTF-8").status == 201


NO_MESSAGES = [
    b"", b"{", b"[]", b"null", b'"text"', b"\xff\xfe", b"{" * 5_000, b"[" * 60_000, b'{"key": 1, "body": 2}',
    b'{"key": "short", "body": "Hello"}', b'{"key": "0123456789abcdef\\n", "body": "Hello"}',
    b'{"key": "0123456789abcdef"}', b'{"key": "0123456789abcdef", "body": null}',
    b'{"key": "0123456789abcdef", "body": "Hello", "kind": "closed"}',
]  # fmt: skip


def test_what_is_no_message_is_refused(served: ServedLine) -> None:
    asked = make_asked()
    for body in NO_MESSAGES:
        assert post_raw(served, asked, body).slug == "invalid", body
    path = f"/conversations/{asked.conversation.code}/messages?library=ames"
    assert served.call("POST", path, asked.token, {"key": new_key(), "body": "Hello"}).slug == "invalid"


NOTHING_TO_READ = ("", "   ", "\u200b\u200d\ufeff", "\x00", "a\x00b", "\ud800", "a\udfffb", "x" * 8_001)


def test_what_cannot_be_read_is_refused_before_the_database(served: ServedLine) -> None:
    asked = make_asked()
    for text in NOTHING_TO_READ:
        assert served.say(asked.conversation.code, asked.token, text).status == 422
    assert len(bodies(asked.conversation.code)) == 1


def test_one_sender_of_nonsense_harms_nobody_in_the_same_moment(served: ServedLine) -> None:
    good, bad, answers = make_asked(), make_asked(), []

    def say(text: str, token: str, code: str) -> None:
        answers.append((text, served.say(code, token, text).status))

    threads = [
        threading.Thread(target=say, args=("good", good.token, good.conversation.code)) for _ in range(6)
    ] + [threading.Thread(target=say, args=("\ud800", bad.token, bad.conversation.code)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == sorted([("good", 201)] * 6 + [("\ud800", 422)] * 6)


def test_more_than_64_kb_are_refused_announced_or_not(served: ServedLine) -> None:
    asked = make_asked()
    path = f"/api/v1/conversations/{asked.conversation.code}/messages"
    headers = {"Authorization": f"Bearer {asked.token}", "Content-Type": JSON}
    large = json.dumps({"key": new_key(), "body": "x" * 70_000}).encode()
    with served.connect() as connection:
        connection.request("POST", path, large, headers)
        assert connection.getresponse().status == 413
    with served.connect() as connection:
        pieces = [large[start : start + 8_192] for start in range(0, len(large), 8_192)]
        connection.request("POST", path, iter(pieces), headers, encode_chunked=True)
        assert connection.getresponse().status == 413


def test_a_body_in_pieces_is_read_to_its_end(served: ServedLine) -> None:
    asked = make_asked()
    whole = json.dumps({"key": new_key(), "body": "In pieces"}).encode()
    headers = {"Authorization": f"Bearer {asked.token}", "Content-Type": JSON}
    with served.connect() as connection:
        path = f"/api/v1/conversations/{asked.conversation.code}/messages"
        connection.request("POST", path, iter([whole[:7], whole[7:]]), headers, encode_chunked=True)
        assert connection.getresponse().status == 201


def test_any_site_may_post_with_a_token_and_ask_before(served: ServedLine) -> None:
    asked = make_asked()
    path = f"/conversations/{asked.conversation.code}/messages"
    asking = served.call("OPTIONS", path, Origin="https://else.example",
                         Access_Control_Request_Method="POST")  # fmt: skip
    assert asking.status == 204
    assert asking.headers["access-control-allow-origin"] == "*"
    assert "Authorization" in asking.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in asking.headers
    answer = served.say(asked.conversation.code, asked.token, "Hello")
    assert answer.headers["access-control-allow-origin"] == "*"


def test_other_addresses_are_not_found(served: ServedLine) -> None:
    assert served.call("GET", "/conversations/UPPER/events", "x" * 43).status == 404
    assert served.call("DELETE", "/desk/stream", "x" * 43).status == 404


def test_a_database_that_is_away_answers_503_and_is_used_again_when_it_is_back(
    served: ServedLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, key = make_asked(), new_key()

    def away(*_: object, **__: object) -> None:
        raise OperationalError("the database is away")

    with monkeypatch.context() as broken:
        broken.setattr(batch, "append", away)
        answer = served.say(asked.conversation.code, asked.token, "Hello", key)
        assert (answer.status, answer.slug) == (503, "try-again")
        assert int(answer.headers["retry-after"]) >= 1
    assert served.say(asked.conversation.code, asked.token, "Hello", key).status == 201


def test_an_item_that_breaks_its_batch_is_the_only_one_refused(
    served: ServedLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other, answers = make_asked(), make_asked(), {}
    real = batch.append

    def choosy(items: list[batch.Item], **options: bool) -> list[batch.Outcome]:
        if any(item.body == "poison" for item in items):
            raise DataError("no")
        return real(items, **options)

    monkeypatch.setattr(batch, "append", choosy)

    def say(text: str, code: str, token: str) -> None:
        answers[text] = served.say(code, token, text).status

    threads = [
        threading.Thread(target=say, args=("poison", one.conversation.code, one.token)),
        threading.Thread(target=say, args=("fine", other.conversation.code, other.token)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {"poison": 500, "fine": 201}


def test_a_full_queue_answers_503(served: ServedLine, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = make_asked()
    monkeypatch.setattr(writer, "LONGEST_QUEUE", 0)
    assert served.say(asked.conversation.code, asked.token, "Hello").status == 503


def insist(served: ServedLine, code: str, token: str, body: str) -> int:
    """Send until it is kept or refused, as clients do."""
    key = new_key()
    while (status := served.say(code, token, body, key).status) == 503:
        pass
    return status


def test_a_conversation_that_a_verb_holds_keeps_others_going_and_loses_nothing(served: ServedLine) -> None:
    held, free, answers = make_asked(), make_asked(), []
    code = held.conversation.code

    def say() -> None:
        answers.extend(insist(served, code, held.token, str(n)) for n in range(3))

    sender = threading.Thread(target=say)
    with transaction.atomic():
        Conversation.objects.locked(code)
        sender.start()
        if connection.vendor == "postgresql":  # on SQLite a verb that writes keeps all others waiting
            assert served.say(free.conversation.code, free.token, "Hello").status == 201
    sender.join()
    assert answers == [201, 201, 201]
    assert bodies(code)[1:] == ["0", "1", "2"]


@pytest.mark.parametrize("role", [None, Role.ANALYST])
def test_who_holds_a_conversation_but_serves_no_more_cannot_write_into_it(
    served: ServedLine, open_cast: Cast, ines_token: str, role: Role | None
) -> None:
    code = make_talk(open_cast.ines).conversation.code
    assert served.say(code, ines_token, "Still here").status == 201
    memberships = Membership.objects.filter(librarian=open_cast.ines)
    memberships.update(role=role, library=None) if role else memberships.delete()
    answer = served.say(code, ines_token, "Not any more")
    assert (answer.status, answer.slug) == (404, "not-visible")
    assert "Not any more" not in bodies(code)
    assert served.call("GET", f"/conversations/{code}/events", ines_token).status == 404


def test_no_answer_of_the_line_can_be_taken_for_a_page(served: ServedLine) -> None:
    asked = make_asked("<script>alert(1)</script>")
    code = asked.conversation.code
    events = served.call("GET", f"/conversations/{code}/events", asked.token)
    with served.follow(code, asked.token) as following:
        answers = (events.headers, served.say(code, "", "<b>").headers, following.headers)
    assert [headers["x-content-type-options"] for headers in answers] == ["nosniff"] * 3
