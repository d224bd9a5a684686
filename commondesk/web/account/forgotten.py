"""Asking for a new password: the same page, the same row and the same time for every address in the world."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commondesk.channels.email import carrier, password_mail

NO_MAIL = _(
    "No mail leaves this desk yet, so we cannot send you a link. Whoever runs it can give you a new password."
)


class ForgottenForm(forms.Form):
    """Named by ACCOUNT_FORMS. Nobody is looked up here (channels/email/password_mail.py)."""

    email = forms.EmailField(max_length=254)

    @property
    def has_no_mail(self) -> bool:
        return not carrier.is_open()

    def clean(self) -> dict[str, Any]:
        if self.has_no_mail:
            raise forms.ValidationError(NO_MAIL)
        return super().clean() or {}

    def save(self, _request: HttpRequest) -> None:
        password_mail.ask(self.cleaned_data["email"])
