"""What mails lead to: always the configured address, whatever a request said."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

# In the place of whatever opens an account or a conversation, where staff look at a mail.
SEALED: Final = _("(stands only in the mail itself)")


def known_language(language: str) -> str:
    """The language if we speak it, else the house's own."""
    return language if language in dict(settings.LANGUAGES) else str(settings.LANGUAGE_CODE)


def talk_link(code: str, language: str) -> str:
    """The page of a conversation, in the patron's language. It opens nothing by itself."""
    prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
    return f"{settings.COMMONDESK.base_url}{prefix}/c/{code}/"
