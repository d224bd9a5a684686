"""The mail server: is one set, and what is told where none is."""

from __future__ import annotations

from typing import Final

from django.conf import settings

from commondesk.plumbing.refusal import NoMail

NOWHERE: Final = "django.core.mail.backends.dummy.EmailBackend"
INTO_FILES: Final = "commondesk.channels.email.eml_files.EmailBackend"


def is_open() -> bool:
    """Mail leaves, or a demo writes it down. Else it waits until COMMONDESK_SMTP_URL is set."""
    return bool(settings.EMAIL_BACKEND != NOWHERE)


def keeps_files() -> bool:
    """Here is a demo without a mail server: what it sends can be read on this machine, by everybody."""
    return bool(settings.COMMONDESK.is_demo and settings.EMAIL_BACKEND == INTO_FILES)


def refuse_unless_open() -> None:
    """Raises NoMail, so that nobody is promised a mail that never comes."""
    if not is_open():
        raise NoMail
