"""Asides: a side talk of named staff beside a conversation (KN5, IN1). Nobody else of the staff reads it.

The words stand in a row of their own; the log has a staff event without words, so all staff share one
numbering.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commondesk.consortium.librarian import Librarian
from commondesk.desk.again import done_before
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import Event, EventRow, librarian_author, rfc3339
from commondesk.desk.log import append_one
from commondesk.desk.message import prepared
from commondesk.desk.staff_event import staff_item
from commondesk.plumbing import bus, clock
from commondesk.plumbing.refusal import Closed, Invalid, OtherBody

MOST_NAMED: Final = 10
NOT_YOURSELF: Final = _("An aside goes to colleagues. Choose somebody else than yourself.")


class Aside(models.Model):
    """What one of the staff said to a few others; `body` is emptied with the conversation's words."""

    conversation = models.ForeignKey("Conversation", on_delete=models.PROTECT, related_name="asides")
    by = models.ForeignKey("Librarian", on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=60, blank=True)
    by_library = models.CharField(max_length=160, blank=True)
    to: models.ManyToManyField[Librarian, Any] = models.ManyToManyField("Librarian", related_name="+")
    body = models.TextField(null=True)
    data = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "commondesk"

    def __str__(self) -> str:
        return f"aside {self.pk} on {self.conversation}"


def say_aside(
    conversation: Conversation,
    librarian: Librarian,
    to: Collection[Librarian],
    body: str,
    key: str | None = None,
) -> EventRow:
    """Say it to those named, who have to see the conversation themselves, while it is open.

    Raises Closed, Erased, Empty, TooLong, OtherBody, and Invalid for somebody who cannot be told.
    """
    text, data = prepared(body)
    named = sorted(set(to), key=lambda person: person.pk)
    with transaction.atomic():
        found = Conversation.objects.locked(conversation.code)
        if done_before(found, librarian_author(librarian.pk), "aside", key):
            return _again(found, librarian, named, text, key)
        if not found.is_open:
            raise Closed
        _refuse_who_cannot_read(found, librarian, named)
        aside = _keep(found, librarian, text, data)
        aside.to.set(named)
        said = {"aside": aside.pk, "to": [person.called for person in named]}
        event = append_one(staff_item(found.code, librarian, "aside", data=said, key=key))
        told = {"code": found.code, "seq": event.seq}
        bus.wake([bus.Wake(f"desk:{person.pk}", told) for person in named])
    return event


def read_by(conversation: Conversation, librarian: Librarian) -> list[dict[str, Any]]:
    """The asides that this person wrote or was named in, in order, as the interface has them."""
    mine = Q(by=librarian) | Q(pk__in=Aside.objects.filter(to=librarian).values("pk"))
    rows = Aside.objects.filter(mine, conversation=conversation).order_by("pk")
    return [_wire(aside, librarian) for aside in rows.prefetch_related("to")]


def empty_asides(conversation_ids: Collection[int]) -> None:
    """An erasure, or the end of the texts' period: the words go, that there was an aside stays."""
    Aside.objects.filter(conversation__in=conversation_ids).update(body=None, data={"erased": True})


def _keep(conversation: Conversation, librarian: Librarian, text: str, data: dict[str, Any]) -> Aside:
    library = librarian.home_library
    return Aside.objects.create(
        conversation=conversation,
        by=librarian,
        by_name=librarian.called,
        by_library=library.name if library else "",
        body=text,
        data=data,
    )


def _again(
    conversation: Conversation, librarian: Librarian, named: list[Librarian], text: str, key: str | None
) -> EventRow:
    """The same key stands for the same words to the same people, or for nothing."""
    event = Event.objects.get(conversation=conversation, author=librarian_author(librarian.pk), key=key)
    aside = Aside.objects.get(pk=event.data["aside"])
    if aside.body != text or list(aside.to.order_by("pk")) != named:
        raise OtherBody
    fields = {name: getattr(event, name) for name in EventRow.__dataclass_fields__ if name != "again"}
    return EventRow(**fields, again=True)


def _refuse_who_cannot_read(conversation: Conversation, librarian: Librarian, named: list[Librarian]) -> None:
    if not named or librarian in named:
        raise Invalid(NOT_YOURSELF)
    if len(named) > MOST_NAMED:
        raise Invalid(_("An aside goes to a few. For more people, write a note."))
    itself = Conversation.objects.filter(pk=conversation.pk)
    for person in named:
        if not itself.visible_to(person).exists():
            raise Invalid(
                _("%(name)s does not see this conversation. Ask them to help, and they will.")
                % {"name": person.called}
            )


def _wire(aside: Aside, reader: Librarian) -> dict[str, Any]:
    to = sorted(aside.to.all(), key=lambda person: person.pk)
    return {
        "id": aside.pk,
        "at": rfc3339(aside.at),
        "by": {"id": aside.by_id, "name": aside.by_name, "library": aside.by_library},
        "to": [{"id": person.pk, "name": person.called} for person in to],
        "mine": aside.by_id == reader.pk,
        "body": aside.body,
        "data": aside.data,
    }
