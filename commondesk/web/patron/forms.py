"""The ask form: only the question is required, and whatever is wrong is said next to its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from commondesk.consortium.library import Library
from commondesk.desk.asking import Asked, Question, ask
from commondesk.desk.classification import Status
from commondesk.desk.message import prepared
from commondesk.desk.patron_address import checked_email
from commondesk.desk.source import source_tag
from commondesk.plumbing.refusal import OtherBody, Refusal
from commondesk.plumbing.tokens import new_key, valid_key
from commondesk.web.access import network_address
from commondesk.web.patron.page import web_address

Result = TypeVar("Result")
FOLDED = ("place", "topic", "status")
UNKNOWN_LIBRARY = _(
    "We do not know a library of this name. Take one from the list, type a ZIP code, or leave this empty."
)


class AskForm(forms.Form):
    """`library` is the one whose page it is; on the consortium's page the patron may name one in `place`."""

    # Hidden, so nobody could put right what is wrong with them: junk counts as nothing.
    key = forms.Field(required=False)
    page = forms.Field(required=False)
    source = forms.Field(required=False)
    question = forms.CharField(required=False, strip=False)
    name = forms.CharField(required=False, max_length=80)
    email = forms.CharField(required=False, max_length=254)
    place = forms.CharField(required=False, max_length=160)
    topic = forms.CharField(required=False, max_length=80)
    status = forms.ChoiceField(required=False, choices=[("", ""), *Status.choices])
    own_device = forms.BooleanField(required=False)

    statuses = Status.choices
    refusal: Refusal | None = None

    def __init__(
        self, data: Any = None, *, library: Library | None = None, page: str = "", source: str = ""
    ) -> None:
        initial = {"key": new_key(), "page": web_address(page), "source": source_tag(source)}
        super().__init__(data, initial=initial)
        self.library = library

    @property
    def more_is_open(self) -> bool:
        return any(self[name].value() or self[name].errors for name in FOLDED)

    def clean_question(self) -> str:
        """What the verb would refuse is said together with what else is wrong."""
        question: str = self.cleaned_data["question"]
        _says_why(prepared, question)
        return question

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return _says_why(checked_email, email) if email else ""

    def clean_place(self) -> str:
        """A ZIP code stays one; a name becomes `self.library`."""
        place: str = self.cleaned_data["place"]
        if not place or place[:5].isdecimal() or self.library is not None:
            return place
        self.library = _named(place)
        if self.library is None:
            raise forms.ValidationError(UNKNOWN_LIBRARY)
        return ""

    def ask(self, request: HttpRequest) -> Asked:
        """Ask it. Raises what the verb raises."""
        return _asked(self._question(request))

    def _question(self, request: HttpRequest) -> Question:
        said = self.cleaned_data
        return Question(
            question=said["question"],
            key=said["key"] if valid_key(said["key"] or "") else new_key(),
            library=self.library,
            name=said["name"],
            email=said["email"],
            zip_code=said["place"],
            topic=said["topic"],
            status=said["status"],
            page=web_address(said["page"] or ""),
            source=said["source"] or "",
            language=get_language() or "en",
            device="own" if said["own_device"] else "",
            address=network_address(request),
        )


def _says_why(check: Callable[[str], Result], text: str) -> Result:
    try:
        return check(text)
    except Refusal as refusal:
        raise forms.ValidationError(str(refusal)) from None


def _asked(question: Question) -> Asked:
    try:
        return ask(question)
    except OtherBody:
        # The form was sent again with other words (back, then a second question): that is another question.
        question.key = new_key()
        return ask(question)


def _named(name: str) -> Library | None:
    libraries = Library.objects.open_to_patrons()
    exact = (
        libraries.filter(name__iexact=name)
        | libraries.filter(short_name__iexact=name)
        | libraries.filter(slug__iexact=name)
    )
    found = list(exact[:2]) or list(libraries.filter(name__icontains=name)[:2])
    return found[0] if len(found) == 1 else None
