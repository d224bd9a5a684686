"""One transaction of the writer: who speaks, what is added, what each sender is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction

from commondesk.consortium.librarian import Librarian
from commondesk.desk.bearer import Speaker, speakers
from commondesk.desk.by_mail import send_where_away
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import PATRON, EventRow
from commondesk.desk.log import Item, Outcome, Status, append
from commondesk.desk.message import librarian_item, patron_item
from commondesk.plumbing.refusal import NoToken, NotVisible, Refusal

LOCK_MILLISECONDS: Final = 250  # everybody else waits meanwhile


@dataclass(frozen=True, slots=True)
class Post:
    """A message as it arrived, its body cleaned and masked already. `digest` is the token's."""

    code: str
    digest: str
    key: str
    body: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """The event that stands for the message; `reader` says whose numbering its sender counts in."""

    event: EventRow
    reader: str
    is_new: bool

    @property
    def number(self) -> int | None:
        return self.event.patron_seq if self.reader == PATRON else self.event.seq


Answer = Kept | Refusal


def write(posts: Sequence[Post], *, skip_locked: bool) -> list[Answer | None]:
    """Commit these posts; for each what became of it, None where a verb holds the conversation just now."""
    with transaction.atomic():
        if not skip_locked:
            _wait_for_locks_only(LOCK_MILLISECONDS)
        with connection.cursor() as cursor:
            known = speakers(cursor, sorted({post.digest for post in posts}))
        asked = [_item(post, known.get(post.digest)) for post in posts]
        items = [item for item in asked if isinstance(item, Item)]
        outcomes = append(items, skip_locked=skip_locked) if items else []
        send_where_away([o.event for o in outcomes if o.status is Status.NEW and o.event])
    following = iter(outcomes)
    return [_answer(next(following)) if isinstance(item, Item) else item for item in asked]


def _item(post: Post, speaker: Speaker | None) -> Item | Refusal:
    """The item of a post, as its speaker may add it."""
    if speaker is None:
        return NoToken()
    if speaker.librarian_id is None:
        if speaker.code != post.code:
            return NotVisible()
        return patron_item(post.code, post.body, post.data, post.key)
    # To hold a conversation is not enough for one who belongs nowhere any more.
    if not speaker.serves and not _is_visible(speaker.librarian_id, post.code):
        return NotVisible()
    return librarian_item(
        post.code, post.body, post.data, post.key, speaker.librarian_id, speaker.name, speaker.library
    )


def _answer(outcome: Outcome) -> Answer | None:
    if outcome.status is Status.LOCKED:
        return None
    if outcome.status in (Status.NEW, Status.AGAIN) and outcome.event is not None:
        return Kept(outcome.event, outcome.item.author, outcome.status is Status.NEW)
    refusal = _gone(outcome.item.code) if outcome.status is Status.GONE else outcome.refusal()
    librarian_id = outcome.item.librarian_id
    if librarian_id is not None and not _is_visible(librarian_id, outcome.item.code):
        return NotVisible()
    return refusal


def _gone(code: str) -> Refusal:
    """Erased: 410 for 24 hours, then 404, as its reads answer."""
    conversation = Conversation.objects.filter(code=code).first()
    try:
        if conversation is not None:
            conversation.refuse_if_erased()
    except Refusal as refusal:
        return refusal
    return NotVisible()


def _is_visible(librarian_id: int, code: str) -> bool:
    """Whether the librarian may know more of this conversation than that the answer is no."""
    librarian = Librarian.objects.filter(pk=librarian_id).first()
    return librarian is not None and (Conversation.objects.visible_to(librarian).filter(code=code).exists())


def _wait_for_locks_only(milliseconds: int) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {milliseconds}")
