"""What answers look like in which the staff speak among themselves: asides and channels."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from commondesk.web.api.shapes import Colleague, Time


class Mentioned(Schema):
    id: int
    name: str


class AsideShape(Schema):
    """An aside that the reader wrote or is named in."""

    id: int
    at: Time
    by: Colleague
    to: list[Mentioned]
    mine: bool
    body: str | None = Field(description="Null once the words are deleted.")
    data: dict[str, Any]


class Asides(Schema):
    asides: list[AsideShape]


class ChannelShape(Schema):
    slug: str
    name: str
    last_seq: int
    read_seq: int
    unread: int
    mentions: int = Field(description="Of the unread, how many call the reader by name.")


class Channels(Schema):
    channels: list[ChannelShape]
    unread: int
    mentions: int
    mails: Literal["never", "mentions", "all"] = Field(description="What follows the reader by mail.")


class StaffMessageShape(Schema):
    seq: int
    at: Time
    by: Colleague
    mine: bool
    body: str | None = Field(description="Null once its author has taken it back.")
    data: dict[str, Any]
    mentions: list[Mentioned]


class StaffMessages(Schema):
    messages: list[StaffMessageShape] = Field(description="In the order they were written.")
    last_seq: int
    before: int | None = Field(description="`before` of the next older page; null: there is none.")


class Colleagues(Schema):
    colleagues: list[Colleague]


class MarkKindShape(Schema):
    slug: str
    name: str = Field(description="In the reader's language.")


class MarkKinds(Schema):
    kinds: list[MarkKindShape] = Field(description="Those in use, in the help desk's order.")


class MarkShape(Schema):
    """A mark on conduct, of this conversation alone."""

    id: int
    kind: MarkKindShape
    state: Literal["waiting", "confirmed", "lifted", "expired"] = Field(
        description="`waiting` for a second person to look at it."
    )
    seen: str | None = Field(description="In the words of who set it; null once they are deleted.")
    by: Mentioned
    at: Time
    ends_at: Time
    confirmed_by: Mentioned | None


class MarksToLookAt(Schema):
    count: int = Field(description="Counted up to 100. Your own are not among them.")
    newest: int = Field(description="The `id` of the one that was set last; 0 for none.")


class MarkInForce(Schema):
    mark: MarkShape | None
