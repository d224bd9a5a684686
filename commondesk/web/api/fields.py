"""The kinds of values that requests carry, so that each is checked, and described, in one place."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Final

from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from commondesk.desk.source import LONGEST, PATTERN
from commondesk.plumbing.masking import LONGEST_BODY

BEYOND_ALL: Final = 2**31 - 1
LARGEST_NUMBER: Final = 10**18 - 1
# Spaces, controls, combining marks, signs without width.
_UNSEEN: Final = (
    r"\s\u0000-\u001f\u007f-\u00a0\u00ad\u0300-\u036f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    r"\ufe00-\ufe0f\ufeff"
)
_WITH_SOMETHING_TO_SEE: Final = rf"^[^\u0000]*[^{_UNSEEN}][^\u0000]*$"
_DIGITS: Final = re.compile(r"[0-9]{1,18}")


def _from_query(value: Any) -> Any:
    """A whole number of a query string: only the digits 0 to 9. Larger than a database holds: beyond all."""
    if isinstance(value, str):
        if not _DIGITS.fullmatch(value):
            raise PydanticCustomError("whole_number", "a whole number, 0 or more")
        return min(int(value), BEYOND_ALL)
    return value


def _from_json(value: Any) -> Any:
    """`4.0` is a whole number in JSON."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


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
    str,
    Field(
        description="What must not be kept is masked.",
        # Told here, decided by `masking.clean`, which alone knows all that cannot be seen.
        json_schema_extra={"minLength": 1, "maxLength": LONGEST_BODY, "pattern": _WITH_SOMETHING_TO_SEE},
    ),
]
_Number = Annotated[int, Field(ge=0, le=LARGEST_NUMBER)]
Number = Annotated[_Number, BeforeValidator(_from_query, json_schema_input_type=_Number)]
Position = Annotated[Number, Field(description="The reader's own number of the last event it has.")]
_Stars = Annotated[int, Field(ge=1, le=5)]
Stars = Annotated[_Stars, BeforeValidator(_from_json, json_schema_input_type=_Stars)]
_ReadLevel = Annotated[int, Field(ge=1, le=6)]
ReadLevel = Annotated[_ReadLevel, BeforeValidator(_from_json, json_schema_input_type=_ReadLevel)]
_Seq = Annotated[int, Field(ge=0, le=BEYOND_ALL)]
Seq = Annotated[_Seq, BeforeValidator(_from_json, json_schema_input_type=_Seq)]
_PersonId = Annotated[int, Field(ge=1, le=BEYOND_ALL)]
PersonId = Annotated[_PersonId, BeforeValidator(_from_json, json_schema_input_type=_PersonId)]
_Minutes = Annotated[int, Field(ge=0, le=60)]
Minutes = Annotated[_Minutes, BeforeValidator(_from_json, json_schema_input_type=_Minutes)]
_ChatCount = Annotated[int, Field(ge=1, le=50)]
ChatCount = Annotated[_ChatCount, BeforeValidator(_from_json, json_schema_input_type=_ChatCount)]
# Beyond these nobody has asked anything, and some clocks end.
# No conversation is older or younger; what lies beyond is the same as these.
_FIRST_DAY, _LAST_DAY = dt.date(1990, 1, 1), dt.date(2199, 12, 31)
Day = Annotated[dt.date, AfterValidator(lambda day: min(max(day, _FIRST_DAY), _LAST_DAY))]
Source = Annotated[
    str,
    Field(
        max_length=LONGEST,
        pattern=rf"^({PATTERN})?$",
        description="The tag of the link, button or poster that led here, kept in small letters.",
    ),
]
Email = Annotated[str, Field(max_length=254, json_schema_extra={"format": "email"})]


def line(limit: int, about: str, *, shortest: int = 0) -> Any:
    """One line of text of at most `limit` characters; a NUL no database can even be asked for."""
    return Field(max_length=limit, min_length=shortest, pattern=r"^[^\x00]*$", description=about)
