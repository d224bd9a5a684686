"""Files by every name that has hurt somebody, all the way: sent, kept, listed and saved (bad-input 18)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from commondesk.desk.attachment import Attachment, store
from commondesk.plumbing.tokens import new_key
from tests.cast import Cast, make_talk
from tests.support.files import PDF
from tests.web.api.caller import Caller

NAMES = [
    "../../etc/passwd", "/etc/passwd", "C:\\Windows\\system.ini", "..\\..\\evil.pdf", "a\0b.pdf",
    "x" * 300 + ".pdf",
    "cod\u202efdp.exe", "trailing.", "trailing. . ", "CON", "nul.pdf", "COM1.pdf", "page.svg", "page.html",
    "run.phtml", ".htaccess", "\u200b.htaccess", "\u200bhidden.pdf", "", ".", "..",
    "a\r\nSet-Cookie: a=b.pdf",
    'quo"te;.pdf', "cafe\u0301 \u05d0.pdf", "%2e%2e%2fx.pdf", "{{ settings }}.pdf", "=HYPERLINK(1).pdf",
]  # fmt: skip
BOUNDARY = "bad-names"


@pytest.fixture(autouse=True)
def files_of_this_test_alone(settings: Any, tmp_path: Path) -> None:
    settings.COMMONDESK = settings.COMMONDESK.model_copy(update={"data_dir": tmp_path})


def form(*names: str, content: bytes = PDF) -> bytes:
    """As a browser writes it, which sends the name as it is, but for quotes and ends of lines."""
    parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="key"\r\n\r\n{new_key()}\r\n'.encode()]
    for name in names:
        said = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{said}"\r\n\r\n'
        parts += [head.encode(), content, b"\r\n"]
    return b"".join([*parts, f"--{BOUNDARY}--\r\n".encode()])


def send(who: Caller, code: str, body: bytes) -> Any:
    path = f"/conversations/{code}/attachments"
    return who.send("POST", path, body, f"multipart/form-data; boundary={BOUNDARY}")


@pytest.mark.parametrize("name", NAMES)
def test_it_is_refused_in_words_or_kept_beside_its_name_and_only_ever_saved(cast: Cast, name: str) -> None:
    talk = make_talk(cast.ines)
    code, pia, ines = talk.conversation.code, Caller(talk.token), Caller.of(cast.ines)
    answer = send(pia, code, form(name))
    assert answer.status_code in (201, 422), answer.content
    if answer.status_code == 422:  # Django takes a part without any name for a field
        assert answer.json()["title"]
        assert not Attachment.objects.exists()
        return
    [row] = Attachment.objects.all()
    kept = (store().root / row.handle[:2] / row.handle).resolve()
    assert kept.is_relative_to(store().root.resolve())
    assert row.handle not in name
    assert row.name.endswith(".pdf")
    assert len(row.name) <= 120
    assert not set(row.name) & set("/\\\0\r\n\u202e\u200b")
    assert not row.name.startswith(".")
    got = ines.get(f"/conversations/{code}/attachments/{row.handle}")
    assert b"".join(got.streaming_content) == PDF
    assert got["Content-Type"] == "application/pdf"
    assert got["Content-Disposition"].startswith("attachment; filename")
    assert "Set-Cookie" not in got
    events = json.dumps(ines.get(f"/conversations/{code}/events").json())
    assert "passwd" in events or "/etc" not in events


def test_two_files_of_one_name_stay_two(cast: Cast) -> None:
    talk = make_talk(cast.ines)
    code, pia = talk.conversation.code, Caller(talk.token)
    assert send(pia, code, form("scan.pdf", "scan.pdf")).status_code == 201
    handles = list(Attachment.objects.values_list("handle", flat=True))
    assert len(set(handles)) == 2
    for handle in handles:
        got = pia.get(f"/conversations/{code}/attachments/{handle}")
        assert b"".join(got.streaming_content) == PDF


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), ("a.png", b"<?php echo 1;"),
     ("a.pdf", b"<!doctype html><script>alert(1)</script>"), ("a.docx", b"PK\x03\x04 no office at all"),
     ("a.pdf", b"MZ\x90\x00 a program"), ("a.jpg", b"\x7fELF")],
)  # fmt: skip
def test_what_is_something_else_than_its_name_says_is_not_taken_for_it(
    cast: Cast, name: str, content: bytes
) -> None:
    talk = make_talk(cast.ines)
    answer = send(Caller(talk.token), talk.conversation.code, form(name, content=content))
    if answer.status_code == 201:
        assert Attachment.objects.get().type == "text/plain"  # saved as the text it is, never shown
    else:
        assert answer.status_code == 422
