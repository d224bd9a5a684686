"""Where a demo's mail goes and is read: .eml files, one a message, in the folder EMAIL_FILE_PATH."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMail
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from commondesk.plumbing import clock
from commondesk.plumbing.tokens import new_code

_NAME: Final = re.compile(r"\d{8}-\d{6}-[0-9a-z]{4,40}")


class EmailBackend(BaseEmailBackend):
    """Takes every message over by writing it down; only the owner of the data directory may read it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = _folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            path = folder / f"{clock.now():%Y%m%d-%H%M%S}-{_ending(message)}.eml"
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(message.message().as_bytes())
        return len(email_messages)


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail that was written down. `name` sorts by time."""

    name: str
    to: str
    subject: str
    language: str
    body: str


def letters(before: str, count: int) -> list[Letter]:
    """The newest first, those older than the one called `before`."""
    names = sorted((path.stem for path in _folder().glob("*.eml")), reverse=True)
    older = [name for name in names if not before or name < before]
    return [found for name in older[:count] if (found := read(name))]


def read(name: str) -> Letter | None:
    """The mail of this name; None where there is none."""
    path = _folder() / f"{name}.eml"
    if not _NAME.fullmatch(name) or not path.is_file():
        return None
    mail = message_from_bytes(path.read_bytes(), _class=ParsedMail, policy=policy.default)
    body = mail.get_body(("plain",))
    return Letter(
        name=name,
        to=str(mail["To"]),
        subject=str(mail["Subject"]),
        language=str(mail["Content-Language"] or settings.LANGUAGE_CODE),
        body=body.get_content() if body else "",
    )


def name_of(message_id: str) -> str | None:
    """The newest file of the mail with this Message-ID (without its host)."""
    names = sorted(path.stem for path in _folder().glob(f"*-{message_id}.eml"))
    return names[-1] if names else None


def _ending(message: EmailMessage) -> str:
    """What tells one mail from another: its Message-ID, by which the outbox finds it again."""
    local = str(message.extra_headers.get("Message-ID", "")).strip("<>").partition("@")[0]
    return local if local.isalnum() else new_code()


def _folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)  # type: ignore[misc]  # set only together with this backend
