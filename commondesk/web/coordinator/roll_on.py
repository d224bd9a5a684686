"""Where the library's questions ring next when nobody takes them (AC7, AC8)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commondesk.consortium.library import MOST_LISTED, Library
from commondesk.consortium.queue import Queue, set_roll_on
from commondesk.consortium.standard import standard
from commondesk.plumbing.refusal import Invalid, NotVisible
from commondesk.web.coordinator.gate import of_library, page, see_other
from commondesk.web.meanwhile import SavedMeanwhile, mark_for, mark_of, refuse_if_changed, undo
from commondesk.web.staff import librarian_of
from commondesk.web.undoing import Posted, as_posted, say

LONGEST = 3600


class RollOnForm(forms.Form):
    """Of one queue of the library."""

    queue = forms.SlugField(widget=forms.HiddenInput)
    rolls_on_to = forms.ModelChoiceField(
        label=gettext_lazy("Rolls on to"), queryset=Queue.objects.none(),
        to_field_name="slug", required=False,
        help_text=gettext_lazy("Whoever looks after that queue hears a question that nobody here has taken."),
    )  # fmt: skip
    rolls_on_after = forms.IntegerField(
        label=gettext_lazy("After so many seconds"), min_value=0, max_value=LONGEST, required=False
    )

    def __init__(self, of: Queue, data: QueryDict | None = None) -> None:
        super().__init__(data, initial=values(of), auto_id=f"{of.slug}_%s")
        target, after = self.fields["rolls_on_to"], self.fields["rolls_on_after"]
        assert isinstance(target, forms.ModelChoiceField)
        target.queryset = _others(of)
        target.empty_label = None if of.rolls_on_to_id else _("To no other: it is the last")
        after.help_text = _(
            "So long your own staff hear it alone; 0 calls everybody at once. Empty: %(seconds)d, as the "
            "consortium has it. Where nobody of yours is on duty it rolls on at once."
        ) % {"seconds": standard("AC7.ring_home_first_seconds")}


def _others(of: Queue) -> QuerySet[Queue]:
    """Every other queue; of too many for a list the shared ones, and the one it rolls on to now."""
    others = Queue.objects.filter(is_active=True, is_practice=of.is_practice).exclude(pk=of.pk)
    if others.count() <= MOST_LISTED:
        return others
    return others.filter(Q(library=None) | Q(pk=of.rolls_on_to_id))


@of_library
def roll_on_page(request: HttpRequest, library: Library) -> HttpResponse:
    """Each queue of the library with where it goes; a post sets one of them."""
    if request.method != "POST":
        return _forms(request, library)
    queue = next((each for each in _own(library) if each.slug == request.POST.get("queue")), None)
    if queue is None:
        raise NotVisible
    form = RollOnForm(queue, request.POST)
    try:
        done = form.is_valid() and _save(request, library, queue, form)
    except SavedMeanwhile as refusal:
        form.add_error(None, str(refusal))
        return _forms(request, library, form, told=True)
    return see_other("roll-on", library.slug) if done else _forms(request, library, form)


def values(queue: Queue) -> dict[str, Any]:
    """As the form's fields hold them."""
    target = queue.rolls_on_to
    return {
        "queue": queue.slug,
        "rolls_on_to": target.slug if target else None,
        "rolls_on_after": queue.rolls_on_after,
    }


def _own(library: Library) -> QuerySet[Queue]:
    return library.queues.filter(is_active=True, is_practice=False)


def _save(request: HttpRequest, library: Library, queue: Queue, form: RollOnForm) -> bool:
    """False: it cannot be, and the form says why. Raises SavedMeanwhile."""
    found = form.cleaned_data
    with transaction.atomic():
        kept = Queue.objects.select_for_update(no_key=True, of=("self",)).get(pk=queue.pk)
        before, had_a_way = as_posted(form, values(kept)), kept.rolls_on_to_id is not None
        refuse_if_changed(request, before)
        try:
            changed = set_roll_on(kept, librarian_of(request), found["rolls_on_to"], found["rolls_on_after"])
        except Invalid as refusal:
            form.add_error("rolls_on_to", str(refusal))
            return False
    if changed:
        # Back to nowhere nothing goes (AC8): there is no undo to offer then.
        address = reverse("coordinator:roll-on", args=[library.slug]) if had_a_way else ""
        say(request, _("Saved."), address, undo(before, as_posted(form, values(kept))))
    return True


def _forms(
    request: HttpRequest, library: Library, posted: RollOnForm | None = None, *, told: bool = False
) -> HttpResponse:
    """All of them; the one that was posted with what is wrong in it."""
    shown = [
        (queue.name, posted, mark_for(request, _as_posted(queue), told=told))
        if posted and posted.data.get("queue") == queue.slug
        else (queue.name, RollOnForm(queue), mark_of(_as_posted(queue)))
        for queue in _own(library)
    ]
    return page(request, library, "roll_on", 422 if posted else 200, forms=shown)


def _as_posted(queue: Queue) -> Posted:
    return as_posted(RollOnForm(queue), values(queue))
