"""A library's own page: its name, contacts, colour, languages, and what it tells those who answer for it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.validators import URLValidator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commondesk.consortium.changing import change
from commondesk.consortium.library import Library
from commondesk.plumbing.colour import contrast, is_colour, text_on
from commondesk.web.coordinator.gate import of_library, page, see_other
from commondesk.web.saving import Settings, saved, shown, status_of
from commondesk.web.settings_fields import ColourField, LanguagesField, LineField, TextField, offer_zones
from commondesk.web.staff import librarian_of


class LibraryForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a coordinator says of the own library; each field tells what comes of it."""

    name = LineField(
        label=gettext_lazy("Name"), max_length=160,
        help_text=gettext_lazy("Patrons read it above their question, colleagues beside it."),
    )  # fmt: skip
    short_name = LineField(
        label=gettext_lazy("Short name"), max_length=60, required=False,
        help_text=gettext_lazy("For tight places such as lists. Empty: the whole name stands there."),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=Library.Kind.choices,
        help_text=gettext_lazy("Stands under the name for visiting staff."),
    )  # fmt: skip
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("Opening hours are kept, and times shown, on this clock. Hours move with it."),
    )
    address = LineField(
        label=gettext_lazy("Address"), max_length=200, required=False,
        help_text=gettext_lazy("Street and number, for whoever has to tell a patron the way."),
    )  # fmt: skip
    city = LineField(
        label=gettext_lazy("City"), max_length=80, required=False,
        help_text=gettext_lazy("Colleagues find you by it, too, and tell you from others of your name."),
    )  # fmt: skip
    state = LineField(
        label=gettext_lazy("State"), max_length=2, required=False,
        help_text=gettext_lazy("Two letters, such as FL."),
    )  # fmt: skip
    zip_code = LineField(
        label=gettext_lazy("ZIP"), max_length=10, required=False,
        help_text=gettext_lazy("Stands behind the address."),
    )  # fmt: skip
    website = forms.URLField(
        label=gettext_lazy("Web"), max_length=200, required=False, assume_scheme="https",
        validators=[URLValidator(["http", "https"])],
        help_text=gettext_lazy("Visiting staff follow it to your catalogue and rules."),
    )  # fmt: skip
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), max_length=254, required=False,
        help_text=gettext_lazy("Colleagues give it to patrons who need you in person."),
    )  # fmt: skip
    phone = LineField(
        label=gettext_lazy("Phone"), max_length=32, required=False,
        help_text=gettext_lazy("Stands last: a patron who asks here would rather not call."),
    )  # fmt: skip
    languages = LanguagesField(
        label=gettext_lazy("Languages"), required=False,
        help_text=gettext_lazy("Those in which your staff can help somebody at the library itself."),
    )  # fmt: skip
    greeting = LineField(
        label=gettext_lazy("Greeting"), max_length=300, required=False,
        help_text=gettext_lazy("How your patrons are used to being greeted; whoever answers reads it first."),
    )  # fmt: skip
    notes_for_staff = TextField(
        label=gettext_lazy("Notes for visiting staff"), required=False, max_length=8000,
        help_text=gettext_lazy("What colleagues must know to answer for you. No patron sees it."),
    )  # fmt: skip
    brand_colour = ColourField(
        label=gettext_lazy("Colour"), required=False,
        help_text=gettext_lazy("The buttons of your patrons' pages, such as #1E6B57. Empty: green."),
    )  # fmt: skip

    class Meta:
        model = Library
        fields: ClassVar[list[str]] = [
            "name", "short_name", "kind", "time_zone", "address", "city", "state", "zip_code", "website",
            "email", "phone", "languages", "greeting", "notes_for_staff", "brand_colour",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_zones(self, self.instance.time_zone)
        languages = self.fields["languages"]
        assert isinstance(languages, LanguagesField)
        languages.offer(self.instance.languages)

    def clean_state(self) -> str:
        return str(self.cleaned_data["state"]).upper()


@of_library
def profile_page(request: HttpRequest, library: Library) -> HttpResponse:
    """A post saves; the old values come back by the undo of the next page."""
    settings = _settings(request, library)
    # Of a row of its own: a form that is refused leaves it half changed.
    row = Library.objects.get(pk=library.pk)
    form = LibraryForm(request.POST if request.method == "POST" else None, instance=row)
    if request.method == "POST" and saved(request, form, settings):
        return see_other("profile", library.slug)
    return _page(request, library, form, settings)


def _settings(request: HttpRequest, library: Library) -> Settings:
    def kept() -> Library:
        return Library.objects.get(pk=library.pk)

    return Settings(
        rows=Library.objects.filter(pk=library.pk),
        values=lambda: {name: getattr(kept(), name) for name in LibraryForm.Meta.fields},
        keep=lambda values: change(kept(), librarian_of(request), "library.change", values),
        address=reverse("coordinator:profile", args=[library.slug]),
    )


def _page(request: HttpRequest, library: Library, form: LibraryForm, settings: Settings) -> HttpResponse:
    groups = [
        (_("Who you are"), ["name", "short_name", "kind", "time_zone"]),
        (_("Where you are found"), ["address", "city", "state", "zip_code", "website", "email", "phone"]),
        (_("How you answer"), ["languages", "greeting", "notes_for_staff"]),
        (_("How your pages look"), ["brand_colour"]),
    ]
    named = [(title, [form[name] for name in names]) for title, names in groups]
    context = {"groups": named, "swatch": _swatch(library), **shown(request, form, settings)}
    return page(request, library, "profile", status_of(form), **context)


def _swatch(library: Library) -> dict[str, str] | None:
    colour = library.brand_colour
    if not is_colour(colour):
        return None
    words = text_on(colour)
    return {"colour": colour, "words": words, "contrast": f"{contrast(colour, words):.1f}"}
