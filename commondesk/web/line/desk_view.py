"""What desk streams show, read and rendered on the reader's thread."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.queue import ways_from
from commondesk.desk.conversation import Conversation
from commondesk.desk.overview import overviews
from commondesk.desk.snapshot import counted, in_full, me, on_duty, queues_shown
from commondesk.desk.transferring import offers_to
from commondesk.plumbing.stream import compact
from commondesk.schedule.at_desk import at_desk_of
from commondesk.schedule.presence import Monitoring
from commondesk.web.line.admission import Memberships, memberships
from commondesk.web.staff import refuse_without_desk


@dataclass(frozen=True, slots=True)
class Reach:
    """Ids of `all` queues one may monitor, in the desk's order; `shown` in full are those that one does.

    `rights` are the memberships on which that hangs.
    """

    all: tuple[int, ...]
    shown: frozenset[int]
    rights: Memberships = frozenset()
    everything: bool = False  # of the help desk, whose desk does not list all that it sees


NOTHING = Reach((), frozenset())


@dataclass(frozen=True, slots=True)
class QueueView:
    """A queue as JSON, in full and as a count: rendered once, the same bytes for all its followers."""

    full: str
    count: str

    @classmethod
    def of(cls, queue: dict[str, Any]) -> QueueView:
        return cls(compact(in_full(queue)), compact(counted(queue)))


@dataclass(slots=True)
class Found:
    """What a look has found; `on_duty` is None when it was not asked for."""

    views: dict[int, QueueView] = field(default_factory=dict)
    on_duty: str | None = None
    monitored: dict[int, frozenset[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Desk:
    """One librarian's own part of the snapshot, as JSON; `seen` is how far each of their conversations is."""

    me: str
    mine: str
    offered: str
    seen: dict[str, int]


def reach_of(librarian_id: int) -> Reach:
    """Raises NotAllowed for who has no desk any more."""
    # Read before the queues are looked at: what changes after this is noticed by the next heartbeat.
    rights = memberships([librarian_id]).get(librarian_id, frozenset())
    librarian = Librarian.objects.get(pk=librarian_id)
    refuse_without_desk(librarian)
    may = tuple(queue.pk for queue in at_desk_of(librarian))
    return Reach(
        may, monitored_by([librarian_id])[librarian_id].intersection(may), rights, librarian.is_help_desk
    )


def desk_of(librarian_id: int) -> Desk:
    librarian = Librarian.objects.get(pk=librarian_id)
    held = Conversation.objects.with_(librarian_id).order_by("asked_at", "id")
    mine = overviews(held, librarian)
    offered = compact(offers_to(librarian))
    return Desk(
        compact(me(librarian)), compact(mine), offered, {row["code"]: row["last_seq"] for row in mine}
    )


def look(
    queues: Collection[int], *, changed: Iterable[int] = (), presence: bool, monitored: Collection[int] = ()
) -> Found:
    """The views of `queues`, or of those among them that patrons of `changed` queues reach (AC8).

    `presence`: who is on duty too, and which queues the librarians of `monitored` monitor.
    """
    found = Found()
    if changed:
        queues = {reached for path in ways_from(changed).values() for reached in path}.intersection(queues)
    if queues:
        found.views = {queue: QueueView.of(seen) for queue, seen in queues_shown(queues).items()}
    if presence:
        found.on_duty = compact(on_duty())
    if monitored:
        found.monitored = monitored_by(monitored)
    return found


def monitored_by(librarian_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """For each of these librarians the ids of the queues they monitor; one query."""
    found: dict[int, set[int]] = {librarian: set() for librarian in librarian_ids}
    rows = Monitoring.objects.filter(librarian__in=librarian_ids).values_list("librarian_id", "queue_id")
    for librarian, queue in rows:
        found[librarian].add(queue)
    return {librarian: frozenset(queues) for librarian, queues in found.items()}


def held_by(librarian_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """For each of these librarians the codes of what they hold or help in, and how far it is; one query."""
    found: dict[int, dict[str, int]] = {librarian: {} for librarian in librarian_ids}
    rows = Conversation.objects.filter(Q(claimed_by__in=librarian_ids) | Q(helped_by__in=librarian_ids))
    for holder, helper, code, seq in rows.values_list("claimed_by_id", "helped_by_id", "code", "last_seq"):
        for librarian in (holder, helper):
            if librarian in found:
                found[librarian][code] = seq
    return found
