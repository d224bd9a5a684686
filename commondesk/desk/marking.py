"""Marking conduct (IN6): a person sets a mark, a second one confirms or lifts it, and it ends by itself.

No filter of words calls any of this. Every act is written into the log for staff, and into the audit.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from commondesk.consortium import audit
from commondesk.consortium.librarian import Librarian
from commondesk.consortium.standard import standard
from commondesk.desk.again import done_before
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import SYSTEM, Event, librarian_author
from commondesk.desk.log import Item, append_one
from commondesk.desk.mark import Mark
from commondesk.desk.mark_kind import MarkKind
from commondesk.desk.message import prepared
from commondesk.desk.staff_event import staff_item
from commondesk.plumbing import bus, clock
from commondesk.plumbing.refusal import Marked, MarkOver, NotAllowed, NotVisible, OtherBody, TooLong

LONGEST: Final = 2000
BATCH: Final = 100


def mark(conversation: Conversation, by: Librarian, kind: str, seen: str, key: str | None = None) -> Mark:
    """Set one, also on a closed conversation; whoever may see it may. `kind` is the slug of one in use.

    Raises Erased, Marked while one is in force, Empty, TooLong, OtherBody, NotVisible for no such kind.
    """
    text = _words(seen)
    chosen = MarkKind.objects.filter(slug=kind).first()
    with transaction.atomic():
        found = Conversation.objects.locked(conversation.code)
        if done_before(found, librarian_author(by.pk), "marked", key):
            return _again(found, by, kind, text, key)
        if chosen is None or not chosen.is_active:
            sentence = _("Choose one of the kinds.")
            raise NotVisible(sentence, errors=[{"field": "kind", "sentence": sentence}])
        now = clock.now()
        if Mark.objects.in_force(now).filter(conversation=found).exists():
            raise Marked
        _end_what_is_over(found, now)
        made = Mark.objects.create(
            conversation=found,
            kind=chosen,
            seen=text,
            set_by=by,
            set_at=now,
            expires_at=now + dt.timedelta(days=standard("IN6.mark_days")),
        )
        _tell(made, by, "set", key, kind=kind)
    return made


def confirm(number: int, by: Librarian) -> Mark:
    """A second person has looked, and it stands. Again is the same.

    Raises NotVisible, MarkOver, NotAllowed for who set it, and for all but the help desk.
    """
    with transaction.atomic():
        found = _locked(number, by)
        if found.is_in_force and found.confirmed_by_id == by.pk:
            return found
        _refuse_unless_it_can_be_looked_at(found)
        if found.set_by_id == by.pk:
            raise NotAllowed(_("You set this mark yourself. A second person looks at it."))
        found.confirmed_by, found.confirmed_at = by, clock.now()
        found.save(update_fields=["confirmed_by", "confirmed_at"])
        _tell(found, by, "confirmed")
    return found


def look_again(number: int, by: Librarian) -> Mark:
    """Who confirmed it takes that back: it waits for a second look as before. Raises as `confirm` does."""
    with transaction.atomic():
        found = _locked(number, by)
        if not found.is_in_force:
            raise MarkOver
        if found.confirmed_by_id is None:
            return found
        if found.confirmed_by_id != by.pk:
            raise NotAllowed(_("Only who confirmed it takes that back. You can lift the mark."))
        found.confirmed_by = found.confirmed_at = None
        found.save(update_fields=["confirmed_by", "confirmed_at"])
        _tell(found, by, "unconfirmed")
    return found


def lift(number: int, by: Librarian, why: str) -> Mark:
    """End it before its time, with a reason. Again is the same.

    The help desk may; so may who set it, until a second person has looked. Raises NotVisible, MarkOver,
    NotAllowed, Empty or TooLong.
    """
    text = _words(why)
    with transaction.atomic():
        found = _locked(number, by)
        if found.lifted_by_id == by.pk:
            return found
        if not found.is_in_force:
            raise MarkOver
        found.ended_at, found.lifted_by = clock.now(), by
        found.lifted_why = text if found.conversation.erased_at is None else None
        found.save(update_fields=["ended_at", "lifted_by", "lifted_why"])
        _tell(found, by, "lifted")
    return found


def put_back(number: int, by: Librarian) -> Mark:
    """Who lifted it takes that back, while its time is not over: it is as it was before.

    Raises NotVisible, NotAllowed, MarkOver, Marked where it was marked anew meanwhile.
    """
    with transaction.atomic():
        found = _locked(number, by)
        if found.lifted_by_id != by.pk:
            raise NotAllowed(_("Only who lifted it takes that back. You can mark the conversation anew."))
        if found.expires_at <= clock.now():
            raise MarkOver
        if Mark.objects.filter(conversation=found.conversation_id, ended_at=None).exists():
            raise Marked
        found.ended_at = found.lifted_by = found.lifted_why = None
        found.save(update_fields=["ended_at", "lifted_by", "lifted_why"])
        _tell(found, by, "restored")
    return found


def expire(now: dt.datetime) -> int:
    """End what is over its time: the words go, and the log says so. Those of lifted ones go then, too."""
    over = Mark.objects.filter(expires_at__lte=now)
    over.filter(ended_at__isnull=False, seen__isnull=False).update(seen=None, lifted_why=None)
    ended = 0
    while some := list(over.filter(ended_at=None).values_list("conversation", flat=True)[:BATCH]):
        for conversation_id in some:
            with transaction.atomic():
                rows = Conversation.objects.select_for_update(no_key=True, of=("self",))
                ended += _end_what_is_over(rows.get(pk=conversation_id), now)
    return ended


def _end_what_is_over(conversation: Conversation, now: dt.datetime) -> int:
    """The conversation's lock is held."""
    rows = Mark.objects.filter(conversation=conversation, ended_at=None, expires_at__lte=now)
    over = rows.select_related("conversation").first()
    if over is None:
        return 0
    over.ended_at, over.seen = over.expires_at, None
    over.save(update_fields=["ended_at", "seen"])
    _tell(over, None, "expired")
    return 1


