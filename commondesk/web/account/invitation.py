"""Accepting an invitation: a new account with a password, or one more library for the account one has.

The link only opens the page: a mail scanner that follows it accepts nothing. Unknown, used, withdrawn and
over are one answer.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commondesk.consortium.consortium import the_consortium
from commondesk.consortium.invitation import (
    Invitation,
    accept_as,
    accept_as_new,
    account_of,
    invitation_of,
)
from commondesk.consortium.librarian import Librarian
from commondesk.consortium.membership import Role
from commondesk.plumbing.refusal import NotVisible, Refusal
from commondesk.web.access import slow_down_unless
from commondesk.web.errors import refused
from commondesk.web.settings_fields import LineField


class JoinForm(forms.Form):
    """A new colleague: the invitation has the address already."""

    name = LineField(label=gettext_lazy("Your name"), max_length=120)
    shown_name = LineField(label=gettext_lazy("Name shown to patrons"), max_length=60, required=False)
    password = forms.CharField(label=gettext_lazy("Choose a password"), max_length=1000, strip=False)

    def __init__(self, invitation: Invitation, *args: Any) -> None:
        super().__init__(*args)
        self.invitation = invitation

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("password"):
            person = Librarian(email=self.invitation.email, name=found.get("name", ""))
            try:
                get_adapter().clean_password(found["password"], user=person)
            except ValidationError as error:
                self.add_error("password", error)
        return found


def invitation_page(request: HttpRequest, token: str) -> HttpResponse:
    """A post accepts, once."""
    try:
        slow_down_unless(request, "invitation")
        response = _answer(request, token)
    except NotVisible:
        response = render(request, "account/invitation_over.html", _frame(), status=404)
    except Refusal as refusal:
        response = refused(request, refusal)
    response["Cache-Control"] = "no-store"
    return response


def _answer(request: HttpRequest, token: str) -> HttpResponse:
    invitation = invitation_of(token)
    account = account_of(invitation)
    if account is not None:
        return _with_account(request, token, invitation, account)
    if request.method != "POST":
        return _form(request, invitation, JoinForm(invitation))
    form = JoinForm(invitation, request.POST)
    if not form.is_valid():
        return _form(request, invitation, form, status=422)
    found = form.cleaned_data
    librarian = accept_as_new(token, found["name"], found["shown_name"], found["password"])
    if request.user.is_authenticated:  # a colleague's session, in a browser that several use
        get_adapter().logout(request)
    login(request, librarian, backend=settings.AUTHENTICATION_BACKENDS[0])
    return _begins(invitation)


def _with_account(
    request: HttpRequest, token: str, invitation: Invitation, account: Librarian
) -> HttpResponse:
    """Who has an account signs in with it, as always; its password is not asked for here."""
    is_me = request.user.is_authenticated and request.user.pk == account.pk
    if is_me and request.method == "POST":
        accept_as(token, account)
        return _begins(invitation)
    shown = {"invitation": invitation, "is_me": is_me, "address": request.path}
    return render(request, "account/invitation_known.html", _frame() | shown)


def _begins(invitation: Invitation) -> HttpResponse:
    """A coordinator at what the library still lacks, everybody else at the desk."""
    if invitation.role == Role.COORDINATOR:
        return HttpResponseRedirect(
            reverse("coordinator:profile", args=[invitation.library.slug]), status=303
        )
    return HttpResponseRedirect(reverse("librarian:console"), status=303)


def _form(request: HttpRequest, invitation: Invitation, form: JoinForm, status: int = 200) -> HttpResponse:
    shown = {"invitation": invitation, "form": form, "hint": _("Empty: the first part of your name.")}
    return render(request, "account/invitation.html", _frame() | shown, status=status)


def _frame() -> dict[str, Any]:
    return {"consortium": the_consortium()}
