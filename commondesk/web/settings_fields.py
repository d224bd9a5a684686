"""Fields that several settings forms share: text without what cannot be seen, times, languages, zones."""

from __future__ import annotations

from functools import cache
from typing import Any, Final
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commondesk.plumbing.colour import darker_until_readable, is_colour, is_readable
from commondesk.plumbing.masking import clean, clean_line
from commondesk.plumbing.refusal import Empty, Refusal
from commondesk.web.languages import language_choices

US_ZONES: Final = (
    ("America/New_York", gettext_lazy("Eastern (New York)")),
    ("America/Chicago", gettext_lazy("Central (Chicago)")),
    ("America/Denver", gettext_lazy("Mountain (Denver)")),
    ("America/Phoenix", gettext_lazy("Mountain without summer time (Phoenix)")),
    ("America/Los_Angeles", gettext_lazy("Pacific (Los Angeles)")),
    ("America/Anchorage", gettext_lazy("Alaska (Anchorage)")),
    ("Pacific/Honolulu", gettext_lazy("Hawaii (Honolulu)")),
    ("America/Puerto_Rico", gettext_lazy("Atlantic (Puerto Rico)")),
    ("Pacific/Guam", gettext_lazy("Guam")),
    ("Pacific/Pago_Pago", gettext_lazy("American Samoa (Pago Pago)")),
)
AREAS: Final = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


class LineField(forms.CharField):
    """One line, cleaned as everything from outside is."""

    def clean(self, value: Any) -> str:
        try:
            return str(super().clean(clean_line(str(value or ""), self.max_length or 200)))
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from None


class ColourField(LineField):
    """Only what can be written into a style sheet, and only with words that can be read on it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=7, **options)

    def clean(self, value: Any) -> str:
        colour = super().clean(value).upper()
        if colour and not is_colour(colour):
            raise ValidationError(_("Write a colour as # and six digits or letters from A to F."))
        if colour and not is_readable(colour):
            better = darker_until_readable(colour)
            raise ValidationError(
                _("Words cannot be read well on %(colour)s. The nearest on which they can is %(better)s.")
                % {"colour": colour, "better": better}
            )
        return colour


class TextField(forms.CharField):
    """Several lines, cleaned likewise; may be empty."""

    widget = forms.Textarea

    def clean(self, value: Any) -> str:
        try:
            return str(super().clean(clean(str(value or ""))))
        except Empty:
            return str(super().clean(""))
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from None


class LanguagesField(forms.MultipleChoiceField):
    """Codes of languages; those already chosen can stay, whatever they are."""

    widget = forms.CheckboxSelectMultiple

    def offer(self, chosen: list[str]) -> None:
        """Call it in the form's `__init__`, with what the row holds."""
        self.choices = language_choices(*chosen)


def offer_zones(form: forms.BaseForm, chosen: str) -> None:
    """In the form's `time_zone`, those of the United States first; the chosen one stays, whatever it is."""
    field = form.fields["time_zone"]
    assert isinstance(field, forms.ChoiceField)
    others = sorted({*_known_zones(), chosen} - {*dict(US_ZONES), ""})
    field.choices = [
        (_("United States"), [(zone, str(name)) for zone, name in US_ZONES]),
        (_("Elsewhere"), [(zone, zone.replace("_", " ")) for zone in others]),
    ]


@cache
def _known_zones() -> frozenset[str]:
    """By the names of today; looked up once, for it reads a folder."""
    return frozenset(zone for zone in available_timezones() if zone.partition("/")[0] in AREAS)


class TimeInput(forms.TimeInput):
    """The browser's own field for a time of day."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class DateInput(forms.DateInput):
    """The browser's own field for a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")
