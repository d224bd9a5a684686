"""The staff's channels (CO5): one for all, one for each queue, seen by those who may monitor it.

Nothing of a patron comes here by itself; a link to a conversation shows its code, and opens for who may see
it.
"""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.membership import Membership, Role
from commondesk.consortium.queue import LIVE, Queue
from commondesk.consortium.staffing import Staffing
from commondesk.plumbing.refusal import NotVisible

FOR_ALL: Final = "all"
OF_QUEUE: Final = "queue-"
MOST_LISTED: Final = 100


class StaffChannel(models.Model):
    """Its messages are numbered under its lock: 1, 2, 3 ... Without a queue it is for all staff."""

    slug = models.CharField(max_length=80, unique=True)
    queue = models.OneToOneField("Queue", on_delete=models.CASCADE, null=True, related_name="channel")
    last_seq = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "commondesk"

    def __str__(self) -> str:
        return self.slug

    @property
    def name(self) -> str:
        return self.queue.name if self.queue else _("All staff")


class ChannelMark(models.Model):
    """How far one of the staff has read a channel; it never goes back."""

    channel = models.ForeignKey("StaffChannel", on_delete=models.CASCADE, related_name="marks")
    librarian = models.ForeignKey("Librarian", on_delete=models.CASCADE, related_name="+")
    seq = models.PositiveIntegerField()

    class Meta:
        app_label = "commondesk"
        constraints = [
            models.UniqueConstraint(fields=["channel", "librarian"], name="channel_mark_once"),
        ]

    def __str__(self) -> str:
        return f"{self.librarian} read {self.channel} to {self.seq}"


def readers(channel: StaffChannel) -> models.QuerySet[Librarian]:
    """Everybody who sees a channel: of a queue, who may monitor it; of all staff, everybody but analysts.

    Interns, whose part is e-mail, see the channel for all.
    """
    if channel.queue_id is None:
        belonging = Membership.objects.exclude(role=Role.ANALYST)
    else:
        staffing = Staffing.objects.filter(queue=channel.queue_id)
        at = Q(library__in=staffing.exclude(library=None).values("library"))
        if staffing.filter(library=None).exists():
            at |= Q(library=None)
        belonging = Membership.objects.filter(Q(role=Role.HELP_DESK) | (Q(role__in=LIVE) & at))
    return Librarian.objects.filter(is_active=True, pk__in=belonging.values("librarian"))


def the_channel(librarian: Librarian, slug: str) -> StaffChannel:
    """The channel of this slug. Raises NotVisible where there is none, or none for this person."""
    channel = _found(slug)
    if channel is None or not readers(channel).filter(pk=librarian.pk).exists():
        raise NotVisible
    return channel


def channels_of(librarian: Librarian) -> list[StaffChannel]:
    """The channels this person sees, that for all first.

    The help desk may open all, and is shown those of shared queues and those in which somebody has written.
    """
    if not librarian.is_active or not librarian.memberships.exclude(role=Role.ANALYST).exists():
        return []
    queues = Queue.objects.monitored_live_by(librarian).filter(is_active=True)
    if librarian.is_help_desk:
        queues = queues.filter(Q(library=None) | Q(channel__last_seq__gt=0))
    return _rows([None, *queues[:MOST_LISTED]])


def _found(slug: str) -> StaffChannel | None:
    if slug == FOR_ALL:
        return _rows([None])[0]
    queue = Queue.objects.filter(slug=slug.removeprefix(OF_QUEUE)).first()
    return _rows([queue])[0] if queue is not None and slug.startswith(OF_QUEUE) else None


def _rows(queues: list[Queue | None]) -> list[StaffChannel]:
    """The channels of these queues (None: of all staff), in this order; each begins when looked for."""
    found = _known(queues)
    missing = [queue for queue in queues if (queue.pk if queue else None) not in found]
    if missing:
        new = [
            StaffChannel(slug=f"{OF_QUEUE}{queue.slug}" if queue else FOR_ALL, queue=queue)
            for queue in missing
        ]
        StaffChannel.objects.bulk_create(new, ignore_conflicts=True)
        found = _known(queues)
    return [found[queue.pk if queue else None] for queue in queues]


def _known(queues: list[Queue | None]) -> dict[int | None, StaffChannel]:
    ids = [queue.pk for queue in queues if queue]
    rows = StaffChannel.objects.filter(Q(queue=None) | Q(queue__in=ids)).select_related("queue")
    return {row.queue_id: row for row in rows}
