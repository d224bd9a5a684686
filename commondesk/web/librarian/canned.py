"""Canned messages: mine, my library's, the consortium's; changed by whom they belong to."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, Final

from django import forms
from django.conf import settings
from django.db import transaction
from django.db.models import Case, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commondesk.consortium.consortium import the_consortium
from commondesk.consortium.librarian import Librarian
from commondesk.consortium.queue import Queue
from commondesk.knowledge import keeping_canned
from commondesk.knowledge.canned_message import VARIABLES, CannedMessage, Step, filled
from commondesk.knowledge.keeping_canned import Canned, owners
from commondesk.plumbing.refusal import NotAllowed, NotVisible, Refusal
from commondesk.web.hours import hours_now
from commondesk.web.meanwhile import SavedMeanwhile, mark_for, refuse_if_changed, undo
from commondesk.web.staff import librarian_of, staff_required
from commondesk.web.undoing import Posted, as_posted, said, say

MOST: Final = 200
# As an interview goes, not as an alphabet does.
_IN_ORDER: Final = Case(*(When(step=step, then=Value(at)) for at, step in enumerate(Step.values)))


class CannedForm(forms.Form):
    """What stands in it may be posted, nothing else; whose it becomes is one of those I may write for."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("Staff find it by this, after typing / in a reply. Patrons do not see it."),
    )
    whose = forms.ChoiceField(
        label=gettext_lazy("Who may send it"),
        help_text=gettext_lazy("It appears at once in the list of all of them."),
    )
    step = forms.ChoiceField(
        label=gettext_lazy("Step of the reference interview"),
        choices=Step.choices,
        help_text=gettext_lazy(
            "The desk offers it at this step: a greeting when a question is claimed, and so on."
        ),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=settings.LANGUAGES,
        help_text=gettext_lazy("It stands first for patrons who write in this language."),
    )
    body = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=gettext_lazy("What the patron reads. The librarian can still change it before it is sent."),
    )

    def __init__(self, librarian: Librarian, data: Any = None, initial: Canned | None = None) -> None:
        super().__init__(data, initial=asdict(initial) if initial else {"language": get_language()})
        choices = self.fields["whose"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = owners(librarian)

    def clean_body(self) -> str:
        """What the verb would refuse is said beside its field."""
        try:
            return keeping_canned.checked_body(self.cleaned_data["body"])
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def canned(self) -> Canned:
        return Canned(
            **{name: self.cleaned_data[name] for name in ("name", "step", "language", "body", "whose")}
        )


@staff_required
def canned_page(request: HttpRequest) -> HttpResponse:
    """All that I may send, found by words, step, language and owner."""
    librarian, given = librarian_of(request), request.GET
    found = CannedMessage.objects.usable_by(librarian).matching(given.get("q", "")[:80])
    step, language, whose = given.get("step", ""), given.get("language", ""), given.get("whose", "")
    if step in Step.values:
        found = found.filter(step=step)
    if language in dict(settings.LANGUAGES):
        found = found.filter(language=language)
    if whose in dict(keeping_canned.owners(librarian)) or whose == "consortium":
        found = found.filter(**_of(whose, librarian))
    rows = list(found.select_related("library").order_by(_IN_ORDER, "name", "language")[: MOST + 1])
    mine = set(
        CannedMessage.objects.editable_by(librarian)
        .filter(pk__in=[row.pk for row in rows])
        .values_list("pk", flat=True)
    )
    context = {
        "messages_found": [{"message": row, "is_editable": row.pk in mine} for row in rows[:MOST]],
        "are_more": len(rows) > MOST,
        "steps": Step.choices,
        "languages": settings.LANGUAGES,
        "owners": _filters(librarian),
        "given": {"q": given.get("q", "")[:80], "step": step, "language": language, "whose": whose},
        "said": said(request),
    }
    return render(request, "librarian/canned.html", context)


@staff_required
def new_canned_page(request: HttpRequest) -> HttpResponse:
    """Write one; `?from=` begins with the words of another that I may send."""
    librarian = librarian_of(request)
    if request.method != "POST":
        return _editor(request, CannedForm(librarian, initial=_model(librarian, request.GET.get("from", ""))))
    form = CannedForm(librarian, request.POST)
    if not form.is_valid() or "preview" in request.POST:
        return _editor(request, form, status=200 if "preview" in request.POST else 422)
    message = keeping_canned.write(librarian, form.canned())
    say(request, _("“%(name)s” is saved.") % {"name": message.name}, _address("canned-delete", message.pk))
    return _to_the_list()


@staff_required
def one_canned_page(request: HttpRequest, number: int) -> HttpResponse:
    """Change one of mine, or of what I look after."""
    librarian = librarian_of(request)
    message = CannedMessage.objects.editable_by(librarian).filter(pk=number).first()
    if message is None:
        raise _not_to_be_changed(librarian, number)
    if request.method != "POST":
        return _editor(request, CannedForm(librarian, initial=keeping_canned.as_written(message)), message)
    form = CannedForm(librarian, request.POST)
    if not form.is_valid() or "preview" in request.POST:
        return _editor(request, form, message, status=200 if "preview" in request.POST else 422)
    try:
        _save(request, librarian, number, form)
    except SavedMeanwhile as refusal:
        form.add_error(None, str(refusal))
        message.refresh_from_db()
        return _editor(request, form, message, status=422, told=True)
    return _to_the_list()


def _save(request: HttpRequest, librarian: Librarian, number: int, form: CannedForm) -> None:
    with transaction.atomic():
        before = _posted(form, keeping_canned.editable(librarian, number))
        refuse_if_changed(request, before)
        message = keeping_canned.change(librarian, number, form.canned())
    back = undo(before, _posted(form, message))
    say(request, _("“%(name)s” is saved.") % {"name": message.name}, _address("canned-one", number), back)


def _posted(form: CannedForm, message: CannedMessage) -> Posted:
    return as_posted(form, asdict(keeping_canned.as_written(message)))


@require_POST
@staff_required
def delete_canned(request: HttpRequest, number: int) -> HttpResponse:
    """Gone at once, and back by one click."""
    canned = keeping_canned.delete(librarian_of(request), number)
    say(
        request,
        _("“%(name)s” is deleted.") % {"name": canned.name},
        _address("canned-new"),
        asdict(canned).items(),
    )
    return _to_the_list()


def _of(whose: str, librarian: Librarian) -> dict[str, Any]:
    if whose == "mine":
        return {"librarian": librarian}
    return {"library": int(whose)} if whose.isdigit() else {"library": None, "librarian": None}


def _filters(librarian: Librarian) -> list[tuple[str, str]]:
    found = [pair for pair in owners(librarian) if pair[0] != "consortium"]
    return [*found, ("consortium", _("For all libraries"))]


def _model(librarian: Librarian, number: str) -> Canned | None:
    """Another message's words as the beginning of one for me alone."""
    if not (number.isascii() and number.isdigit()):
        return None
    found = CannedMessage.objects.usable_by(librarian).filter(pk=int(number[:18])).first()
    return Canned(found.name, found.step, found.language, found.body, "mine") if found else None


def _not_to_be_changed(librarian: Librarian, number: int) -> Refusal:
    """403 for one that I may send but not change, 404 for one that is none of my business."""
    if CannedMessage.objects.usable_by(librarian).filter(pk=number).exists():
        return NotAllowed(
            _(
                "A library's messages are its coordinator's to change, the consortium's the help desk's. "
                "You can copy this one."
            )
        )
    return NotVisible()


def _editor(
    request: HttpRequest,
    form: CannedForm,
    message: CannedMessage | None = None,
    status: int = 200,
    *,
    told: bool = False,
) -> HttpResponse:
    values = _example(librarian_of(request))
    body = str(form["body"].value() or "")[: keeping_canned.LONGEST_BODY]
    preview = filled(CannedMessage(body=body), **values)
    context = {
        "form": form,
        "message": message,
        "shown": mark_for(request, _posted(form, message), told=told) if message else "",
        "variables": VARIABLES,
        "values_json": json.dumps(values),
        "preview": preview,
    }
    return render(request, "librarian/canned_editor.html", context, status=status)


def _example(librarian: Librarian) -> dict[str, str]:
    """An example patron of one's own library, on an ordinary day."""
    library = librarian.home_library
    place = library or Queue.objects.filter(library=None, is_active=True).first()
    return {
        "patron": "Pia",
        "librarian": librarian.called,
        "library": library.name if library else the_consortium().name,
        "hours": hours_now(place).today if place else "",
        "link": f"{settings.COMMONDESK.base_url}/c/example/",
    }


def _address(name: str, *arguments: Any) -> str:
    return reverse(f"librarian:{name}", args=arguments)


def _to_the_list() -> HttpResponse:
    return HttpResponseRedirect(_address("canned"), status=303)
