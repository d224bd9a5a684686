"""A past conversation as it is told, event by event: numbers and clocks as `desk.log` would have set them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.library import Library
from commondesk.consortium.queue import Queue
from commondesk.desk.claim import Claim
from commondesk.desk.classification import Classification
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import FOR_EVERYBODY, PATRON, SYSTEM, Event, librarian_author
from commondesk.desk.message import prepared
from commondesk.desk.patron_address import PatronAddress
from commondesk.desk.rating import Rating
from commondesk.desk.referral import Referral

State, Ended = Conversation.State, Conversation.Ended


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who answers, with the library behind the name."""

    librarian: Librarian
    home: Library | None


@dataclass(slots=True)
class Telling:
    """Rows that belong together and are not yet in the database. `now` is where the story has got to."""

    conversation: Conversation
    now: dt.datetime
    events: list[Event] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    classifications: list[Classification] = field(default_factory=list)
    addresses: list[PatronAddress] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)

    def pass_time(self, seconds: float) -> None:
        self.now += dt.timedelta(seconds=seconds)

    def patron_says(self, body: str) -> None:
        """Through the same door as every message: what must not be kept is hidden."""
        text, data = prepared(body, [("2400", 14)])
        self._add("message", PATRON, text, data)
        self.conversation.last_patron_at = self.conversation.patron_seen_at = self.now

    def staff_says(self, staff: Staff, body: str, kind: str = "message") -> None:
        self._add_staff(staff, kind, body)
        if kind == "message":
            self.conversation.last_staff_at = self.now

    def claimed(self, staff: Staff) -> None:
        row = self.conversation
        waited = round((self.now - row.asked_at).total_seconds())
        data = {} if row.first_claimed_at else {"waited_seconds": waited}
        row.first_claimed_at = row.first_claimed_at or self.now
        row.state, row.claimed_by, row.waiting_since = State.TALKING, staff.librarian, None
        claim = Claim(conversation=row, librarian=staff.librarian, library=staff.home, claimed_at=self.now)
        self.claims.append(claim)
        self._add_staff(staff, "claimed", data=data)

    def released(self, staff: Staff) -> None:
        self._end_claim(Claim.How.RELEASED)
        self._add_staff(staff, "released")

    def followed_up(self, staff: Staff) -> None:
        """From now on by e-mail, to the address that was left."""
        self.conversation.state = State.FOLLOWING_UP
        self._add_staff(staff, "followed_up", data={"to": {"kind": "email"}})

    def referred(self, staff: Staff, library: Library, queue: Queue, reason: str) -> None:
        """It waits in the library's queue, to be followed up there."""
        row = self.conversation
        self._add_staff(staff, "note", reason, {"referral": True})
        self._end_claim(Claim.How.REFERRED)
        row.state, row.queue, row.waiting_since, row.asked_while_closed = (
            State.WAITING,
            queue,
            row.asked_at,
            True,
        )
        to = {"kind": "library", "name": library.name, "library": ""}
        self._add_staff(staff, "referred", data={"to": to})
        self.referrals.append(
            Referral(
                conversation=row, by=staff.librarian, from_library=staff.home, to_library=library,
                to_queue=queue, why=Referral.Why.EXPERT, reason=reason, at=self.now,
            )
        )  # fmt: skip

    def closed(self, staff: Staff | None) -> None:
        """By the librarian, or by the patron (None)."""
        ended = Ended.ANSWERED if staff else Ended.BY_PATRON
        self._end(ended)
        if staff:
            self._add_staff(staff, "closed", data={"ended": ended.value})
        else:
            self._add("closed", PATRON, data={"ended": ended.value})

    def gave_up(self, ended: Conversation.Ended) -> None:
        """The patron left, or was lost, while waiting."""
        waited = round((self.now - self.conversation.asked_at).total_seconds())
        self._end(ended)
        author = PATRON if ended == Ended.LEFT else SYSTEM
        self._add(ended.value, author, data={"waited_seconds": waited})

    def classified(self, staff: Staff, said: dict[str, Any]) -> None:
        row, library = self.conversation, self.conversation.library
        question = {**said, "library": library.slug if library else None}
        kept = {**said, "patron_status": said["patron_status"] or "", "topic": said["topic"] or ""}
        self.classifications.append(
            Classification(
                conversation=row, library=library, suggested=question, by=staff.librarian, at=self.now, **kept
            )
        )
        data = {"questions": [question], "suggested": [question]}
        self._add_staff(staff, "classified", data=data)

    def rated(self, answered: str, stars: int, comment: str) -> None:
        row = self.conversation
        self.ratings.append(
            Rating(conversation=row, answered=answered, stars=stars, comment=comment, at=self.now)
        )
        self._add("rated", PATRON, data={"answered": answered, "stars": stars})

    def left_address(self, email: str) -> None:
        kind = PatronAddress.Kind.EMAIL
        address = PatronAddress(conversation=self.conversation, kind=kind, address=email, left_at=self.now)
        self.addresses.append(address)

    def _end(self, ended: Conversation.Ended) -> None:
        self._end_claim(Claim.How.CLOSED)
        row = self.conversation
        row.state, row.ended, row.closed_at, row.waiting_since = State.CLOSED, ended, self.now, None

    def _end_claim(self, how: Claim.How) -> None:
        self.conversation.claimed_by = None
        for claim in self.claims:
            if claim.ended_at is None:
                claim.ended_at, claim.how = self.now, how

    def _add_staff(
        self, staff: Staff, kind: str, body: str | None = None, data: dict[str, Any] | None = None
    ) -> None:
        who, home = staff.librarian, staff.home
        by = {"librarian": who, "by_name": who.called, "by_library": home.name if home else ""}
        self._add(kind, librarian_author(who.pk), body, data, **by)

    def _add(
        self, kind: str, author: str, body: str | None = None, data: dict[str, Any] | None = None, **by: Any
    ) -> None:
        row = self.conversation
        row.last_seq += 1
        row.last_at = self.now
        number = None
        if kind in FOR_EVERYBODY:
            number = row.last_patron_seq = row.last_patron_seq + 1
        at = {"at": self.now, "seq": row.last_seq, "patron_seq": number}
        said = {"kind": kind, "author": author, "body": body, "data": data or {}}
        self.events.append(Event(conversation=row, **at, **said, **by))


def write(tellings: Sequence[Telling]) -> None:
    """All rows of these tellings, in a few statements."""
    Conversation.objects.bulk_create(telling.conversation for telling in tellings)
    Event.objects.bulk_create(event for telling in tellings for event in telling.events)
    Claim.objects.bulk_create(claim for telling in tellings for claim in telling.claims)
    Classification.objects.bulk_create(row for telling in tellings for row in telling.classifications)
    PatronAddress.objects.bulk_create(row for telling in tellings for row in telling.addresses)
    Rating.objects.bulk_create(row for telling in tellings for row in telling.ratings)
    Referral.objects.bulk_create(row for telling in tellings for row in telling.referrals)
