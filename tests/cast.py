"""The fixed cast of every story: Ines of Ames, Otto of Birch, coordinator Noor, and patron Pia.

Two libraries, `ames` and `birch`; their own queues roll on to `statewide`, which both staff. Nobody is on
duty until a test says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from commondesk.consortium.consortium import Consortium
from commondesk.consortium.librarian import Librarian
from commondesk.consortium.library import Library
from commondesk.consortium.membership import Membership, Role
from commondesk.consortium.queue import Queue
from commondesk.consortium.staffing import Staffing
from commondesk.desk.asking import Asked, Question, ask
from commondesk.desk.claiming import claim
from commondesk.desk.conversation import Conversation
from commondesk.desk.mark_kind import first_kinds
from commondesk.plumbing.tokens import new_key
from commondesk.schedule import presence

PASSWORD = "reading-room"


@dataclass(slots=True)
class Cast:
    """Everybody, by first name; libraries and queues by slug."""

    consortium: Consortium
    ames: Library
    birch: Library
    statewide: Queue
    ames_queue: Queue
    birch_queue: Queue
    practice: Queue
    ines: Librarian
    otto: Librarian
    noor: Librarian
    hana: Librarian
    ira: Librarian
    anna: Librarian


def make_cast() -> Cast:
    """The consortium with its two libraries and six people."""
    consortium = Consortium.objects.create(name="Ask a Librarian", time_zone="America/New_York")
    ames = make_library("ames", "Ames Public Library")
    birch = make_library("birch", "Birch County Library", short_name="Birch", time_zone="America/Chicago")
    statewide = make_queue("statewide", "Statewide", staff=[ames, birch, None])
    first_kinds()
    practice = make_queue("practice", "Practice", staff=[ames, birch], is_practice=True)
    return Cast(
        consortium=consortium,
        ames=ames,
        birch=birch,
        statewide=statewide,
        ames_queue=make_queue("ames", "Ames", staff=[ames], library=ames, rolls_on_to=statewide),
        birch_queue=make_queue("birch", "Birch", staff=[birch], library=birch, rolls_on_to=statewide),
        practice=practice,
        ines=make_librarian("ines@ames.example", "Ines Vega", Role.LIBRARIAN, ames),
        otto=make_librarian("otto@birch.example", "Otto Lind", Role.LIBRARIAN, birch),
        noor=make_librarian("noor@ames.example", "Noor Haddad", Role.COORDINATOR, ames),
        hana=make_librarian("hana@desk.example", "Hana Sato", Role.HELP_DESK),
        ira=make_librarian("ira@desk.example", "Ira Bloom", Role.INTERN),
        anna=make_librarian("anna@desk.example", "Anna Weiss", Role.ANALYST),
    )


def make_library(slug: str, name: str, **fields: Any) -> Library:
    return Library.objects.create(slug=slug, name=name, **fields)


def make_queue(slug: str, name: str, staff: list[Library | None], **fields: Any) -> Queue:
    queue = Queue.objects.create(slug=slug, name=name, **fields)
    Staffing.objects.bulk_create(Staffing(queue=queue, library=library) for library in staff)
    return queue


def make_librarian(email: str, name: str, role: Role, library: Library | None = None) -> Librarian:
    librarian = Librarian.objects.create_librarian(email, name, PASSWORD)
    Membership.objects.create(librarian=librarian, library=library, role=role)
    return librarian


def make_asked(question: str = "Where can I find the 1920 census?", **fields: Any) -> Asked:
    """Pia asks; `fields` as in `Question`."""
    return ask(Question(question, key=fields.pop("key", new_key()), **fields))


def make_talk(
    librarian: Librarian, question: str = "Where can I find the 1920 census?", **fields: Any
) -> Asked:
    """Pia asked and `librarian` has claimed it."""
    asked = make_asked(question, **fields)
    claim(asked.conversation.code, librarian)
    return Asked(Conversation.objects.get(pk=asked.conversation.pk), asked.token, asked.words, asked.again)


def on_duty(librarian: Librarian, *queues: Queue) -> None:
    """The librarian is at the desk and monitors these queues."""
    presence.here(librarian)
    for queue in queues:
        presence.monitor(librarian, queue)
