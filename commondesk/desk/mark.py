"""A mark on conduct (IN6): set by a person, looked at by a second one, ends by itself.

It stands on one conversation and nowhere else. Nothing in it names or numbers the patron, and nothing looks
for other conversations by it, so it can follow nobody. Staff who see the conversation see it; patrons never.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Final

from django.db import models
from django.db.models import Q

from commondesk.desk.event import rfc3339
from commondesk.plumbing import clock

if TYPE_CHECKING:
    from commondesk.consortium.librarian import Librarian

MOST_COUNTED: Final = 100  # a bar says "99+"


class MarkQuerySet(models.QuerySet["Mark"]):
    """Marks by what has become of them."""

    def in_force(self, now: dt.datetime) -> MarkQuerySet:
        """Not lifted, and their time not over, whether the hourly job has seen that or not."""
        return self.filter(ended_at=None, expires_at__gt=now)

    def waiting(self, now: dt.datetime) -> MarkQuerySet:
        """In force, and no second person has looked at them."""
        return self.in_force(now).filter(confirmed_at=None)

    def to_look_at(self, by: Librarian, now: dt.datetime) -> MarkQuerySet:
        """Those that this person can look at as the second one: not their own, the words still there."""
        return self.waiting(now).exclude(seen=None).exclude(set_by=by)

    def over(self, now: dt.datetime) -> MarkQuerySet:
        """Lifted, or ended by themselves."""
        return self.filter(Q(ended_at__isnull=False) | Q(expires_at__lte=now))


class Mark(models.Model):
    """What somebody saw, in their words, until `expires_at`.

    `seen` and `lifted_why` are None once the words are gone: when the mark's time is over, when the patron
    erases the conversation, or when the texts' period ends. Kind, people and times stay, to be counted.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        CONFIRMED = "confirmed"
        LIFTED = "lifted"
        EXPIRED = "expired"

    conversation = models.ForeignKey("Conversation", on_delete=models.PROTECT, related_name="marks")
    kind = models.ForeignKey("MarkKind", on_delete=models.PROTECT, related_name="marks", db_index=False)
    seen = models.TextField(null=True)
    set_by = models.ForeignKey("Librarian", on_delete=models.PROTECT, related_name="+", db_index=False)
    set_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        "Librarian", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    confirmed_at = models.DateTimeField(null=True)
    # Ended by a person where `lifted_by` is one, else by itself.
    ended_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(
        "Librarian", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    lifted_why = models.TextField(null=True)

    objects = MarkQuerySet.as_manager()

    class Meta:
        app_label = "commondesk"
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(ended_at=None), name="one_mark_in_force"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=models.F("set_by")),
                name="a_second_person_confirms",
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(ended_at=None), name="mark_in_force"),
            models.Index(fields=["id"], condition=Q(ended_at=None, confirmed_at=None), name="mark_waiting"),
        ]

    def __str__(self) -> str:
        return f"mark {self.pk} on {self.conversation}"

    @property
    def state(self) -> State:
        if self.lifted_by_id is not None:
            return self.State.LIFTED
        if self.ended_at is not None or self.expires_at <= clock.now():
            return self.State.EXPIRED
        return self.State.WAITING if self.confirmed_at is None else self.State.CONFIRMED

    @property
    def is_in_force(self) -> bool:
        return self.state in (self.State.WAITING, self.State.CONFIRMED)

    def wire(self) -> dict[str, Any]:
        """As the interface has it, for staff who see the conversation."""
        second = self.confirmed_by
        return {
            "id": self.pk,
            "kind": {"slug": self.kind.slug, "name": self.kind.name},
            "state": self.state.value,
            "seen": self.seen,
            "by": {"id": self.set_by.pk, "name": self.set_by.called},
            "at": rfc3339(self.set_at),
            "ends_at": rfc3339(self.expires_at),
            "confirmed_by": {"id": second.pk, "name": second.called} if second else None,
        }


def mark_on(conversation_id: int) -> Mark | None:
    """The one in force on this very conversation, for staff who see it."""
    rows = Mark.objects.in_force(clock.now()).filter(conversation=conversation_id)
    return rows.select_related("kind", "set_by", "confirmed_by").first()


def marks_to_look_at(by: Librarian) -> dict[str, int]:
    """How many wait for this person's look, as far as a bar says it, and the newest of them; 0 for none."""
    newest = Mark.objects.to_look_at(by, clock.now()).order_by("-pk").values_list("pk", flat=True)
    found = list(newest[:MOST_COUNTED])
    return {"count": len(found), "newest": found[0] if found else 0}


def lifted_last(conversation_id: int, librarian_id: int) -> Mark | None:
    """What this person has lifted there, for the same act that is sent again."""
    rows = Mark.objects.filter(conversation=conversation_id, lifted_by=librarian_id)
    return rows.order_by("-ended_at").first()


def empty_marks(conversation_ids: Collection[int]) -> None:
    """An erasure, or the end of the texts' period: what was seen goes; that something was marked stays."""
    Mark.objects.filter(conversation__in=conversation_ids).update(seen=None, lifted_why=None)
