"""Finding conversations: named filters only, the newest first, each page at the same cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from commondesk.consortium.librarian import Librarian
from commondesk.desk.claim import Claim
from commondesk.desk.conversation import Conversation, ConversationQuerySet
from commondesk.plumbing.refusal import NotVisible
from commondesk.plumbing.sql import begins_with, folded
from commondesk.plumbing.tokens import read_code

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """Each narrows the list; empty ones do not. `queue` and `library` are slugs, `before` a code."""

    state: str = ""
    queue: str = ""
    library: str = ""
    q: str = ""
    mine: bool = False
    before: str = ""


def find(librarian: Librarian, filters: Filters) -> tuple[ConversationQuerySet, str | None]:
    """One page of what this person may see, and the code to ask for the next one with (None: no more).

    Raises NotVisible for a `before` that is not theirs to see.
    """
    rows = _filtered(Conversation.objects.visible_to(librarian), librarian, filters)
    if filters.before:
        rows = rows.filter(pk__lt=_position(librarian, filters.before))
    keys = list(rows.order_by("-pk").values_list("pk", "code")[: PAGE + 1])
    page = Conversation.objects.filter(pk__in=[pk for pk, _code in keys[:PAGE]]).order_by("-pk")
    return page, keys[PAGE - 1][1] if len(keys) > PAGE else None


def _filtered(rows: ConversationQuerySet, librarian: Librarian, filters: Filters) -> ConversationQuerySet:
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.queue:
        rows = rows.filter(queue__slug=_known(filters.queue))
    if filters.library:
        rows = rows.filter(library__slug=_known(filters.library))
    if filters.mine:
        rows = rows.filter(pk__in=Claim.objects.filter(librarian=librarian).values("conversation"))
    if words := _known(filters.q).strip():
        rows = rows.filter(Q(code=read_code(words)) | begins_with("name_folded", folded(words)))
    return rows


def _position(librarian: Librarian, code: str) -> int:
    rows = Conversation.objects.visible_to(librarian).filter(code=_known(code))
    position = rows.values_list("pk", flat=True).first()
    if position is None:
        raise NotVisible(errors=[{"field": "before", "sentence": _("There is no such page. Begin anew.")}])
    return position


def _known(text: str) -> str:
    """No database knows a NUL; PostgreSQL cannot even be asked for one."""
    return text.replace("\0", "\ufffd")
