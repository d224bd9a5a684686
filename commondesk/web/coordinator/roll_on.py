"""Where the library's questions ring next when nobody takes them (AC7, AC8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.library import MOST_LISTED, Library
from commondesk.consortium.membership import Role
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
        error_messages={"invalid_choice": gettext_lazy(
            "It cannot roll on to that queue. Another library's own queue is chosen by the help desk, once "
            "that library has agreed."
        )},
    )  # fmt: skip
    rolls_on_after = forms.IntegerField(
        label=gettext_lazy("After so many seconds"), min_value=0, max_value=LONGEST, required=False
    )

    def __init__(self, of: Queue, by: Librarian, data: QueryDict | None = None) -> None:
        super().__init__(data, initial=values(of), auto_id=f"{of.slug}_%s")
        target, after = self.fields["rolls_on_to"], self.fields["rolls_on_after"]
        assert isinstance(target, forms.ModelChoiceField)
        target.queryset = _others(of, by)
        target.empty_label = None if of.rolls_on_to_id else _("To no other: it is the last")
        target.help_text = " ".join(_what_comes_of_it(of, by))
        if target.queryset.count() > MOST_LISTED:
            target.widget = forms.TextInput()
            target.help_text += " " + _(
                "There are too many for a list: write the end of its page's address, such as statewide."
            )
        after.help_text = _(
            "So long your own staff hear it alone; 0 calls everybody at once. Empty: %(seconds)d, as the "
            "consortium has it. Where nobody of yours is on duty it rolls on at once."
        ) % {"seconds": standard("AC7.ring_home_first_seconds")}


def _others(of: Queue, by: Librarian) -> QuerySet[Queue]:
    """Every other queue whose staff need not be asked, and the one that it rolls on to now."""
    others = Queue.objects.filter(is_active=True, is_practice=of.is_practice).exclude(pk=of.pk)
    return others.filter(Q(pk__in=Queue.objects.reached_by(by).values("pk")) | Q(pk=of.rolls_on_to_id))


def _what_comes_of_it(of: Queue, by: Librarian) -> Iterator[str]:
    yield _("Whoever looks after that queue hears a question that nobody here has taken.")
    if by.memberships.filter(role=Role.HELP_DESK).exists():
        yield _("Ask a library before you choose its own queue: its staff will answer here.")
    elif not _may_come_back(of.rolls_on_to, by):
        yield _(
            "It is another library's own queue now: once you choose a different one, only the help desk can "
            "bring it back."
        )
    else:
        yield _("Another library's own queue is chosen by the help desk, once that library has agreed.")


def _may_come_back(target: Queue | None, by: Librarian) -> bool:
    return target is None or Queue.objects.reached_by(by).filter(pk=target.pk).exists()


@of_library
def roll_on_page(request: HttpRequest, library: Library) -> HttpResponse:
    """Each queue of the library with where it goes; a post sets one of them."""
    if request.method != "POST":
        return _forms(request, library)
    queue = next((each for each in _own(library) if each.slug == request.POST.get("queue")), None)
    if queue is None:
        raise NotVisible
    form = RollOnForm(queue, librarian_of(request), request.POST)
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
        before, was = as_posted(form, values(kept)), kept.rolls_on_to
        refuse_if_changed(request, before)
        try:
            changed = set_roll_on(kept, librarian_of(request), found["rolls_on_to"], found["rolls_on_after"])
        except Invalid as refusal:
            form.add_error("rolls_on_to", str(refusal))
            return False
    if changed:
        # Back to nowhere nothing goes (AC8), nor to a library that would have to be asked: no undo then.
        can_go_back = was is not None and (
            was == kept.rolls_on_to or _may_come_back(was, librarian_of(request))
        )
        address = reverse("coordinator:roll-on", args=[library.slug]) if can_go_back else ""
        say(request, _("Saved."), address, undo(before, as_posted(form, values(kept))))
    return True


def _forms(
    request: HttpRequest, library: Library, posted: RollOnForm | None = None, *, told: bool = False
) -> HttpResponse:
    """All of them; the one that was posted with what is wrong in it."""
    by = librarian_of(request)
    shown = [
        (queue.name, posted, mark_for(request, _as_posted(queue, by), told=told))
        if posted and posted.data.get("queue") == queue.slug
        else (queue.name, RollOnForm(queue, by), mark_of(_as_posted(queue, by)))
        for queue in _own(library)
    ]
    return page(request, library, "roll_on", 422 if posted else 200, forms=shown)


def _as_posted(queue: Queue, by: Librarian) -> Posted:
    return as_posted(RollOnForm(queue, by), values(queue))
