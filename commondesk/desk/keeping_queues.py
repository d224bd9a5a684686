"""The help desk's acts on queues: adding, changing, closing them, saying who may staff them (AC8, AC10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from commondesk.consortium import audit
from commondesk.consortium.changing import change
from commondesk.consortium.librarian import Librarian
from commondesk.consortium.library import Library
from commondesk.consortium.membership import Membership
from commondesk.consortium.queue import LIVE, Queue, QueueQuerySet, refuse_a_circle, set_roll_on, ways_from
from commondesk.consortium.staffing import Staffing
from commondesk.desk.conversation import Conversation
from commondesk.desk.membership_change import settle
from commondesk.plumbing import bus
from commondesk.plumbing.refusal import Invalid

NAMED: Final = 5
RESERVED: Final = frozenset({"new"})  # an address of the help desk's pages


@dataclass(frozen=True, slots=True)
class QueueFacts:
    """What the help desk decides about a queue; `rolls_on_after` None: as the standards have it."""

    name: str
    library: Library | None
    language: str
    time_zone: str
    priority: int
    rolls_on_to: Queue | None
    rolls_on_after: int | None


def add_queue(by: Librarian, facts: QueueFacts, *, slug: str = "", is_practice: bool = False) -> Queue:
    """A new queue; that of a library is staffed by it from the beginning, a shared one by nobody yet.

    Raises Invalid: a library's queue that rolls on to nowhere, a slug that is taken, a practice queue that
    real questions would reach.
    """
    slug = slug or free_slug(facts.name, Queue.objects.all())
    if Queue.objects.filter(slug=slug).exists():
        raise Invalid(_("There is a queue “%(slug)s” already.") % {"slug": slug})
    if facts.library and not facts.rolls_on_to and not is_practice:
        raise Invalid(_("A question must not end nowhere: choose the queue that hears of it next."))
    to = facts.rolls_on_to
    if to is not None and (to.is_practice != is_practice or not to.is_active):
        raise Invalid(_("Nobody answers real questions in that queue; choose another one."))
    with transaction.atomic():
        queue = Queue.objects.create(slug=slug, is_practice=is_practice, **_fields(facts))
        if facts.library:
            Staffing.objects.create(queue=queue, library=facts.library)
        audit.record(by, "queue.add", queue, {"slug": slug, "name": queue.name})
        _tell([queue.pk], [facts.library] if facts.library else [])
    return queue


def change_queue(by: Librarian, queue: Queue, facts: QueueFacts) -> list[str]:
    """The names of what has changed. Raises Invalid for a circle, or for nowhere after somewhere (AC8)."""
    own = {name: value for name, value in _fields(facts).items() if not name.startswith("rolls_on")}
    with transaction.atomic():
        changed = change(queue, by, "queue.change", own)
        changed += set_roll_on(queue, by, facts.rolls_on_to, facts.rolls_on_after)
        if changed:
            bus.wake([bus.Wake(f"queue:{queue.pk}")])
    return changed


def close_queue(by: Librarian, queue: Queue) -> None:
    """No new patrons; who waits in it rings where it rolls on to, and what is held stays held.

    Raises Invalid where patrons would end nowhere: the last shared queue, one that others roll on to, one
    with patrons and no way on.
    """
    with transaction.atomic():
        _hold_shared()
        refuse_to_close(queue)
        if change(queue, by, "queue.close", {"is_active": False}):
            stop_monitoring_all([queue.pk])


def _hold_shared() -> None:
    """Two who close the last two shared queues at the same moment must not both succeed."""
    shared = Queue.objects.select_for_update(no_key=True).filter(library=None)
    list(shared.order_by("pk").values_list("pk", flat=True))


def open_queue(by: Librarian, queue: Queue) -> None:
    """Patrons come to it again, and its staff may monitor it."""
    with transaction.atomic():
        refuse_a_circle(queue, queue.rolls_on_to)
        if change(queue, by, "queue.open", {"is_active": True}):
            _tell([queue.pk], staffing_libraries(queue))


def refuse_to_close(queue: Queue) -> None:
    """Raise Invalid with what has to be done first."""
    active = Queue.objects.filter(is_active=True, is_practice=False).exclude(pk=queue.pk)
    feeding = list(active.filter(rolls_on_to=queue)[: NAMED + 1])
    if feeding:
        raise Invalid(
            _("%(queues)s roll on to this queue. Choose another one for them first.")
            % {"queues": _names(feeding)}
        )
    if not queue.is_practice and not queue.library_id and not active.filter(library=None).exists():
        raise Invalid(
            _("This is the last shared queue. Add another one first, so that questions have a place.")
        )
    if not _way_on(queue) and Conversation.objects.waiting().filter(queue=queue).exists():
        raise Invalid(_("Patrons wait here, and the queue rolls on to no other. Choose one for them first."))


def staff_queue(by: Librarian, queue: Queue, library: Library | None) -> bool:
    """Staff of this library (None: the consortium's own) may monitor the queue; whether that is new."""
    with transaction.atomic():
        _row, is_new = Staffing.objects.get_or_create(queue=queue, library=library)
        if is_new:
            audit.record(by, "queue.staff", queue, {"library": library.slug if library else None})
            _tell([queue.pk], [library])
    return is_new


def unstaff_queue(by: Librarian, queue: Queue, library: Library | None) -> bool:
    """They may not any more; what they hold of it goes back to the queue. Whether they did."""
    with transaction.atomic():
        if not Staffing.objects.filter(queue=queue, library=library).delete()[0]:
            return False
        audit.record(by, "queue.unstaff", queue, {"library": library.slug if library else None})
        _tell([queue.pk], [library])
        for person in _concerned(queue, library):
            settle(person)
    return True


def staffed() -> Exists:
    """Whether a queue has anybody of its own staff. The help desk may step in anywhere and is not counted."""
    serving = Membership.objects.filter(role__in=LIVE, librarian__is_active=True)
    theirs = Staffing.objects.filter(queue=OuterRef("pk")).filter(
        Exists(serving.filter(library=OuterRef("library")))
        | Q(library=None) & Exists(serving.filter(library=None))
    )
    return Exists(theirs)


def unstaffed(among: QueueQuerySet) -> list[Queue]:
    """Those of these queues that nobody could monitor now: closed and practice ones are left out."""
    return list(among.filter(is_active=True, is_practice=False).exclude(staffed()))


def staffing_libraries(queue: Queue) -> list[Library | None]:
    return [row.library for row in queue.staffing.select_related("library")]


def stop_monitoring_all(queue_ids: Iterable[int]) -> None:
    """Nobody monitors these queues any more; the desks of all who did begin anew."""
    people = Librarian.objects.filter(monitoring__queue__in=queue_ids).distinct()
    ids = list(people.values_list("pk", flat=True))
    for queue in Queue.objects.filter(pk__in=queue_ids):
        queue.monitored_by.all().delete()
    bus.wake([*(bus.Wake(f"rights:{id_}") for id_ in ids), bus.Wake("presence")])
    bus.wake([bus.Wake(f"queue:{each}") for path in ways_from(queue_ids).values() for each in path])


def free_slug(name: str, taken: Any) -> str:
    """A short address made of the name; the first of `name`, `name-2`, `name-3` ... that is free."""
    base = slugify(name)[:56] or "queue"
    slugs = set(taken.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(slugs) + 3))
    return next(slug for slug in [base, *numbered] if slug not in slugs | RESERVED)


