"""What answers look like: the shapes of the interface. Times are RFC 3339 in UTC with milliseconds."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

State = Literal["waiting", "talking", "following_up", "closed"]
StateOrOpen = Literal["waiting", "talking", "following_up", "closed", "open"]
# Public answers may be kept for half a minute by anybody; everything else by nobody.
FOR_EVERYBODY = "public, max-age=30"
Mine = Literal["true", "false"]
Time = Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class FieldError(Schema):
    field: str
    sentence: str


class Person(Schema):
    name: str | None
    library: str | None


class Problem(Schema):
    """RFC 9457. `type` is stable, for programs; `detail` is a sentence for a person, in their language."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    retry_after: int | None = Field(None, description="Seconds; with 429 and 503, as the header Retry-After.")
    errors: list[FieldError] | None = Field(
        None, description="With 422, and 404 for something named in the body: what to put right."
    )
    by: Person | None = Field(None, description="With `claimed-by`: who has the conversation.")


class Named(Schema):
    slug: str
    name: str


class By(Schema):
    role: Literal["patron", "librarian", "system"]
    name: str
    library: str


class EventShape(Schema):
    """One event. Clients ignore kinds and fields they do not know."""

    seq: int = Field(description="The reader's own number: 1, 2, 3 ... without gaps.")
    at: Time = Field(description="Never decreasing in a conversation.")
    kind: str
    by: By
    body: str | None = Field(description="The words; null for what is no message, and once they are deleted.")
    data: dict[str, Any] = Field(description="By kind, see the table of events.")
    key: str | None = Field(None, description="Only to the one who sent it.")


class Links(Schema):
    talk: str
    events: str
    stream: str
    transcript: str


class Asked(Schema):
    code: str
    token: str
    words: str
    state: State
    expected_wait_seconds: int | None = Field(description="null while nobody is on duty.")
    opens_at: Time | None = Field(description="When nobody is on duty: the next opening, if one is known.")
    links: Links


class Token(Schema):
    code: str
    token: str


class Sent(Schema):
    seq: int = Field(description="The sender's own number of it.")
    at: Time


class Events(Schema):
    events: list[EventShape]
    last_seq: int
    state: State


class Standing(Schema):
    """Where the conversation stands now; `last_seq` is the reader's own number."""

    code: str
    state: State
    last_seq: int


class Rating(Schema):
    answered: Literal["yes", "partly", "no"]
    stars: int | None
    comment: str


class Transcript(Schema):
    code: str
    state: State
    library: Named | None
    time_zone: str
    asked_at: Time
    closed_at: Time | None
    events: list[EventShape]


class Hours(Schema):
    """One day on the library's wall clock; no hours: closed."""

    date: str
    hours: list[Annotated[list[Time], Field(min_length=2, max_length=2)]]
    reason: str


class LibraryShape(Named):
    short_name: str
    kind: str
    system: str | None = Field(description="The slug of the system it is a branch of.")
    city: str
    state: str
    time_zone: str
    languages: list[str]
    website: str
    phone: str


class Libraries(Schema):
    libraries: list[LibraryShape]
    after: str | None = Field(description="Ask with it for the next page; null on the last one.")


class LibraryNow(LibraryShape):
    greeting: str
    open_now: bool = Field(description="By the hours of the line its patrons ask in.")
    attended_now: bool = Field(description="Somebody is on duty for its patrons.")
    opens_at: Time | None
    closes_at: Time | None
    expected_wait_seconds: int | None
    waiting: int
    week: list[Hours]


class Colleague(Schema):
    id: int
    name: str
    library: str


class OnDuty(Colleague):
    languages: list[str]
    queues: list[str]
    open_conversations: int
    back_at: Time | None = Field(description="Away for some minutes, until then.")
    limit: int | None = Field(description="No new patron rings with so many open conversations.")


class Me(Colleague):
    libraries: list[str] = Field(description="Slugs of the libraries I belong to.")
    languages: list[str]
    limit: int | None
    back_at: Time | None
    calls: dict[str, list[Literal["sound", "title", "notice", "push"]]] = Field(
        description="By kind (`rings`, `offer`, `message`, `mention`, `danger`, `returned`; for the help desk"
        " `mark`, too), how it calls me."
    )
    letter_keys: bool = Field(description="False: no key of the console acts by itself alone.")


