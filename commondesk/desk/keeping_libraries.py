"""The help desk's acts on libraries: adding one, closing one for good, opening it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from commondesk.consortium import audit
from commondesk.consortium.audit import Audit
from commondesk.consortium.changing import change
from commondesk.consortium.librarian import Librarian
from commondesk.consortium.library import Library
from commondesk.consortium.queue import Queue
from commondesk.desk.conversation import Conversation, ConversationQuerySet
from commondesk.desk.keeping_queues import (
    QueueFacts,
    add_queue,
    free_slug,
    refuse_to_close,
    stop_monitoring_all,
)
from commondesk.plumbing.refusal import Invalid

OWN_PRIORITY: Final = 50
CLOSED: Final = "library.close"


@dataclass(frozen=True, slots=True)
class LibraryFacts:
    """What it takes to begin; its coordinator writes the rest on the library's own page."""

    name: str
    short_name: str
    kind: str
    system: Library | None
    time_zone: str
    slug: str = ""


def add_library(by: Librarian, facts: LibraryFacts, rolls_on_to: Queue | None) -> Library:
    """A library that patrons can choose at once; with a queue of its own where it names one to roll on to.

    Raises Invalid: a slug that is taken, a branch without its system, a system that is none.
    """
    refuse_wrong_system(facts.kind, facts.system)
    slug = facts.slug or free_slug(facts.name, Library.objects.all())
    if Library.objects.filter(slug=slug).exists():
        raise Invalid(_("There is a library “%(slug)s” already.") % {"slug": slug})
    with transaction.atomic():
        library = Library.objects.create(
            slug=slug, name=facts.name, short_name=facts.short_name, kind=facts.kind, system=facts.system,
            time_zone=facts.time_zone,
        )  # fmt: skip
        audit.record(by, "library.add", library, {"slug": slug, "name": library.name})
        if rolls_on_to is not None:
            own_queue(by, library, rolls_on_to)
    return library


def own_queue(by: Librarian, library: Library, rolls_on_to: Queue) -> Queue:
    """A queue of the library's own, staffed by it, where its patrons ring first."""
    own = QueueFacts(library.called, library, "", library.time_zone, OWN_PRIORITY, rolls_on_to, None)
    taken = Queue.objects.filter(slug=library.slug).exists()
    return add_queue(by, own, slug="" if taken else library.slug)


def refuse_wrong_system(kind: str, system: Library | None) -> None:
    """Raise Invalid for a branch without its system, and for a system that is none."""
    if kind == Library.Kind.BRANCH and system is None:
        raise Invalid(_("A branch belongs to a library system: say to which."))
    if system is not None and (kind != Library.Kind.BRANCH or system.kind != Library.Kind.SYSTEM):
        raise Invalid(_("Only branches belong to a system, and only to a library system."))


def close_library(by: Librarian, library: Library) -> int:
    """Patrons cannot choose it any more; its queues close and pass on whoever still asks there.

    Open conversations stay with whoever has them and are counted in the answer. Raises Invalid where its
    patrons would end nowhere.
    """
    with transaction.atomic():
        queues = list(library.queues.filter(is_active=True))
        for queue in queues:
            refuse_to_close(queue)
        kept = open_at(library).count()
        if change(library, by, "library.deactivate", {"is_active": False}):
            Queue.objects.filter(pk__in=[queue.pk for queue in queues]).update(is_active=False)
            audit.record(by, CLOSED, library, {"queues": [queue.pk for queue in queues], "open": kept})
            stop_monitoring_all([queue.pk for queue in queues])
    return kept


def open_library(by: Librarian, library: Library) -> None:
    """As before it was closed: patrons can choose it, and the queues that closed with it open again."""
    with transaction.atomic():
        if not change(library, by, "library.activate", {"is_active": True}):
            return
        closing = Audit.objects.filter(act=CLOSED, about=f"library:{library.pk}").order_by("-id").first()
        ids = closing.data["queues"] if closing else []
        Queue.objects.filter(pk__in=ids, library=library).update(is_active=True)


def open_at(library: Library) -> ConversationQuerySet:
    """Open conversations of its patrons, and those in its queues."""
    open_ones = Conversation.objects.exclude(state=Conversation.State.CLOSED)
    return open_ones.filter(library=library) | open_ones.filter(queue__library=library)
