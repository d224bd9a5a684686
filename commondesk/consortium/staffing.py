"""Which libraries' staff may monitor which queue."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from commondesk.consortium.membership import Membership
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