def _fields(facts: QueueFacts) -> dict[str, Any]:
    return {
        "name": facts.name,
        "library_id": facts.library.pk if facts.library else None,
        "language": facts.language,
        "time_zone": facts.time_zone,
        "priority": facts.priority,
        "rolls_on_to_id": facts.rolls_on_to.pk if facts.rolls_on_to else None,
        "rolls_on_after": facts.rolls_on_after,
    }


def _way_on(queue: Queue) -> bool:
    """Some queue further on still takes patrons."""
    following = ways_from([queue.pk])[queue.pk][1:]
    return Queue.objects.filter(pk__in=following, is_active=True).exists()


def _concerned(queue: Queue, library: Library | None) -> list[Librarian]:
    """Whoever of this library monitors the queue, or holds something of it."""
    busy = Q(monitoring__queue=queue) | Q(pk__in=Conversation.objects.filter(queue=queue).exclude(
        claimed_by=None).values("claimed_by"))  # fmt: skip
    return list(Librarian.objects.filter(busy, memberships__library=library).distinct().order_by("pk"))


def _tell(queue_ids: Iterable[int], libraries: Iterable[Library | None]) -> None:
    """Wake the desks that are open of those whose rights have changed."""
    of_these = Q(memberships__library__in=[library for library in libraries if library])
    if None in libraries:
        of_these |= Q(memberships__library=None, memberships__isnull=False)
    people = Librarian.objects.filter(of_these | Q(memberships__role="help_desk"), presence__isnull=False)
    ids = people.distinct().values_list("pk", flat=True)
    bus.wake([*(bus.Wake(f"rights:{id_}") for id_ in ids), *(bus.Wake(f"queue:{id_}") for id_ in queue_ids)])


def _names(queues: list[Queue]) -> str:
    shown = ", ".join(queue.name for queue in queues[:NAMED])
    return f"{shown} …" if len(queues) > NAMED else shown
