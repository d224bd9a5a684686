"""Files over the interface: a form in, a download out, for those who see the conversation."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from commondesk.plumbing.tokens import new_key
from commondesk.privacy.erasure import erase
from tests.cast import Cast, make_asked, make_talk
from tests.support.files import PDF, png
from tests.web.api.caller import Caller, fields_of, slug_of


@pytest.fixture
def talk(cast: Cast) -> Any:
    return make_talk(cast.ines)


def send(who: Caller, code: str, *files: tuple[str, bytes], key: str | None = None, **fields: str) -> Any:
    form = {
        "key": key or new_key(),
        "file": [SimpleUploadedFile(name, content) for name, content in files],
        **fields,
    }
    return who.send(
        "POST", f"/conversations/{code}/attachments", encode_multipart(BOUNDARY, form), MULTIPART_CONTENT
    )


def events_of(who: Caller, code: str) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = who.get(f"/conversations/{code}/events").json()["events"]
    return events


def test_the_patron_sends_a_scan_and_the_librarian_saves_it(cast: Cast, talk: Any) -> None:
    code, pia, ines = talk.conversation.code, Caller(talk.token), Caller.of(cast.ines)
    key = new_key()
    done = send(pia, code, ("the deed.pdf", PDF), ("shot.png", png()), key=key, body="Look at the date.")
    assert done.status_code == 201
    assert (
        send(
            pia, code, ("the deed.pdf", PDF), ("shot.png", png()), key=key, body="Look at the date."
        ).status_code
        == 200
    )
    event = events_of(ines, code)[-1]
    assert (event["kind"], event["body"], event["by"]["role"]) == ("message", "Look at the date.", "patron")
    [deed, shot] = event["data"]["attachments"]
    assert (deed["name"], deed["type"], deed["size"]) == ("the deed.pdf", "application/pdf", len(PDF))
    got = ines.get(f"/conversations/{code}/attachments/{deed['id']}")
    assert b"".join(got.streaming_content) == PDF
    assert got["Content-Disposition"] == 'attachment; filename="the deed.pdf"'
    assert got["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got["Content-Security-Policy"]
    assert got["Cache-Control"] == "private, no-store"
    assert got["Content-Type"] == "application/pdf"
    assert b"".join(pia.get(f"/conversations/{code}/attachments/{shot['id']}").streaming_content) == png()


def test_the_librarian_sends_one_by_session_and_without_words(cast: Cast, talk: Any) -> None:
    code, ines = talk.conversation.code, Caller(session_of=cast.ines)
    assert send(ines, code, ("plan.txt", b"Shelf 4")).status_code == 201
    event = events_of(Caller(talk.token), code)[-1]
    assert (event["body"], event["by"]["name"]) == ("", "Ines")
    assert slug_of(send(Caller(session_of=cast.ines, csrf=False), code, ("a.txt", b"a"))) == "not-allowed"


def test_nobody_else_gets_it_whatever_they_ask_for(cast: Cast, talk: Any) -> None:
    code = talk.conversation.code
    send(Caller(talk.token), code, ("a.txt", b"private"))
    [file] = events_of(Caller(talk.token), code)[-1]["data"]["attachments"]
    other = make_asked()
    assert Caller(other.token).get(f"/conversations/{code}/attachments/{file['id']}").status_code == 404
    path = f"/conversations/{other.conversation.code}/attachments/{file['id']}"
    assert Caller(other.token).get(path).status_code == 404
    assert Caller().get(f"/conversations/{code}/attachments/{file['id']}").status_code == 401
    for forged in ("1", "-1", "9" * 40, "%00", "..%2F..%2Fsecret", "\u0661", file["id"].upper()):
        assert Caller(talk.token).get(f"/conversations/{code}/attachments/{forged}").status_code == 404


def test_after_the_erasure_it_is_gone_for_all(cast: Cast, talk: Any) -> None:
    code = talk.conversation.code
    send(Caller(talk.token), code, ("a.txt", b"private"))
    [file] = events_of(Caller(talk.token), code)[-1]["data"]["attachments"]
    erase(code)
    assert Caller(talk.token).get(f"/conversations/{code}/attachments/{file['id']}").status_code == 410
    assert Caller.of(cast.ines).get(f"/conversations/{code}/attachments/{file['id']}").status_code == 404
    assert "attachments" not in str(events_of(Caller.of(cast.ines), code))


@pytest.mark.parametrize(
    ("name", "content", "slug"),
    [
        ("page.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "invalid"),
        ("page.png", b"<html><script>alert(1)</script>", "invalid"),
        ("empty.txt", b"", "empty"),
    ],
)
def test_what_we_do_not_take_is_said(talk: Any, name: str, content: bytes, slug: str) -> None:
    refused = send(Caller(talk.token), talk.conversation.code, (name, content))
    assert (refused.status_code, slug_of(refused)) == (422, slug)


def test_a_form_needs_its_key_and_a_file(talk: Any) -> None:
    code, pia = talk.conversation.code, Caller(talk.token)
    assert fields_of(send(pia, code, ("a.txt", b"a"), key="short")) == ["key"]
    assert fields_of(send(pia, code)) == ["file"]
    broken = pia.send("POST", f"/conversations/{code}/attachments", "x", "multipart/form-data; boundary=")
    assert (broken.status_code, slug_of(broken)) == (422, "invalid")


def test_json_is_no_form_and_too_much_is_refused_before_it_is_kept(talk: Any) -> None:
    code, pia = talk.conversation.code, Caller(talk.token)
    refused = pia.post(f"/conversations/{code}/attachments", {"key": new_key()})
    assert (refused.status_code, slug_of(refused)) == (415, "no-form")
    large = send(pia, code, ("a.txt", b"a" * 10_600_000))
    assert (large.status_code, slug_of(large)) == (413, "too-large")
    together = send(pia, code, ("a.txt", b"a" * 5_300_000), ("b.txt", b"b" * 5_190_000))
    assert (together.status_code, slug_of(together)) == (413, "too-large")


def test_no_other_address_reads_files(talk: Any) -> None:
    answer = Caller().client.post("/", {"question": SimpleUploadedFile("a.txt", b"a")})
    assert answer.status_code == 400


def test_a_corrected_message_over_the_interface(cast: Cast, talk: Any) -> None:
    code, pia, ines = talk.conversation.code, Caller(talk.token), Caller.of(cast.ines)
    seq, key = pia.say(code, "Lean").json()["seq"], new_key()
    for status in (201, 200):
        done = pia.post(f"/conversations/{code}/messages/{seq}/correct", {"key": key, "body": "Leon"})
        assert done.status_code == status
    for reader in (pia, ines):
        event = events_of(reader, code)[-1]
        assert (event["kind"], event["body"], event["data"]) == ("corrected", "Leon", {"of": seq})
    other = ines.post(f"/conversations/{code}/messages/{seq}/correct", {"key": new_key(), "body": "Leon"})
    assert (other.status_code, slug_of(other)) == (403, "not-allowed")
    for wrong in ("999999999999999999999", "x", "-1"):
        refused = pia.post(f"/conversations/{code}/messages/{wrong}/correct", {"key": new_key(), "body": "a"})
        assert refused.status_code in (404, 422)


def test_the_patron_is_told_of_every_file_that_is_held(talk: Any) -> None:
    code, pia = talk.conversation.code, Caller(talk.token)
    send(pia, code, ("a.txt", b"a"))
    [file] = pia.get(f"/conversations/{code}/held").json()["files"]
    assert (file["name"], file["size"]) == ("a.txt", 1)
    assert "(File: a.txt)" in pia.get(f"/conversations/{code}/transcript.txt").content.decode()
    assert "a.txt" in pia.get(f"/conversations/{code}/transcript.html").content.decode()
