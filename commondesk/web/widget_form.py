"""The fields of a widget, each with what comes of it; several lines of text become lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commondesk.consortium.library import Library
from commondesk.consortium.widget import (
    HIGHEST_LIFT,
    LATEST_INVITATION,
    MOST_PATTERNS,
    MOST_SITES,
    SOONEST_INVITATION,
    Widget,
    read_pattern,
    read_site,
)
from commondesk.plumbing.refusal import Refusal
from commondesk.web.settings_fields import ColourField, LineField, TextField


class LinesField(TextField):
    """One value a line, each read by `read`; empty lines and doubles are left out."""

    def __init__(self, *, read: Callable[[str], str], most: int, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.read, self.most = read, most
        self.widget.attrs |= {"rows": 3, "spellcheck": "false", "autocapitalize": "none"}

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        lines = [line for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > self.most:
            raise forms.ValidationError(_("At most %(most)d lines.") % {"most": self.most})
        try:
            return list(dict.fromkeys(map(self.read, lines)))
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from None


class WidgetForm(forms.Form):
    """What a coordinator says of the library's widget, and the help desk of the consortium's."""

    sites = LinesField(
        label=gettext_lazy("Sites"), read=read_site, most=MOST_SITES,
        help_text=gettext_lazy(
            "One a line, such as https://www.example.org; https://*.example.org is all of its parts. On "
            "other sites the button opens a tab instead. Empty: the site of your library's web address. A "
            "single * is any site."
        ),
    )  # fmt: skip
    pages = LinesField(
        label=gettext_lazy("Only on these pages"), read=read_pattern, most=MOST_PATTERNS,
        help_text=gettext_lazy(
            "One a line, such as /catalog/*; * is anything. Empty: on every page that has it."
        ),
    )  # fmt: skip
    not_pages = LinesField(
        label=gettext_lazy("Never on these pages"),
        read=read_pattern,
        most=MOST_PATTERNS,
        help_text=gettext_lazy("Such as /kids/*, or a page with a form that it would cover."),
    )
    corner = forms.ChoiceField(
        label=gettext_lazy("Corner"), choices=Widget.Corner.choices,
        help_text=gettext_lazy("In a language that is written from the right, the two change places."),
    )  # fmt: skip
    lift = forms.IntegerField(
        label=gettext_lazy("Pixels from below"), min_value=0, max_value=HIGHEST_LIFT,
        help_text=gettext_lazy("Higher where your site has a bar below, such as one about cookies."),
    )  # fmt: skip
    label = LineField(
        label=gettext_lazy("Words on the button"), max_length=40, required=False,
        help_text=gettext_lazy(
            "Everybody reads them as they are. Empty: “Ask us” in the language of the page."
        ),
    )  # fmt: skip
    colour = ColourField(
        label=gettext_lazy("Colour"), required=False,
        help_text=gettext_lazy("Of the button, such as #1E6B57. Empty: your library's colour."),
    )  # fmt: skip
    invites = forms.BooleanField(
        label=gettext_lazy("Ask visitors whether we can help"), required=False,
        help_text=gettext_lazy(
            "Once for each visitor, only while a librarian is there, and gone by one click."
        ),
    )  # fmt: skip
    invite_after = forms.IntegerField(
        label=gettext_lazy("After so many seconds on a page"),
        min_value=SOONEST_INVITATION, max_value=LATEST_INVITATION,
    )  # fmt: skip
    invite_pages = LinesField(
        label=gettext_lazy("Only on these pages"), read=read_pattern, most=MOST_PATTERNS,
        help_text=gettext_lazy("Such as /catalog/*. Empty: wherever the button shows."),
    )  # fmt: skip
    invite_words = LineField(
        label=gettext_lazy("Words of the invitation"), max_length=160, required=False,
        help_text=gettext_lazy("Empty: “Can we help? A librarian is here.”, in the language of the page."),
    )  # fmt: skip

    def __init__(self, *args: Any, library: Library | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.library = library
        if library is None:
            self.fields["sites"].help_text = _(
                "One a line, such as https://www.example.org; https://*.example.org is all of its parts. On "
                "other sites the button opens a tab instead. A single * is any site."
            )
            self.fields["colour"].help_text = _("Of the button, such as #1E6B57. Empty: green.")
