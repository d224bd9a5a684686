"""Fields that several of the help desk's forms have."""

from __future__ import annotations

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms

from commondesk.plumbing.masking import clean_line
from commondesk.plumbing.refusal import Refusal


class LineField(forms.CharField):
    """One line without controls and tricks of the writing direction."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            line = clean_line(text, self.max_length or 200)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        if self.required and not line:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return line


class TimeZoneField(forms.ChoiceField):
    """The zones of the United States first, by name as the tz database has them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=zones, **options)


@cache
def zones() -> list[tuple[str, str]]:
    """`(name, name)` without the old names nobody should choose any more."""
    american = [
        "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
        "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico",
    ]  # fmt: skip
    others = sorted(
        name
        for name in available_timezones()
        if "/" in name and not name.startswith(("Etc/", "posix", "right"))
    )
    return [
        (name, name.replace("_", " "))
        for name in [*american, *(each for each in others if each not in american)]
    ]


def whole_number(text: str, most: int) -> int | None:
    """What somebody typed as a number of plain digits; None for anything else and beyond `most`."""
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) < 10):
        return None
    return int(plain) if int(plain) <= most else None
