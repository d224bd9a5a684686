"""What requests carry: the bodies of the interface."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from commondesk.desk.classification import Kind, Outcome, Status
from commondesk.desk.push_device import LONGEST_ENDPOINT
from commondesk.desk.rating import LONGEST_COMMENT
from commondesk.desk.referral import LONGEST_CONTACT, LONGEST_PLACE, Referral
from commondesk.web.api.fields import (
    Body,
    ChatCount,
    Email,
    Key,
    Minutes,
    PersonId,
    ReadLevel,
    Seq,
    Source,
    Stars,
    Text,
    line,
)

Slug = Annotated[str, line(64, "A slug as the lists show it.")]


class Asking(Body):
    """A question, and whatever the patron likes to add; nothing but the question is needed (PR1)."""

    key: Key
    question: Text
    library: Slug | None = None
    queue: Slug | None = None
    name: Annotated[str, line(80, "What the librarian may call the patron.")] = ""
    email: Annotated[Email | None, Field(description="Where an answer may go if we lose each other.")] = None
    zip: Annotated[str, line(10, "Tells the library where only one serves it.")] = ""
    topic: Annotated[str, line(80, "What it is about.")] = ""
    status: Annotated[str, line(32, "What the patron is to the library: student, teacher ...")] = ""
    page: Annotated[str, line(2000, "The page the patron came from; its query is not kept.")] = ""
    source: Source = ""
    language: Annotated[Literal["en", "es", "ht"], Field(description="The language the patron reads.")] = "en"
    device: Annotated[str, line(32, "phone, tablet, computer.")] = ""


class Words(Body):
    """The four words of the slip."""

    key: Key | None = None
    words: Annotated[str, line(200, "The four words of the slip, however spaced.", shortest=1)]


class Saying(Body):
    """A message or a note."""

    key: Key
    body: Text


class Act(Body):
    """A verb that needs no words of its own; the key makes sending it twice harmless."""

    key: Key | None = None


class Typing(Body):
    """Somebody types, or has stopped."""

    key: Key | None = None
    typing: bool = True


class Closing(Body):
    """A librarian's last message (SV7), or the reason why there is none. A patron sends neither."""

    key: Key | None = None
    closing: Annotated[Text, Field(min_length=1)] | None = None
    reason: Annotated[str, line(32, "left, crisis, conduct ...", shortest=1)] | None = None


class Rated(Body):
    """The patron's word on it."""

    key: Key | None = None
    answered: Literal["yes", "partly", "no"]
    stars: Stars | None = None
    comment: Annotated[str, line(LONGEST_COMMENT, "Kept beside the log, seen by staff.")] = ""


class Address(Body):
    """Where the patron can be reached."""

    key: Key | None = None
    email: Annotated[Email, Field(description="An e-mail address.")]


class DeviceKeys(Body):
    p256dh: Annotated[str, line(100, "A point of the curve P-256, in base64url.")]
    auth: Annotated[str, line(40, "16 bytes, in base64url.")]


class Device(Body):
    """What a browser gives that subscribes: `PushSubscription.toJSON()`."""

    key: Key | None = None
    endpoint: Annotated[str, line(LONGEST_ENDPOINT, "The address at its maker's push service.")]
    keys: DeviceKeys
    expirationTime: Annotated[int | None, Field(description="Not kept.")] = None  # noqa: N815


class TranscriptTo(Body):
    """Where the transcript goes; nowhere named: to the address that was left."""

    key: Key | None = None
    email: Annotated[Email | None, Field(description="An e-mail address.")] = None


class BackSoon(Body):
    """Away from the desk for a while; 0 minutes: back."""

    key: Key | None = None
    minutes: Minutes


class ChatLimit(Body):
    """How many open conversations are enough; null: however many."""

    key: Key | None = None
    chats: ChatCount | None


class Read(Body):
    """How far the librarian has read."""

    key: Key | None = None
    seq: Seq


class ClassifiedQuestion(Body):
    """One question of the conversation, by CL4."""

    kind: Literal[*Kind.values]  # type: ignore[valid-type]
    outcome: Literal[*Outcome.values]  # type: ignore[valid-type]
    read_level: ReadLevel | None = None
    patron_status: Literal[*Status.values] | None = None  # type: ignore[valid-type]
    library: Slug | None = None
    topic: Annotated[str, line(80, "A few words.")] | None = None


