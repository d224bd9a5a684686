"""Where the library's questions ring next when nobody takes them (AC7, AC8)."""

from __future__ import annotations

from typing import Any

from django import forms
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
from commondesk.web.staff import librarian_of
from commondesk.web.undoing import as_posted, say

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
    queues = list(library.queues.filter(is_active=True, is_practice=False))
    if request.method != "POST":
        return _forms(request, library, {queue.slug: RollOnForm(queue) for queue in queues})
    queue = next((each for each in queues if each.slug == request.POST.get("queue")), None)
    if queue is None:
        raise NotVisible
    form, before = RollOnForm(queue, request.POST), as_posted(RollOnForm(queue), values(queue))
    if not _set(request, queue, form):
        others = {each.slug: RollOnForm(each) for each in queues}
        return _forms(request, library, others | {queue.slug: form}, status=422)
    say(request, _("Saved."), reverse("coordinator:roll-on", args=[library.slug]), before)
    return see_other("roll-on", library.slug)


def values(queue: Queue) -> dict[str, Any]:
    """As the form's fields hold them."""
    target = queue.rolls_on_to
    return {
        "queue": queue.slug,
        "rolls_on_to": target.slug if target else None,
        "rolls_on_after": queue.rolls_on_after,
    }


def _set(request: HttpRequest, queue: Queue, form: RollOnForm) -> bool:
    if not form.is_valid():
        return False
    found = form.cleaned_data
    try:
        set_roll_on(queue, librarian_of(request), found["rolls_on_to"], found["rolls_on_after"])
    except Invalid as refusal:
        form.add_error("rolls_on_to", str(refusal))
        return False
    return True


def _forms(
    request: HttpRequest, library: Library, found: dict[str, RollOnForm], status: int = 200
) -> HttpResponse:
    names = dict(library.queues.values_list("slug", "name"))
    return page(
        request, library, "roll_on", status, forms=[(names[slug], form) for slug, form in found.items()]
    )