class WaitingRow(Schema):
    code: str
    channel: str
    asked_at: Time
    waiting_since: Time
    asked_while_closed: bool
    question: str
    queue: str
    home: str | None = Field(description="The library whose own queue that is: its staff hear of it first.")
    rings_at: Time = Field(description="When it rings for those who monitor this queue.")
    rings_all_at: Time = Field(description="The same for those of them who do not speak its language.")
    library: Named | None
    name: str
    topic: str
    page: str
    language: str
    last_seq: int


class QueueShape(Schema):
    """A queue as all who staff it see it; the list only where one monitors it."""

    slug: str
    name: str
    is_practice: bool
    monitored: bool
    waiting: int
    oldest: Time | None
    conversations: list[WaitingRow] | None = None


class Offer(Schema):
    """A conversation that a person is asked to take over, as its sender sees it."""

    to: Colleague
    to_help: bool = Field(description="Asked to help, not to take over.")
    lapses_at: Time


class OfferToMe(Schema):
    """A conversation that I am asked to take over: read the brief, then accept or decline."""

    code: str
    by: Person
    brief: str
    to_help: bool = Field(description="Asked to help, not to take over.")
    patron_name: str
    library: str
    lapses_at: Time


class Overview(Schema):
    """A conversation as lists show it to staff."""

    code: str
    state: State
    ended: str
    erased: bool
    channel: str
    queue: Named
    library: Named | None
    is_practice: bool
    patron_name: str
    patron_status: str
    topic: str
    page: str
    language: str
    device: str
    question: str
    asked_at: Time
    asked_while_closed: bool
    waiting_since: Time | None
    first_claimed_at: Time | None
    closed_at: Time | None
    claimed_by: Colleague | None
    helped_by: Colleague | None = Field(description="A colleague whom the claimant has asked to help.")
    last_seq: int
    read_seq: int
    last_patron_at: Time | None
    last_staff_at: Time | None
    has_address: bool
    offer: Offer | None = Field(description="While a colleague is asked to take it over.")


class Overviews(Schema):
    conversations: list[Overview]
    after: str | None = Field(description="Ask with it for the next page; null on the last one.")


class Desk(Schema):
    now: Time
    me: Me
    queues: list[QueueShape]
    mine: list[Overview]
    offered: list[OfferToMe] = Field(description="What colleagues ask me to take over.")
    on_duty: list[OnDuty]


class LineToken(Schema):
    token: str
    expires_at: Time


class CannedMessageShape(Schema):
    id: int
    name: str
    step: str
    language: str
    body: str = Field(description="With its variables in braces.")
    filled: str | None = Field(description="For the conversation that was named: ready to send.")


class CannedMessages(Schema):
    canned_messages: list[CannedMessageShape]


class Classified(Schema):
    kind: str | None
    read_level: int | None
    patron_status: str | None
    library: str | None
    outcome: str | None
    topic: str | None


class Classification(Schema):
    questions: list[Classified] = Field(description="Suggested from the words; null where they do not tell.")
    confirmed: list[Classified] = Field(description="What a person has confirmed; empty: unclassified.")


class Device(Schema):
    """A browser that is told by web push."""

    number: int
    service: str = Field(description="The host of its push service, which tells whose browser it is.")
    since: str


class Devices(Schema):
    key: str | None = Field(description="`applicationServerKey`; null: no devices are told here.")
    devices: list[Device]


class Held(Schema):
    """Everything that is held about a conversation (PR4)."""

    code: str
    conversation: dict[str, Any]
    addresses: list[dict[str, Any]]
    network_address: str
    transcript: Transcript
    files: list[dict[str, Any]]
    notes_of_staff: int
    rating: dict[str, Any] | None
    classification: list[Classified]
    deliveries: list[dict[str, Any]]
    devices_that_can_open_it: int
    devices_told: list[dict[str, Any]]
    goes: dict[str, Any]
