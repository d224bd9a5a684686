"""Whom a library serves: the ZIP codes by which its patrons are known (RE1)."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from commondesk.consortium.library import Library
from commondesk.consortium.service_area import (
    MOST,
    set_zip_codes,
    shared_zip_codes,
    taken_zip_codes,
    zip_codes_of,
)
from commondesk.web.coordinator.gate import of_library, page, see_other
from commondesk.web.saving import Settings, saved, shown, status_of
from commondesk.web.staff import librarian_of

NAMED: Final = 10
TAKEN: Final = gettext_noop(
    "Another library serves %(codes)s. A ZIP code of two libraries tells of neither, so the help desk adds "
    "these."
)
_BETWEEN: Final = re.compile(r"[\s,;]+")
# What follows the hyphen is a street, and nobody is asked for it.
_ZIP_CODE: Final = re.compile(r"([0-9]{5})(?:-[0-9]{4})?")


class ZipCodesField(forms.CharField):
    """Codes apart by blanks, commas or lines, each once and in order; each that is none is named."""

    widget = forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "autocomplete": "off"})

    def clean(self, value: Any) -> list[str]:
        typed = list(dict.fromkeys(filter(None, _BETWEEN.split(super().clean(value)))))
        found = {each: _ZIP_CODE.fullmatch(each) for each in typed}
        if wrong := [each for each, code in found.items() if code is None]:
            raise ValidationError(_wrong(wrong))
        codes = sorted({code[1] for code in found.values() if code})
        if len(codes) > MOST:
            raise ValidationError(
                _("These are %(number)s ZIP codes; a library serves %(most)s at most.")
                % {"number": f"{len(codes):,}", "most": f"{MOST:,}"}
            )
        return codes


class AreaForm(forms.Form):
    """All of them at once: one pastes what a table or a map has."""

    zip_codes = ZipCodesField(
        label=gettext_lazy("ZIP codes"), required=False,
        help_text=gettext_lazy(
            "Whoever names no library when they ask, but one of these ZIP codes, is taken for your patron. "
            "Five digits each, with spaces, commas or new lines between them."
        ),
    )  # fmt: skip


@of_library
def area_page(request: HttpRequest, library: Library) -> HttpResponse:
    """A post sets all of them."""
    settings = _settings(request, library)
    form = AreaForm(request.POST if request.method == "POST" else None, initial=_values(library))
    if form.is_valid() and not librarian_of(request).is_help_desk:
        _leave_to_the_help_desk(library, form)
    if request.method == "POST" and saved(request, form, settings):
        return see_other("area", library.slug)
    return _page(request, library, form, settings)


def _settings(request: HttpRequest, library: Library) -> Settings:
    return Settings(
        rows=Library.objects.filter(pk=library.pk),
        values=lambda: _values(library),
        keep=lambda values: set_zip_codes(library, librarian_of(request), values["zip_codes"]),
        address=reverse("coordinator:area", args=[library.slug]),
    )


def _leave_to_the_help_desk(library: Library, form: AreaForm) -> None:
    """A code of two libraries tells of neither: nobody takes another's patrons off their first ring (AC7)."""
    if taken := taken_zip_codes(library, form.cleaned_data["zip_codes"]):
        codes = ", ".join(taken[:NAMED]) + (", ..." if len(taken) > NAMED else "")
        form.add_error("zip_codes", _(TAKEN) % {"codes": codes})


def _page(request: HttpRequest, library: Library, form: AreaForm, settings: Settings) -> HttpResponse:
    shared = shared_zip_codes(library)
    context = {
        **shown(request, form, settings),
        "served": library.service_areas.count(),
        "shared": shared[:NAMED],
        "shared_count": len(shared),
        "shared_more": len(shared) - NAMED,
    }
    return page(request, library, "area", status_of(form), **context)


def _wrong(typed: list[str]) -> list[str]:
    """A sentence for each of the first ones, and one for how many there are besides."""
    said = [_("“%(typed)s” is no ZIP code of five digits.") % {"typed": each[:20]} for each in typed[:NAMED]]
    if more := len(typed[NAMED:]):
        said.append(
            ngettext(
                "%(number)d more is no ZIP code either.", "%(number)d more are no ZIP codes either.", more
            )
            % {"number": more}
        )
    return said


def _values(library: Library) -> dict[str, str]:
    return {"zip_codes": " ".join(zip_codes_of(library))}
