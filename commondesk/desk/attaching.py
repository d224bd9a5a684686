"""Files and screenshots in a chat: taken with a message, read by whoever may read it, swept when orphaned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import IO, Any, Final

import structlog
from django.db import transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from commondesk.consortium.librarian import Librarian
from commondesk.desk import by_mail
from commondesk.desk.attachment import Attachment, store
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import PATRON, EventRow, librarian_author
from commondesk.desk.log import Must, append_one
from commondesk.desk.message import patron_item, prepared, prepared_line
from commondesk.desk.staff_event import staff_item
from commondesk.plumbing.files import cleaned_name, kind_of
from commondesk.plumbing.files.kinds import ENDINGS
from commondesk.plumbing.files.names import LONGEST_NAME
from commondesk.plumbing.files.store import HANDLE
from commondesk.plumbing.refusal import Empty, Invalid, NotVisible, OtherBody, TooLarge

MOST_FILES: Final = 5
LARGEST_MESSAGE: Final = 10 * 1024 * 1024  # all files of one message together
MOST_OF_A_TALK: Final = 60
LARGEST_TALK: Final = 100 * 1024 * 1024
ORPHAN_AFTER: Final = 3600.0
MOST_LEFT_BY_A_CRASH: Final = 50

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Given:
    """A file as it was sent."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Looked:
    """A file that was looked at and may be kept."""

    name: str
    type: str
    content: bytes
    digest: str


def attach(
    conversation: Conversation,
    librarian: Librarian | None,
    given: Sequence[Given],
    body: str,
    key: str | None,
) -> EventRow:
    """A message with files, and with words where there are any; `librarian` None: from the patron.

    Files are written before the transaction and deleted again where it does not take them. Raises Invalid (a
    kind of file we do not take, too many), TooLarge, TryAgain (no room on the disk), and what messages may.
    """
    files = [_looked(each) for each in _few(given)]
    text, data = prepared(body) if body.strip() else ("", {})
    _refuse_early(conversation, librarian, key, files)
    kept: list[str] = []
    taken = False
    try:
        for each in files:  # one by one, so that what was written is known when the next one cannot be
            kept.append(store().keep(each.content))  # noqa: PERF401
        with transaction.atomic():
            event = _append(conversation, librarian, files, kept, text, data, key)
        taken = not event.again
    finally:
        if not taken:
            store().delete(kept)
    return event


def _few(given: Sequence[Given]) -> Sequence[Given]:
    if not given:
        raise Empty(_("No file has come with this. Please choose one."))
    if len(given) > MOST_FILES:
        raise Invalid(_("A message takes 5 files at most. Please send the others with the next one."))
    if sum(len(each.content) for each in given) > LARGEST_MESSAGE:
        raise TooLarge(TOO_LARGE)
    return given


def _looked(given: Given) -> Looked:
    kind = kind_of(given.content, given.name)
    # The name is masked as all that people write is: a screenshot may be called by a card's number.
    name = prepared_line(cleaned_name(given.name, ENDINGS[kind]), LONGEST_NAME + 20)
    return Looked(name, kind, given.content, sha256(given.content).hexdigest())


def _refuse_early(
    conversation: Conversation, librarian: Librarian | None, key: str | None, files: Sequence[Looked]
) -> None:
    """What can be known before the disk is asked; `append` decides again under the lock."""
    author = PATRON if librarian is None else librarian_author(librarian.pk)
    if key and conversation.events.filter(author=author, key=key).exists():
        return
    held = conversation.attachments.aggregate(number=Count("pk"), size=Sum("size"))
    size = (held["size"] or 0) + sum(len(each.content) for each in files)
    if held["number"] + len(files) > MOST_OF_A_TALK or size > LARGEST_TALK:
        raise TooLarge(
            _("This conversation holds as many files as we can keep. Please ask how to send more.")
        )


def _append(
    conversation: Conversation,
    librarian: Librarian | None,
    files: Sequence[Looked],
    kept: Sequence[str],
    text: str,
    data: dict[str, Any],
    key: str | None,
) -> EventRow:
    rows = [
        Attachment(
            conversation=conversation,
            handle=handle,
            name=each.name,
            type=each.type,
            size=len(each.content),
            digest=each.digest,
        )
        for each, handle in zip(files, kept, strict=True)
    ]
    data = {**data, "attachments": [row.wire for row in rows]}
    code = conversation.code
    if librarian is None:
        item = patron_item(code, text, data, key)
    else:
        item = staff_item(code, librarian, "message", text, data, key, must=Must.HOLD)
    event = append_one(item)
    if event.again:
        _refuse_other_files(conversation, event, files)
        return event
    for row in rows:
        row.seq = event.seq
    Attachment.objects.bulk_create(rows)
    by_mail.send_where_away([event])
    return event


def _refuse_other_files(conversation: Conversation, event: EventRow, files: Sequence[Looked]) -> None:
    """The same key and the same words, but are they the same files?"""
    earlier = conversation.attachments.filter(seq=event.seq).order_by("pk").values_list("digest", flat=True)
    if list(earlier) != [each.digest for each in files]:
        raise OtherBody


def read(conversation: Conversation, handle: str) -> tuple[Attachment, IO[bytes]]:
    """A file of this very conversation, to be read. Raises NotVisible; the caller has checked who asks."""
    if not HANDLE.fullmatch(handle):
        raise NotVisible
    row = Attachment.objects.filter(conversation=conversation, handle=handle).first()
    file = store().open(row.handle) if row else None
    if row is None or file is None:
        raise NotVisible
    return row, file


def sweep() -> int:
    """Delete the files that no row knows, which a crash has left behind; how many went.

    An hour is left to those that are being sent just now. Many of which the database knows none are left
    alone: somebody has given it the folder of another desk, whose patrons still want them.
    """
    handles = list(store().older_than(ORPHAN_AFTER))
    known: set[str] = set()
    for start in range(0, len(handles), 500):
        some = handles[start : start + 500]
        known.update(Attachment.objects.filter(handle__in=some).values_list("handle", flat=True))
    orphans = [handle for handle in handles if handle not in known]
    if not known and len(orphans) > MOST_LEFT_BY_A_CRASH:
        log.error(_NOT_OURS, files=len(orphans))
        return 0
    store().delete(orphans)
    return len(orphans)


_NOT_OURS: Final = (
    "The database knows none of the files in the data directory, so none is swept. "
    "Do COMMONDESK_DATABASE_URL and COMMONDESK_DATA_DIR belong to one desk?"
)
TOO_LARGE: Final = _("A message takes 10 MB of files at most. Please send smaller ones, or one at a time.")
