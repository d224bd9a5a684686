"""The gate: who asks, and which conversation they may see. Every route goes through it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from commondesk.consortium.librarian import Librarian
from commondesk.desk.bearer import Speaker, who
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import PATRON, librarian_author
from commondesk.plumbing.refusal import NotAllowed, NoToken, NotVisible
from commondesk.schedule import presence
from commondesk.web.access import slow_down_unless
from commondesk.web.errors import RELOAD
from commondesk.web.staff import refuse_without_desk, slow_down_staff

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{20,200}")
_CODE: Final = re.compile(r"[0-9a-z]{1,16}")
STAFF_ONLY: Final = _("Only the librarians of this desk can do this.")
_PATRON_ONLY: Final = _("Only the patron of this conversation can do this.")


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: a patron by the bearer of one conversation, or a librarian by bearer or session.

    `session_key` is a session's alone: a line token that was stolen must not beget the next one.
    """

    librarian: Librarian | None = None
    conversation_id: int | None = None
    session_key: str = ""

    @property
    def reader(self) -> str:
        """Under which name this one reads and writes the log."""
        return PATRON if self.librarian is None else librarian_author(self.librarian.pk)


class BearerAuth(HttpBearer):
    """`Authorization: Bearer`: a patron's token, a line token or a personal one."""

    openapi_description = (
        "The patron's token of `POST /conversations`, or a librarian's personal or line token."
    )

    def authenticate(self, request: HttpRequest, token: str) -> Asker:
        speaker = who(token.strip()) if _TOKEN.fullmatch(token.strip()) else None
        if speaker is None:
            # A wrong token ends here even where a cookie would open: what was sent on purpose decides.
            slow_down_unless(request, "token")
            raise NoToken
        return _asker(speaker)


class SessionAuth(APIKeyCookie):
    """The console's session; whatever changes something needs the CSRF token too."""

    param_name = settings.SESSION_COOKIE_NAME
    openapi_description = "A librarian's browser session. POST and DELETE need the header X-CSRFToken too."

    def __call__(self, request: HttpRequest) -> Asker | None:
        librarian = request.user
        if not isinstance(librarian, Librarian) or not librarian.is_active:
            return None
        if request.method not in ("GET", "HEAD") and check_csrf(request) is not None:
            raise NotAllowed(RELOAD)
        presence.renew(librarian)
        return Asker(librarian, session_key=request.session.session_key or "")

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        raise NotImplementedError("__call__ decides.")


EITHER: Final = [BearerAuth(), SessionAuth()]
PATRONS: Final = [BearerAuth()]


def asker(request: HttpRequest) -> Asker:
    """Who the route's auth has found."""
    found: Asker = request.auth  # type: ignore[attr-defined]
    return found


def staff(request: HttpRequest) -> Librarian:
    """The librarian who asks. Raises NotVisible for a patron, who has no desk, NotAllowed for an analyst."""
    librarian = asker(request).librarian
    if librarian is None:
        raise NotVisible
    refuse_without_desk(librarian)
    return librarian


def visible(request: HttpRequest, code: str) -> Conversation:
    """The conversation, if whoever asks may see it; unknown and another's answer alike."""
    if not _CODE.fullmatch(code):
        raise NotVisible
    one = asker(request)
    if one.librarian is None:
        rows = Conversation.objects.filter(pk=one.conversation_id or 0)
    else:
        rows = Conversation.objects.visible_to(one.librarian)
    conversation = rows.filter(code=code).select_related("library", "queue").first()
    if conversation is None:
        raise NotVisible
    if one.librarian is None:
        conversation.refuse_if_erased()
    return conversation


def staffs(request: HttpRequest, code: str) -> tuple[Conversation, Librarian]:
    """A route of librarians. Raises NotVisible, NotAllowed for the conversation's own patron."""
    conversation = visible(request, code)
    librarian = asker(request).librarian
    if librarian is None:
        raise NotAllowed(STAFF_ONLY)
    return conversation, librarian


def tells_staff(request: HttpRequest, code: str) -> tuple[Conversation, Librarian]:
    """As `staffs`, for acts of which colleagues are told. Raises SlowDown, too."""
    conversation, librarian = staffs(request, code)
    slow_down_staff(librarian)
    return conversation, librarian


def patrons(request: HttpRequest, code: str) -> Conversation:
    """A route of the patron. Raises NotVisible, NotAllowed for a librarian, Erased."""
    conversation = visible(request, code)
    if asker(request).librarian is not None:
        raise NotAllowed(_PATRON_ONLY)
    return conversation


def _asker(speaker: Speaker) -> Asker:
    if speaker.librarian_id is None:
        return Asker(conversation_id=speaker.conversation_id)
    librarian = Librarian.objects.get(pk=speaker.librarian_id)
    presence.renew(librarian)
    return Asker(librarian)
