"""Which libraries' staff may monitor which queue."""

from __future__ import annotations

from collections.abc import Collection

from django.db import models
from django.db.models import Q

from commondesk.consortium.membership import Membership, Role
from commondesk.consortium.queue import LIVE, Queue


class Staffing(models.Model):
    """Staff of `library` may monitor `queue`; without a library, the consortium's own staff may."""

    queue = models.ForeignKey("Queue", on_delete=models.CASCADE, related_name="staffing")
    library = models.ForeignKey(
        "Library", on_delete=models.CASCADE, null=True, blank=True, related_name="staffing"
    )

    class Meta:
        app_label = "commondesk"
        constraints = [
            models.UniqueConstraint(fields=["queue", "library"], name="staffing_once"),
            models.UniqueConstraint(
                fields=["queue"], condition=Q(library=None), name="consortium_staffing_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.library or 'consortium'} staffs {self.queue}"


def live_staff(queue_ids: Collection[int], among: Collection[int]) -> dict[int, set[int]]:
    """By queue, the ids of those `among` these people who answer its patrons live; two queries.

    The consortium's own staff are its librarians and its help desk, where it staffs the queue itself.
    """
    belongs: dict[int | None, set[int]] = {}
    answering = Q(role__in=LIVE) | Q(role=Role.HELP_DESK, library=None)
    rows = Membership.objects.filter(answering, librarian__in=among)
    for library, person in rows.values_list("library_id", "librarian_id"):
        belongs.setdefault(library, set()).add(person)
    found: dict[int, set[int]] = {queue: set() for queue in queue_ids}
    for queue, staffed_by in Staffing.objects.filter(queue__in=queue_ids).values_list(
        "queue_id", "library_id"
    ):
        found[queue] |= belongs.get(staffed_by, set())
    return found


def left_without_staff(membership: Membership) -> list[Queue]:
    """Queues that nobody would monitor any more if this membership ended: the last of their staff goes.

    The help desk may step in everywhere and so is not counted.
    """
    if membership.role not in LIVE:
        return []
    theirs = Queue.objects.filter(staffing__library=membership.library, is_active=True)
    return [queue for queue in theirs if not _is_staffed_without(queue, membership)]


def _is_staffed_without(queue: Queue, membership: Membership) -> bool:
    others = Membership.objects.filter(role__in=LIVE, librarian__is_active=True).exclude(pk=membership.pk)
    libraries = queue.staffing.exclude(library=None).values("library")
    if others.filter(library__in=libraries).exists():
        return True
    return queue.staffing.filter(library=None).exists() and others.filter(library=None).exists()
