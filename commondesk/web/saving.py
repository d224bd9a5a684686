"""Saving a form of settings and showing it again: what all such pages have in common.

settings = Settings(rows, values, keep, address)
if request.method == "POST" and saved(request, form, settings):
    return see_other(...)
return page(..., status_of(form), **shown(request, form, settings))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from commondesk.web.meanwhile import SavedMeanwhile, mark_for, refuse_if_changed, undo
from commondesk.web.undoing import as_posted, say

MEANWHILE: Final = "saved_meanwhile"


@dataclass(frozen=True, slots=True)
class Settings:
    """`rows` are locked while it is saved; `values` reads what holds now, as the form's fields hold it.

    `keep` writes what the form has cleaned, and tells whether anything changed. `address` takes the undo,
    which posts `sure` as well.
    """

    rows: models.QuerySet[Any]
    values: Callable[[], dict[str, Any]]
    keep: Callable[[dict[str, Any]], object]
    address: str
    sure: dict[str, Any] = field(default_factory=dict)


def saved(request: HttpRequest, form: forms.BaseForm, settings: Settings) -> bool:
    """Whether all of the form is kept now, or was before; the next page says so, with the way back.

    Else the form holds what is wrong: with a field, or that somebody else was quicker.
    """
    if not form.is_valid():
        return False
    try:
        with transaction.atomic():
            settings.rows.select_for_update(no_key=True, of=("self",)).first()
            before = settings.values()
            refuse_if_changed(request, as_posted(form, before))
            changed = settings.keep(form.cleaned_data)
    except SavedMeanwhile as refusal:
        form.add_error(None, forms.ValidationError(str(refusal), code=MEANWHILE))
        return False
    if changed:
        back = undo(as_posted(form, before | settings.sure), as_posted(form, settings.values()))
        say(request, _("Saved."), settings.address, back)
    return True


def shown(request: HttpRequest, form: forms.BaseForm, settings: Settings) -> dict[str, Any]:
    """The context of settings/_shown.html: the form, and the mark of the values it was made of."""
    told = form.has_error(NON_FIELD_ERRORS, MEANWHILE)
    return {"form": form, "shown": mark_for(request, as_posted(form, settings.values()), told=told)}


def status_of(form: forms.BaseForm) -> int:
    """A form that was sent and is shown again was refused."""
    return 422 if form.is_bound else 200
