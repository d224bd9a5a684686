"""Queues: what staff monitor. A library's own queue rolls on to a shared one, never to nowhere (AC8)."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Final

from django.db import models, transaction
from django.utils.translation import gettext as _

from commondesk.consortium.changing import change
from commondesk.consortium.library import Library
from commondesk.consortium.membership import Role
from commondesk.plumbing import bus
from commondesk.plumbing.refusal import Invalid

if TYPE_CHECKING:
    from commondesk.consortium.librarian import Librarian

LONGEST_ROLL_ON = 8
LIVE: Final = (Role.LIBRARIAN, Role.COORDINATOR)
# Everybody on the desk answers in it, whether or not they say so.
COMMON_LANGUAGE: Final = "en"


class QueueQuerySet(models.QuerySet["Queue"]):
    """Who may take what."""

    def staffed_by(self, librarian: Librarian) -> QueueQuerySet:
        """Queues of a library this person belongs to, or of the consortium's own staff; the help desk's are
        all. Interns staff them for their e-mail alone, analysts staff none.
        """
        return self._staffed(librarian, [*LIVE, Role.INTERN])

    def monitored_live_by(self, librarian: Librarian) -> QueueQuerySet:
        """Queues this person may monitor: whoever monitors one sees who waits in it, and is counted on."""
        return self._staffed(librarian, LIVE)

    def _staffed(self, librarian: Librarian, roles: Sequence[Role]) -> QueueQuerySet:
        if librarian.memberships.filter(role=Role.HELP_DESK).exists():
            return self.all()
        mine = librarian.memberships.filter(role__in=roles)
        at_libraries = models.Q(staffing__library__in=mine.exclude(library=None).values("library"))
        at_consortium = models.Q(staffing__library=None, staffing__isnull=False)
        if not mine.filter(library=None).exists():
            return self.filter(at_libraries).distinct()
        return self.filter(at_libraries | at_consortium).distinct()

    def reached_by(self, librarian: Librarian) -> QueueQuerySet:
        """Queues that this person may let another roll on to: the shared ones, and those of libraries they
        look after. The staff of any other library would have to answer, and have not been asked.
        """
        return self.filter(
            models.Q(library=None) | models.Q(library__in=Library.objects.looked_after_by(librarian))
        )


class Queue(models.Model):
    """A line of patrons with its own hours, staff and roll-on (AC10)."""

    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    library = models.ForeignKey(
        "Library", on_delete=models.PROTECT, null=True, blank=True, related_name="queues"
    )
    rolls_on_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="fed_by"
    )
    # Seconds a patron rings here alone before the next queue hears of them; null: as the standards have it.
    rolls_on_after = models.PositiveSmallIntegerField(null=True, blank=True)
    time_zone = models.CharField(max_length=64, default="America/New_York")
    language = models.CharField(max_length=8, blank=True)
    priority = models.PositiveSmallIntegerField(default=100)
    is_practice = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    objects = QueueQuerySet.as_manager()

    class Meta:
        app_label = "commondesk"
        ordering = ["priority", "name"]

    def __str__(self) -> str:
        return self.name


def claimable_by(librarian: Librarian) -> set[int]:
    """Ids of the queues whose patrons this person may claim: staffed, or rolling on to a staffed one."""
    return fed_into(set(Queue.objects.staffed_by(librarian).values_list("id", flat=True)))


def fed_into(queue_ids: Set[int]) -> set[int]:
    """Ids of all queues whose patrons reach one of these queues, the queues themselves among them.

    By a query a step, which brings nothing but ids: there may be thousands.
    """
    found, to = set(queue_ids), "rolls_on_to"
    for _step in range(1, LONGEST_ROLL_ON):
        more = set(Queue.objects.filter(**{f"{to}__in": queue_ids}).order_by().values_list("id", flat=True))
        if more <= found:
            break
        found |= more
        to = f"{to}__rolls_on_to"
    cut_off = models.Q(is_active=False) | models.Q(rolls_on_to__is_active=False)
    starts = Queue.objects.filter(cut_off, is_practice=False).order_by().values_list("id", flat=True)
    return found | {start for start, path in ways_from(starts).items() if found.intersection(path)}


def ways_from(queue_ids: Iterable[int]) -> dict[int, list[int]]:
    """Each of these queues with the ids it passes on its way: itself first, then where it rolls on to.

    By a query a step, however many other queues there are. Where no queue further on takes patrons any more,
    the first shared one ends the way, never nowhere (AC8): somebody waits in a queue that is closed, or rolls
    on to one that was closed since.
    """
    starts = set(queue_ids)
    ahead, following, taking = set(starts), dict[int, int | None](), set[int]()
    for _step in range(LONGEST_ROLL_ON):
        if not ahead:
            break
        columns = ("id", "rolls_on_to_id", "is_active", "is_practice")
        for pk, to, is_active, is_practice in Queue.objects.filter(pk__in=ahead).values_list(*columns):
            following[pk] = to
            taking |= {pk} if is_active or is_practice else set()
        ahead = {to for to in following.values() if to is not None} - following.keys()
    following.update(dict.fromkeys(ahead))
    paths = {start: _path(start, following) for start in starts & following.keys()}
    further = {start: path[1:] if following[start] else path for start, path in paths.items()}
    if stranded := [paths[start] for start, steps in further.items() if taking.isdisjoint(steps)]:
        for path, last in itertools.product(stranded, first_shared()):
            if last not in path:
                path.append(last)
    return paths


def _path(start: int, following: Mapping[int, int | None]) -> list[int]:
    path = [start]
    step = following[start]
    while step is not None and step not in path and len(path) < LONGEST_ROLL_ON:
        path.append(step)
        step = following[step]
    return path


def first_shared() -> list[int]:
    """The id of the queue where a question without a library lands; none where there is none."""
    shared = Queue.objects.filter(is_active=True, is_practice=False, library=None)
    rows = sorted(shared.values_list("id", "language"), key=lambda row: row[1] not in ("", COMMON_LANGUAGE))
    return [pk for pk, _language in rows[:1]]


def refuse_a_circle(queue: Queue, target: Queue | None) -> None:
    """Raise `Invalid` when rolling `queue` on to `target` would send patrons round in a circle."""
    seen = {queue.id}
    while target is not None:
        if target.id in seen:
            raise Invalid(_("This would send patrons round in a circle; choose another queue to roll on to."))
        seen.add(target.id)
        target = target.rolls_on_to


def refuse_unasked(target: Queue, by: Librarian) -> None:
    """Raise `Invalid` for the queue of a library that has not been asked; the help desk asks it."""
    if not Queue.objects.reached_by(by).filter(pk=target.pk).exists():
        raise Invalid(
            _("That is another library's own queue. The help desk chooses it, once that library has agreed.")
        )


def set_roll_on(queue: Queue, by: Librarian, target: Queue | None, after: int | None) -> list[str]:
    """Where patrons of `queue` ring next, and after how many seconds (None: as the standards have it).

    Raises `Invalid` for a circle, for a practice queue, for that of a library that was not asked, and for
    nowhere while the queue rolls on somewhere now (AC8). What is set already may stay. The names of what has
    changed.
    """
    with transaction.atomic():
        if target is not None:
            if target.is_practice != queue.is_practice or not target.is_active:
                raise Invalid(_("Nobody answers real questions in that queue; choose another one."))
            refuse_a_circle(queue, target)
            if target.pk != queue.rolls_on_to_id:
                refuse_unasked(target, by)
        elif queue.rolls_on_to_id is not None:
            raise Invalid(_("A question must not end nowhere: choose the queue that hears of it next."))
        before = queue.rolls_on_to_id
        changed = change(
            queue, by, "queue.roll-on", {"rolls_on_to_id": target and target.pk, "rolls_on_after": after}
        )
        if changed:
            ids = {queue.pk, before, queue.rolls_on_to_id} - {None}
            bus.wake([*(bus.Wake(f"queue:{id_}") for id_ in sorted(filter(None, ids))), bus.Wake("presence")])
    return changed
