"""The consortium's own settings: what patrons read of it, its periods, its library cards."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commondesk.consortium.consortium import (
    LONGEST_KEPT_DAYS,
    Consortium,
    change_consortium,
    read_card_patterns,
    the_consortium,
)
from commondesk.desk.conversation import Conversation
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import Refusal
from commondesk.web.helpdesk.door import address, help_desk_required, page, to
from commondesk.web.saving import Settings, saved, shown, status_of
from commondesk.web.settings_fields import LineField, offer_zones
from commondesk.web.staff import librarian_of


class ConsortiumForm(forms.Form):
    """Each field says what follows from it."""

    name = LineField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy("Stands above every page of patrons who have named no library."),
    )
    slogan = LineField(
        label=gettext_lazy("Slogan"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("One sentence below the heading of the English ask page."),
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("In it times are shown where no library's own zone is known."),
    )
    text_number = LineField(
        label=gettext_lazy("Number for text messages"),
        max_length=32,
        required=False,
        help_text=gettext_lazy("Shown to patrons as a way to ask. Empty: no number is shown."),
    )
    personal_facts_days = forms.IntegerField(
        label=gettext_lazy("Names and addresses are kept, in days"),
        min_value=1,
        max_value=LONGEST_KEPT_DAYS,
        help_text=gettext_lazy(
            "So long after closing, names, addresses, numbers and tokens of patrons are deleted. The "
            "patrons' page about privacy says this number at once."
        ),
    )
    text_days = forms.IntegerField(
        label=gettext_lazy("Words are kept, in days"),
        min_value=1,
        max_value=LONGEST_KEPT_DAYS,
        help_text=gettext_lazy(
            "So long after closing, all that was said is emptied. Counts, kinds and times stay, and "
            "cannot be led back to a person."
        ),
    )
    library_card_patterns = forms.CharField(
        label=gettext_lazy("Library cards"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One kind of card a line: its first digits, a space, and how many digits it has in all, "
            "as in 2400 14. Numbers like these are hidden before anybody reads or keeps them."
        ),
    )
    sure = forms.BooleanField(required=False, label=gettext_lazy("Yes, delete that much sooner"))

    def __init__(self, data: QueryDict | None, row: Consortium) -> None:
        super().__init__(data, initial=_as_shown(row))
        offer_zones(self, row.time_zone)

    def clean_library_card_patterns(self) -> list[list[str | int]]:
        try:
            return read_card_patterns(self.cleaned_data["library_card_patterns"])
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("personal_facts_days", 1) > given.get("text_days", LONGEST_KEPT_DAYS):
            self.add_error("text_days", _("Names and addresses go first: this cannot be the shorter period."))
        return given


@help_desk_required
def consortium_page(request: HttpRequest) -> HttpResponse:
    """Saved with an undo; a shorter period, which nothing brings back, is asked about first."""
    row, settings = the_consortium(), _settings(request)
    form = ConsortiumForm(request.POST if request.method == "POST" else None, row)
    if form.is_valid() and not form.cleaned_data["sure"] and (lost := _emptied_by(row, form.cleaned_data)):
        return _page(request, form, settings, asks=_asks(lost))
    if request.method == "POST" and saved(request, form, settings):
        return to("consortium")
    return _page(request, form, settings)


def _settings(request: HttpRequest) -> Settings:
    def keep(values: dict[str, Any]) -> list[str]:
        kept = {name: value for name, value in values.items() if name != "sure"}
        return change_consortium(librarian_of(request), kept)

    return Settings(
        rows=Consortium.objects.order_by("id"),
        values=lambda: _as_shown(the_consortium()),
        keep=keep,
        address=address("consortium"),
        sure={"sure": True},
    )


def _page(request: HttpRequest, form: ConsortiumForm, settings: Settings, **context: Any) -> HttpResponse:
    context |= shown(request, form, settings)
    return page(request, "consortium", "consortium", status_of(form), **context)


def _as_shown(row: Consortium) -> dict[str, Any]:
    patterns = "\n".join(f"{prefix} {digits}" for prefix, digits in row.library_card_patterns)
    names = ("name", "slogan", "time_zone", "text_number", "personal_facts_days", "text_days")
    return {name: getattr(row, name) for name in names} | {"library_card_patterns": patterns}


def _emptied_by(row: Consortium, values: dict[str, Any]) -> int:
    """How many closed conversations these periods would empty that the present ones still keep."""
    now, sooner = clock.now(), Q(pk__in=[])
    for field, mark in (("personal_facts_days", "facts_retired_at"), ("text_days", "texts_retired_at")):
        if values[field] < getattr(row, field):
            before = now - dt.timedelta(days=values[field])
            sooner |= Q(closed_at__lt=before, **{f"{mark}__isnull": True})
    return Conversation.objects.filter(sooner).count()


def _asks(lost: int) -> str:
    return ngettext(
        "%(count)s closed conversation is older than that and would be emptied within the hour. "
        "Nothing brings it back.",
        "%(count)s closed conversations are older than that and would be emptied within the "
        "hour. Nothing brings them back.",
        lost,
    ) % {"count": lost}
