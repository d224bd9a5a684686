"""The kinds of values that requests carry, so that each is checked, and described, in one place."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

BEYOND_ALL: Final = 2**31 - 1
_DIGITS: Final = re.compile(r"[0-9]{1,18}")


def _whole_number(value: Any) -> Any:
    """Of a query string: only the digits 0 to 9; so large that no database holds it means: beyond all."""
    if isinstance(value, str):
        if not _DIGITS.fullmatch(value):
            raise PydanticCustomError("whole_number", "a whole number, 0 or more")
        return min(int(value), BEYOND_ALL)
    return value


class Body(Schema):
    """A JSON object of a request: only the fields named, each of its own type (nothing slips in unseen)."""

    model_config = ConfigDict(extra="forbid", strict=True)


Key = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9_-]{16,64}$",
        description="Random, chosen by the client: the same key again is the same act, never a second one.",
        examples=["Zk3mB0qLh8e1vXc2"],
    ),
]
Text = Annotated[
    str, Field(description="At most 8,000 characters are kept; what must not be kept is masked.")
]
Position = Annotated[
    int,
    BeforeValidator(_whole_number, json_schema_input_type=int),
    Field(ge=0, description="The reader's own number of the last event it has."),
]
Number = Annotated[int, BeforeValidator(_whole_number, json_schema_input_type=int), Field(ge=0)]


def line(limit: int, about: str, *, shortest: int = 0) -> Any:
    """One line of text of at most `limit` characters."""
    return Field(max_length=limit, min_length=shortest, description=about)