def _locked(number: int, by: Librarian) -> Mark:
    """The mark, under its conversation's lock, for somebody who may decide on it."""
    where = Mark.objects.filter(pk=number).values("conversation")
    seen = Conversation.objects.visible_to(by).filter(pk__in=where)
    conversation = seen.select_for_update(no_key=True, of=("self",)).first()
    if conversation is None:
        raise NotVisible
    found = Mark.objects.select_related("kind", "set_by", "confirmed_by").get(pk=number)
    found.conversation = conversation
    is_own = found.set_by_id == by.pk and found.confirmed_at is None
    if not (is_own or by.is_help_desk):
        raise NotAllowed(_("The help desk decides on marks; who set one can lift it until it was looked at."))
    return found


def _refuse_unless_it_can_be_looked_at(found: Mark) -> None:
    if not found.is_in_force:
        raise MarkOver
    if found.seen is None:
        raise MarkOver(
            _("The words are deleted, so nobody can look at this any more. You can lift the mark.")
        )
    if found.confirmed_at is not None:
        raise MarkOver(_("A second person has looked at this mark already."))


def _again(conversation: Conversation, by: Librarian, kind: str, text: str, key: str | None) -> Mark:
    """The same key stands for the same mark, or for nothing."""
    event = Event.objects.get(conversation=conversation, author=librarian_author(by.pk), key=key)
    earlier = Mark.objects.select_related("kind").get(pk=event.data["mark"])
    if (earlier.kind.slug, earlier.seen) != (kind, text):
        raise OtherBody
    return earlier


def _tell(found: Mark, by: Librarian | None, act: str, key: str | None = None, **more: Any) -> None:
    """The log and the audit name act and mark, never the words: those stand in one place, and can go.

    An erased conversation takes no more events; of its mark the audit alone tells. The help desk's consoles
    are woken, to count anew what waits for a second look.
    """
    code, data = found.conversation.code, {"act": act, "mark": found.pk}
    if found.conversation.erased_at is None:
        append_one(
            staff_item(code, by, "marked", data=data, key=key)
            if by
            else Item(code, SYSTEM, "marked", data=data)
        )
    audit.record(by, f"mark.{act}", found, {"code": code, **more})
    bus.wake([bus.Wake("marks")])


def _words(text: str) -> str:
    cleaned, _masked = prepared(text)
    if len(cleaned) > LONGEST:
        raise TooLong(_("Please keep this under 2,000 characters."))
    return cleaned
