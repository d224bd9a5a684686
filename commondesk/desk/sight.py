"""How far somebody sees: which conversations their roles open to them (DESIGN.md section 9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import OuterRef, Q, Subquery
from django.db.models.lookups import GreaterThan

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.membership import Role
from commondesk.consortium.queue import Queue, claimable_by
from commondesk.desk.claim import Claim
from commondesk.desk.transfer import Transfer

EMAIL: Final = "email"
MANY: Final = 200
NOTHING_SEEN: Final = Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class AllBut:
    """Nearly all of thousands of queues. One that is made after we have looked is not among them."""

    unseen: frozenset[int]
    newest: int

    def opens(self, queue: str) -> Q:
        return Q(**{f"{queue}__lte": self.newest}) & ~Q(**{f"{queue}__in": self.unseen})


@dataclass(frozen=True, slots=True)
class Sight:
    """Everything, or whatever one of the rest opens. All are ids."""

    everything: bool = False
    queues: frozenset[int] = frozenset()
    all_but: AllBut | None = None  # the same queues, said shorter
    mail_of: frozenset[int] = frozenset()  # of these queues the e-mail alone
    libraries: frozenset[int] = frozenset()  # of whose patrons
    took_part: int | None = None  # what this librarian has held
    offered: frozenset[int] = frozenset()  # the conversations that colleagues ask this person to take over

    def opens(self, queue: str = "queue_id", library: str = "library_id") -> Q:
        """As a condition; `queue` and `library` may name other expressions for the same columns."""
        if self.everything:
            return Q()
        seen = NOTHING_SEEN
        if self.all_but:
            seen |= self.all_but.opens(queue)
        elif self.queues:
            seen |= Q(**{f"{queue}__in": self.queues})
        if self.mail_of:
            seen |= Q(**{f"{queue}__in": self.mail_of, "channel": EMAIL})
        if self.libraries:
            seen |= Q(**{f"{library}__in": self.libraries})
        if self.offered:
            seen |= Q(pk__in=self.offered)
        if self.took_part is not None:
            seen |= held_by(self.took_part)
        return seen


def sight_of(librarian: Librarian) -> Sight:
    """Librarians see queues they may take from, what they took part in and what they are offered; interns the
    same queues, e-mail only; coordinators also whatever has a patron of their library; the help desk all;
    analysts nothing."""
    if not librarian.is_active:
        return Sight()
    memberships = list(librarian.memberships.all())
    roles = {membership.role for membership in memberships}
    if Role.HELP_DESK in roles:
        return Sight(everything=True)
    serves = bool(roles & {Role.LIBRARIAN, Role.COORDINATOR})
    queues = frozenset(claimable_by(librarian)) if serves or Role.INTERN in roles else frozenset()
    return Sight(
        queues=queues if serves else frozenset(),
        all_but=_all_but(queues) if serves and len(queues) > MANY else None,
        mail_of=frozenset() if serves else queues,
        libraries=frozenset(m.library_id for m in memberships if m.role == Role.COORDINATOR and m.library_id),
        took_part=librarian.pk if serves else None,
        offered=offered_to(librarian) if serves else frozenset(),
    )


def _all_but(queues: frozenset[int]) -> AllBut | None:
    """What is not seen, where that is less to say."""
    unseen = frozenset(Queue.objects.order_by().values_list("id", flat=True)) - queues
    return AllBut(unseen, max(queues)) if len(unseen) < len(queues) else None


def offered_to(librarian: Librarian) -> frozenset[int]:
    """Ids of the conversations that this person is asked to take over; few at any time."""
    offers = Transfer.objects.under_way().filter(to_person=librarian)
    return frozenset(offers.values_list("conversation_id", flat=True))


def held_by(librarian_id: int) -> Q:
    """Conversations that this librarian holds or has held.

    As the first row of a subquery for each conversation that is looked at: in any other form PostgreSQL would
    read all that the librarian has ever held, to answer for one.
    """
    claims = Claim.objects.filter(conversation=OuterRef("pk"), librarian=librarian_id)
    return Q(GreaterThan(Subquery(claims.values("pk")[:1]), 0))
