"""Asking: a question becomes a conversation. No account, no name, no address is needed (ON1, PR1)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from commondesk.consortium.library import Library
from commondesk.consortium.queue import LONGEST_ROLL_ON, Queue
from commondesk.desk.bearer import issue_patron, same_patron
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import PATRON
from commondesk.desk.log import Item, append_one
from commondesk.desk.message import card_patterns, prepared, prepared_line
from commondesk.desk.patron_address import keep_address
from commondesk.desk.source import LONGEST, source_tag
from commondesk.desk.waiting import is_attended
from commondesk.plumbing import bus, clock
from commondesk.plumbing.masking import clean_line
from commondesk.plumbing.network_address import hashed
from commondesk.plumbing.refusal import Invalid, OtherBody
from commondesk.plumbing.sql import folded
from commondesk.plumbing.tokens import keyed, new_code, slip_words

SAME_ASKING: Final = dt.timedelta(hours=24)
PRIVACY_LINE: Final = 2  # PR6: the version of the line shown above the Ask button


@dataclass(slots=True)
class Question:
    """What the ask form or the contract's POST /conversations carries; only `question` is required."""

    question: str
    key: str = ""
    library: Library | None = None
    queue: Queue | None = None
    name: str = ""
    email: str = ""
    zip_code: str = ""
    topic: str = ""
    status: str = ""
    page: str = ""
    source: str = ""
    language: str = "en"
    device: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """The new conversation (or the same again), its patron's token and the words of the slip."""

    conversation: Conversation
    token: str
    words: str
    again: bool


def ask(question: Question) -> Asked:
    """Take a question. The same create key and question within 24 hours answer the same conversation.

    Raises Empty, TooLong, Invalid; OtherBody when the key came with another question.
    """
    text, data = prepared(question.question)
    key = keyed("create-key", question.key) if question.key else None
    digest = keyed("question", text)
    address_hash = hashed(question.address) if question.address else ""
    try:
        with transaction.atomic():
            return _earlier(key, digest) or _new(question, text, data, key, digest, address_hash)
    except IntegrityError:
        # The same key twice at once: the other one got there first, so this is the second asking.
        with transaction.atomic():
            earlier = _earlier(key, digest)
        if earlier is None:
            raise
        return earlier


def _earlier(key: str | None, digest: str) -> Asked | None:
    if key is None:
        return None
    rows = Conversation.objects.select_for_update(no_key=True, of=("self",))
    conversation = rows.filter(create_key=key).first()
    if conversation is None:
        return None
    same = conversation.question_digest == digest
    if not same or conversation.asked_at < clock.now() - SAME_ASKING or conversation.erased_at:
        raise OtherBody
    return Asked(conversation, same_patron(conversation), slip_words(conversation.code), again=True)


def _new(
    question: Question, text: str, data: dict[str, object], key: str | None, digest: str, address_hash: str
) -> Asked:
    library = question.library or _library_by_zip(question.zip_code)
    queue = question.queue or queue_for(library, question.language)
    line = partial(prepared_line, cards=card_patterns())
    name = line(question.name, 80)
    now, is_left = clock.now(), not is_attended(queue)
    conversation = Conversation.objects.create(
        code=new_code(),
        queue=queue,
        library=library,
        is_practice=queue.is_practice,
        asked_while_closed=is_left,
        left_for_later=is_left,
        patron_name=name,
        name_folded=folded(name),
        patron_status=line(question.status, 32),
        zip_code=line(question.zip_code, 10),
        topic=line(question.topic, 80),
        page=line(page_address(question.page)[:500], 500),
        source=source_tag(line(source_tag(question.source), LONGEST)),
        language=question.language,
        device=line(question.device, 32),
        address_hash=address_hash,
        privacy_line=PRIVACY_LINE,
        asked_at=now,
        waiting_since=now,
        patron_seen_at=now,
        create_key=key,
        question_digest=digest,
    )
    if question.email:
        keep_address(conversation, question.email)
    append_one(Item(conversation.code, PATRON, "message", text, data))
    bus.wake([bus.Wake(f"queue:{queue.id}")])
    return Asked(conversation, issue_patron(conversation), slip_words(conversation.code), again=False)


def _library_by_zip(zip_code: str) -> Library | None:
    """A ZIP that exactly one library serves tells the library."""
    found = list(Library.objects.serving(zip_code.strip())[:2]) if zip_code.strip() else []
    return found[0] if len(found) == 1 else None


def queue_for(library: Library | None, language: str = "en") -> Queue:
    """Where a question lands: the library's own queue, else the shared one of the language, else any.

    An own queue that is closed passes its patrons on to where it rolls on to.
    """
    queues = Queue.objects.filter(is_active=True, is_practice=False)
    for owner in filter(None, (library, library.system if library else None)):
        own = (
            Queue.objects.filter(library=owner, is_practice=False).order_by("-is_active", "priority").first()
        )
        if own is not None and (taking := taking_patrons(own)):
            return taking
    shared = queues.filter(library=None)
    found = shared.filter(language=language).first() if language != "en" else None
    found = found or shared.filter(language__in=["", "en"]).first() or shared.first()
    if found is None:
        raise Invalid(_("This desk has no queue yet. The consortium's help desk can make one."))
    return found


def taking_patrons(queue: Queue) -> Queue | None:
    """The queue itself or the first on its way that is open for new patrons."""
    for _step in range(LONGEST_ROLL_ON):
        if queue.is_active:
            return queue
        if queue.rolls_on_to is None:
            return None
        queue = queue.rolls_on_to
    return None


def page_address(page: str) -> str:
    """The page the patron came from, without its query and fragment, which may say more than they meant."""
    try:
        parts = urlsplit(clean_line(page[:500], 500))
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return ""
        host = parts.hostname if parts.port is None else f"{parts.hostname}:{parts.port}"
        return urlunsplit((parts.scheme, host, parts.path, "", ""))
    except ValueError:
        return ""
