"""Days that differ, and seasons of the week."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Final

from django import forms
from django.http import QueryDict
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commondesk.plumbing import clock
from commondesk.plumbing.refusal import Invalid
from commondesk.schedule.closure import Closure
from commondesk.schedule.opening_hours import OpeningHours
from commondesk.web.settings_fields import DateInput, LineField, TimeInput

LONGEST: Final = dt.timedelta(days=3 * 366)


class ClosureForm(forms.ModelForm):  # type: ignore[type-arg]
    """One day or several: closed, or open at other hours."""

    first_day = forms.DateField(label=gettext_lazy("First day"), widget=DateInput())
    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=DateInput(), required=False)
    opens = forms.TimeField(label=gettext_lazy("Opens"), widget=TimeInput(), required=False)
    closes = forms.TimeField(label=gettext_lazy("Closes"), widget=TimeInput(), required=False)
    reason = LineField(
        label=gettext_lazy("Reason"), max_length=120, required=False,
        help_text=gettext_lazy("Patrons read it beside the hours, such as Staff day."),
    )  # fmt: skip

    class Meta:
        model = Closure
        fields: ClassVar[list[str]] = ["first_day", "last_day", "opens", "closes", "reason"]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        found["last_day"] = found.get("last_day") or found.get("first_day")
        if (found.get("opens") is None) != (found.get("closes") is None) and not self.errors:
            self.add_error("closes", _("Give both times, or neither for closed."))
        if found.get("first_day") and found.get("last_day"):
            _refuse_days(self, found["first_day"], found["last_day"])
        return found


class SeasonForm(forms.ModelForm):  # type: ignore[type-arg]
    """More hours of a weekday, in some weeks of the year."""

    weekday = forms.TypedChoiceField(label=gettext_lazy("Day"), coerce=int, choices=list(WEEKDAYS.items()))
    opens = forms.TimeField(label=gettext_lazy("Opens"), widget=TimeInput())
    closes = forms.TimeField(label=gettext_lazy("Closes"), widget=TimeInput())
    first_day = forms.DateField(label=gettext_lazy("First day"), widget=DateInput())
    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=DateInput())

    class Meta:
        model = OpeningHours
        fields: ClassVar[list[str]] = ["weekday", "opens", "closes", "first_day", "last_day"]

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="season_%s")

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("first_day") and found.get("last_day"):
            _refuse_days(self, found["first_day"], found["last_day"])
        return found


def _refuse_days(form: forms.BaseForm, first: dt.date, last: dt.date) -> None:
    """Backwards, over, or so long that it must be a slip of the pen."""
    if last < first:
        form.add_error("last_day", _("The last day comes before the first one."))
    elif last < (clock.now() - dt.timedelta(days=1)).date():
        form.add_error("last_day", _("These days are over."))
    elif last - first > LONGEST:
        form.add_error("last_day", _("That is more than three years. Please look at the years."))


def refused(form: forms.BaseForm, refusal: Invalid) -> forms.BaseForm:
    """The form, with what is wrong beside its fields."""
    for error in refusal.extra["errors"]:
        form.add_error(error["field"], error["sentence"])
    return form
