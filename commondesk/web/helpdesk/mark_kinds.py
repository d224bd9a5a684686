"""What conduct can be marked as: the help desk's list, each with its name in both languages."""

from __future__ import annotations

import dataclasses
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from commondesk.desk.mark_kind import (
    LONGEST_NAME,
    KindFacts,
    MarkKind,
    add_kind,
    all_locked,
    change_kind,
    facts_of,
)
from commondesk.plumbing.refusal import Invalid, NotVisible
from commondesk.web.helpdesk.door import address, help_desk_required, page, to
from commondesk.web.meanwhile import SavedMeanwhile, mark_for, mark_of, refuse_if_changed, undo
from commondesk.web.settings_fields import LineField
from commondesk.web.staff import librarian_of
from commondesk.web.undoing import Posted, as_posted, say


class KindForm(forms.Form):
    """One kind; several stand on one page, told apart by `auto_id`."""

    name_en = LineField(
        label=gettext_lazy("Name in English"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("Staff choose it by this name. Old marks of this kind are renamed with it."),
    )
    name_es = LineField(
        label=gettext_lazy("Name in Spanish"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("The same for those who read the desk in Spanish."),
    )
    order = forms.IntegerField(
        label=gettext_lazy("Place in the list"),
        min_value=0,
        max_value=999,
        help_text=gettext_lazy("Smaller numbers stand first."),
    )
    is_active = forms.BooleanField(
        label=gettext_lazy("In use"),
        required=False,
        help_text=gettext_lazy("Otherwise nobody can choose it any more; marks that have it keep it."),
    )


@help_desk_required
def kinds_page(request: HttpRequest) -> HttpResponse:
    """All kinds; a post adds one."""
    if request.method != "POST":
        return _shown(request)
    form = KindForm(request.POST, auto_id="id_new_%s")
    if form.is_valid():
        try:
            kind = add_kind(librarian_of(request), KindFacts(**form.cleaned_data))
        except Invalid as refusal:
            form.add_error(None, str(refusal))
        else:
            unused = dataclasses.asdict(facts_of(kind)) | {"is_active": False}
            said = _("“%(name)s” is added.") % {"name": kind.name}
            say(request, said, address("mark-kind", kind.pk), undo(as_posted(form, unused), _posted(kind)))
            return to("mark-kinds")
    return _shown(request, new=form)


@require_POST
@help_desk_required
def kind_page(request: HttpRequest, number: int) -> HttpResponse:
    """Other names, another place, in use or not."""
    form, told = KindForm(request.POST, auto_id=f"id_{number}_%s"), False
    if form.is_valid():
        try:
            _save(request, number, form)
        except Invalid as refusal:
            form.add_error(None, str(refusal))
            told = isinstance(refusal, SavedMeanwhile)
        else:
            return to("mark-kinds")
    return _shown(request, changed=(number, form), told=told)


def _save(request: HttpRequest, number: int, form: KindForm) -> None:
    """Raises SavedMeanwhile, NotVisible, and Invalid as `change_kind` does."""
    with transaction.atomic():
        kind = next((each for each in all_locked() if each.pk == number), None)
        if kind is None:
            raise NotVisible
        before = _posted(kind)
        refuse_if_changed(request, before)
        change_kind(librarian_of(request), number, KindFacts(**form.cleaned_data))
        kind.refresh_from_db()
    said = _("“%(name)s” is saved.") % {"name": kind.name}
    say(request, said, address("mark-kind", number), undo(before, _posted(kind)))


def _shown(
    request: HttpRequest,
    new: KindForm | None = None,
    changed: tuple[int, KindForm] | None = None,
    *,
    told: bool = False,
) -> HttpResponse:
    kinds = list(MarkKind.objects.all())
    rows = [
        {"kind": kind, "form": changed[1], "shown": mark_for(request, _posted(kind), told=told)}
        if changed and changed[0] == kind.pk
        else {"kind": kind, "form": _form_of(kind), "shown": mark_of(_posted(kind))}
        for kind in kinds
    ]
    empty = KindForm(initial={"order": len(kinds) + 1, "is_active": True}, auto_id="id_new_%s")
    context: dict[str, Any] = {"rows": rows, "new": new or empty}
    return page(request, "marks", "mark_kinds", 422 if new or changed else 200, **context)


def _form_of(kind: MarkKind) -> KindForm:
    return KindForm(initial=dataclasses.asdict(facts_of(kind)), auto_id=f"id_{kind.pk}_%s")


def _posted(kind: MarkKind) -> Posted:
    return as_posted(KindForm(), dataclasses.asdict(facts_of(kind)))
