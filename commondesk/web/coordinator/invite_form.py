"""The form that invites somebody to the library's staff."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy

from commondesk.desk.membership_change import AT_A_LIBRARY


class InviteForm(forms.Form):
    """Address, role, and the language of the mail."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"), max_length=254,
        help_text=gettext_lazy("The link goes there, works once, and only for a week."),
    )  # fmt: skip
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=[(role.value, role.label) for role in AT_A_LIBRARY],
        help_text=gettext_lazy(
            "Librarians answer. Interns answer e-mail only. Coordinators answer and change these pages."
        ),
    )  # fmt: skip
    language = forms.ChoiceField(label=gettext_lazy("Language of the mail"), choices=settings.STAFF_LANGUAGES)