class Classifying(Body):
    """What the librarian confirms; confirming again replaces it."""

    key: Key | None = None
    questions: Annotated[list[ClassifiedQuestion], Field(min_length=1, max_length=10)]


class Receiver(Body):
    """Exactly one of the three."""

    queue: Slug | SkipJsonSchema[None] = None
    library: Slug | SkipJsonSchema[None] = None
    person: Annotated[
        PersonId
        | Annotated[str, line(254, "The address they sign in with.", shortest=1)]
        | SkipJsonSchema[None],
        Field(description="The number of a colleague as the desk shows it, or their e-mail address."),
    ] = None

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": [name]} for name in ("queue", "library", "person")]}
    )

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        named = [getattr(self, field) for field in self.model_fields_set]
        if len(named) != 1 or named[0] is None:
            raise PydanticCustomError("one_receiver", "exactly one of queue, library and person")
        return self


class Transferring(Body):
    """To whom it goes, and why: what is asked, what was tried, what is missing."""

    key: Key | None = None
    to: Receiver
    brief: Text


class Inviting(Body):
    """Whom one asks to help, and with what."""

    key: Key | None = None
    person: PersonId | Annotated[str, line(254, "The address they sign in with.", shortest=1)]
    brief: Text


class GoingOnByMail(Body):
    """The first words of what is no chat any more: what is done, and what is missing (CL2)."""

    key: Key | None = None
    message: Text
    email: Annotated[Email | None, Field(description="As the patron told it; else the one they left.")] = None


class Place(Body):
    """Somewhere outside the consortium. The patron is told both."""

    name: Annotated[str, line(LONGEST_PLACE, "What it is called.", shortest=1)]
    contact: Annotated[str, line(LONGEST_CONTACT, "How one reaches it: address, number, page.", shortest=1)]


class ReferredTo(Body):
    """Exactly one of the two."""

    library: Slug | SkipJsonSchema[None] = None
    place: Place | SkipJsonSchema[None] = None

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": [name]} for name in ("library", "place")]}
    )

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        named = [getattr(self, field) for field in self.model_fields_set]
        if len(named) != 1 or named[0] is None:
            raise PydanticCustomError("one_receiver", "exactly one of library and place")
        return self


class Referring(Body):
    """Who is to go on with it, and why: `expert` needs somebody who knows more, `redirect` is just theirs."""

    key: Key | None = None
    to: ReferredTo
    reason: Text
    why: Literal[*Referral.Why.values] = "redirect"  # type: ignore[valid-type]
    email: Annotated[Email | None, Field(description="As the patron told it; else the one they left.")] = None


PersonNamed = PersonId | Annotated[str, line(254, "The address they sign in with.", shortest=1)]


class Aside(Body):
    """Who alone of the staff reads it, and what is said to them."""

    key: Key
    to: Annotated[
        PersonNamed | Annotated[list[PersonNamed], Field(min_length=1, max_length=10)],
        Field(description="One colleague or a list of them, by number or by e-mail address."),
    ]
    body: Text


class SteppingIn(Body):
    """Why the help desk takes it over; the staff read it."""

    key: Key | None = None
    reason: Text


class Marking(Body):
    """What somebody saw, and of what kind it is."""

    key: Key | None = None
    kind: Annotated[str, line(64, "A slug of `GET /mark-kinds`.", shortest=1)]
    seen: Text


class Lifting(Body):
    """Why the mark should not stand; staff read it."""

    key: Key | None = None
    why: Text


class StaffSaying(Body):
    """A message in a channel of the staff, and whom it calls by name."""

    key: Key
    body: Text
    mentions: Annotated[
        list[PersonNamed], Field(max_length=20, description="By number or by e-mail address.")
    ] = []


class ChannelMails(Body):
    """Which messages of the channels follow one by mail while one is away."""

    key: Key | None = None
    mails: Literal["never", "mentions", "all"]


class Declining(Body):
    """A receiver may say why, to staff; a patron need not."""

    key: Key | None = None
    why: Annotated[str, line(300, "A word to the sender.")] = ""


# What an act means that is sent without a body.
NO_WHY: Final = Declining()
NO_KEY: Final = Act()
TO_WHOM_IT_WAS_LEFT: Final = TranscriptTo()
TYPES: Final = Typing()
NO_WORDS: Final = Closing()
