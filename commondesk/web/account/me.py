"""One's own page: the name patrons read, and the languages one answers in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commondesk.consortium.librarian import Librarian, describe
from commondesk.web.settings_fields import LanguagesField, LineField
from commondesk.web.staff import librarian_of, staff_required
from commondesk.web.undoing import as_posted, said, say


class MeForm(forms.Form):
    """What everybody may say of themselves."""

    shown_name = LineField(
        label=gettext_lazy("Name shown to patrons"), max_length=60, required=False,
        help_text=gettext_lazy("Patrons and colleagues read it. Empty: the first part of your name."),
    )  # fmt: skip
    languages = LanguagesField(
        label=gettext_lazy("Languages I answer in"), required=False,
        help_text=gettext_lazy("A question in one of them rings with you before it rings with others."),
    )  # fmt: skip

    def __init__(self, librarian: Librarian, *args: Any) -> None:
        super().__init__(*args)
        self.initial = _values(librarian)
        languages = self.fields["languages"]
        assert isinstance(languages, LanguagesField)
        languages.offer(librarian.languages)


@staff_required
def me_page(request: HttpRequest) -> HttpResponse:
    """A post saves; what is said of one stays the same in conversations that are over."""
    me = librarian_of(request)
    before = as_posted(MeForm(me), _values(me))
    if request.method != "POST":
        return _form(request, MeForm(me))
    form = MeForm(me, request.POST)
    if not form.is_valid():
        return _form(request, form, status=422)
    if describe(me, me, form.cleaned_data["shown_name"], form.cleaned_data["languages"]):
        say(request, _("Saved."), reverse("account:me"), before)
    return HttpResponseRedirect(reverse("account:me"), status=303)


def _form(request: HttpRequest, form: MeForm, status: int = 200) -> HttpResponse:
    memberships = librarian_of(request).memberships.select_related("library").order_by("id")
    shown = {"form": form, "said": said(request), "memberships": memberships}
    return render(request, "account/me.html", shown, status=status)


def _values(librarian: Librarian) -> dict[str, Any]:
    return {"shown_name": librarian.shown_name, "languages": librarian.languages}
