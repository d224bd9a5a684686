"""What calls one at the desk and on one's devices, and how; and whether keys act by themselves alone."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commondesk.consortium.calls import ALARMS, NEWS, calls_of, choose_calls, kinds_for, means_of
from commondesk.consortium.librarian import Librarian
from commondesk.consortium.standard import standard
from commondesk.desk.push_device import key_for_browsers
from commondesk.web.account import devices
from commondesk.web.staff import librarian_of, session_mark, staff_required
from commondesk.web.undoing import as_posted, said, say

MEANS: Final = (
    ("sound", gettext_lazy("Sound")),
    ("title", gettext_lazy("In the title of the tab")),
    ("notice", gettext_lazy("Notice on the desktop")),
    ("push", gettext_lazy("On my devices")),
)
ABOUT: Final = {
    "rings": (
        gettext_lazy("A patron rings here"),
        gettext_lazy(
            "Somebody asks whom you may claim now: at once for your own library, later for others."
            " The title counts who waits."
        ),
    ),
    "offer": (
        gettext_lazy("A colleague asks you"),
        gettext_lazy("To take a conversation over, or to help in one. There are two minutes to answer."),
    ),
    "message": (
        gettext_lazy("A message in a conversation of mine"),
        gettext_lazy(
            "Not while you have that conversation before you. The title counts what you have not read."
        ),
    ),
    "mention": (
        gettext_lazy("A colleague calls you in the staff channel"),
        gettext_lazy("No patron waits for it. The title counts it until you have read it."),
    ),
    "mark": (
        gettext_lazy("Conduct was marked"),
        gettext_lazy("It waits for a second look by the help desk. The title counts what waits for yours."),
    ),
    "returned": (
        gettext_lazy("A conversation of mine goes back to the queue"),
        gettext_lazy(
            "It has gone back because you were away, or it soon will, because your connection is gone while"
            " the patron waits for you."
        ),
    ),
}
LETTER_KEYS: Final = gettext_lazy(
    "Turn them off if you speak to your computer or often press keys by accident. Everything can then still"
    " be done with Tab and Enter."
)


class CallsForm(forms.Form):
    """For each kind a choice of means, and the keys."""

    letter_keys = forms.BooleanField(
        label=gettext_lazy("Keys that act by themselves, such as c to claim"),
        required=False,
        help_text=LETTER_KEYS,
    )

    def __init__(self, librarian: Librarian, *args: Any) -> None:
        super().__init__(*args)
        self.initial = _values(librarian)
        about = ABOUT | {"danger": _about_danger()}
        for kind in kinds_for(librarian):
            label, hint = about[kind]
            self.fields[kind] = forms.MultipleChoiceField(
                label=label,
                help_text=hint,
                choices=[(means, said) for means, said in MEANS if means in means_of(kind)],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def news(self) -> list[forms.BoundField]:
        return [self[kind] for kind in NEWS if kind in self.fields]

    @property
    def alarms(self) -> list[forms.BoundField]:
        return [self[kind] for kind in ALARMS]


@staff_required
def calls_page(request: HttpRequest) -> HttpResponse:
    """A post saves, for all browsers of this person; what one browser may do its script tells and tries."""
    me = librarian_of(request)
    if request.method != "POST":
        return _form(request, CallsForm(me))
    before = as_posted(CallsForm(me), _values(me))
    form = CallsForm(me, request.POST)
    if not form.is_valid():
        return _form(request, form, status=422)
    chosen = {kind: form.cleaned_data[kind] for kind in kinds_for(me)}
    if choose_calls(me, chosen, form.cleaned_data["letter_keys"]):
        say(request, _("Saved."), reverse("account:calls"), before)
    return HttpResponseRedirect(reverse("account:calls"), status=303)


def _form(request: HttpRequest, form: CallsForm, status: int = 200) -> HttpResponse:
    me = librarian_of(request)
    words = {
        "allowed": _("Notices on the desktop are allowed in this browser."),
        "denied": _("Notices on the desktop are blocked in this browser's settings, so none will come here."),
        "default": _("This browser has not been asked yet whether notices on the desktop may come."),
        "none": _("This browser has no notices on the desktop."),
        "muted": _("Muted for now in this browser: no sound and no notice on the desktop."),
        "loud": _("Not muted in this browser."),
        "mute": _("Mute for now"),
        "unmute": _("Let it sound again"),
    }
    key = key_for_browsers()
    shown = {
        "form": form,
        "said": said(request),
        "words": words | devices.words(),
        "data": {"id": me.pk, "key": key, "session": session_mark(request)},
        "devices": devices.devices_of(me) if key else None,
    }
    return render(request, "account/calls.html", shown, status=status)


def _values(librarian: Librarian) -> dict[str, Any]:
    return {**calls_of(librarian), "letter_keys": librarian.letter_keys}


def _about_danger() -> tuple[str, str]:
    """With the standard's own number, which the help desk may have changed (AC8)."""
    seconds = standard("AC8.danger_seconds")
    waits = ngettext(
        "A patron has waited for %(seconds)d second", "A patron has waited for %(seconds)d seconds", seconds
    )
    return waits % {"seconds": seconds}, _(
        "That is when people leave. It sounds again every 20 seconds until you have seen it or somebody"
        " claims; also when you have enough conversations, not while you are away for some minutes."
    )
