"""All libraries of the consortium: found, added, closed for good, opened again."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from commondesk.consortium.consortium import the_consortium
from commondesk.consortium.library import Library
from commondesk.consortium.membership import Membership
from commondesk.consortium.queue import Queue
from commondesk.desk.asking import taking_patrons
from commondesk.desk.keeping_libraries import LibraryFacts, add_library, close_library, open_at, open_library
from commondesk.desk.keeping_queues import refuse_to_close
from commondesk.plumbing.refusal import Invalid, NotVisible
from commondesk.web.helpdesk.door import address, help_desk_required, page, to
from commondesk.web.keyset import by_name
from commondesk.web.settings_fields import LineField, offer_zones
from commondesk.web.staff import librarian_of
from commondesk.web.undoing import say

NAMED = 20
STATES = (
    ("", gettext_lazy("Open ones")),
    ("closed", gettext_lazy("Closed ones")),
    ("all", gettext_lazy("All")),
)


class LibraryForm(forms.Form):
    """What it takes to begin; the rest stands on the library's own page."""

    name = LineField(
        label=gettext_lazy("Name"),
        max_length=160,
        help_text=gettext_lazy(
            "Patrons choose it by this name, and read it beside the names of its librarians."
        ),
    )
    short_name = LineField(
        label=gettext_lazy("Short name"),
        max_length=60,
        required=False,
        help_text=gettext_lazy(
            "For tight places: “Birch” rather than “Birch County Library”. Empty: the name."
        ),
    )
    slug = forms.SlugField(
        label=gettext_lazy("Address"),
        max_length=64,
        required=False,
        help_text=gettext_lazy(
            "Its ask page is /ask/ and this. It cannot be changed later. Empty: made of the name."
        ),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=Library.Kind.choices,
        help_text=gettext_lazy(
            "Stands under the name for visiting staff. Only a branch belongs to a system."
        ),
    )
    system = forms.ModelChoiceField(
        label=gettext_lazy("Library system"),
        required=False,
        to_field_name="slug",
        queryset=Library.objects.filter(kind=Library.Kind.SYSTEM, is_active=True).order_by("name"),
        help_text=gettext_lazy("Of a branch only: patrons of the branch wait in the system's queue."),
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"), help_text=gettext_lazy("Its opening hours are read on this clock.")
    )
    rolls_on_to = forms.ModelChoiceField(
        label=gettext_lazy("Own queue that rolls on to"),
        required=False,
        queryset=Queue.objects.filter(library=None, is_active=True, is_practice=False),
        to_field_name="slug",
        empty_label=gettext_lazy("No queue of its own: its patrons wait in a shared one"),
        help_text=gettext_lazy("Its own staff hear its patrons first, then whoever staffs this queue."),
    )

    def __init__(self, data: QueryDict | None) -> None:
        zone = the_consortium().time_zone
        super().__init__(data, initial={"time_zone": zone})
        offer_zones(self, zone)


@help_desk_required
def libraries_page(request: HttpRequest) -> HttpResponse:
    q, state = request.GET.get("q", "")[:80].replace("\0", ""), request.GET.get("state", "")
    rows = Library.objects.all()
    for word in q.split()[:6]:
        rows = rows.filter(Q(name__icontains=word) | Q(slug__icontains=word) | Q(city__icontains=word))
    if state != "all":
        rows = rows.filter(is_active=state != "closed")
    found, following = by_name(rows, request.GET.get("after", ""))
    active = Membership.objects.filter(library__in=found, librarian__is_active=True)
    counts = Counter(active.values_list("library_id", flat=True))
    shown = [{"library": row, "staff": counts[row.pk]} for row in found]
    given = {"q": q, "state": state}
    return page(
        request, "libraries", "libraries", rows=shown, following=following, given=given, states=STATES
    )


@help_desk_required
def new_library_page(request: HttpRequest) -> HttpResponse:
    form = LibraryForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        rolls_on_to = given.pop("rolls_on_to")
        try:
            library = add_library(librarian_of(request), LibraryFacts(**given), rolls_on_to)
        except Invalid as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("%(name)s is added. Next: invite its coordinator, who sees to the rest.") % {
                "name": library.name
            }
            say(request, said, address("library-close", library.slug))
            return HttpResponseRedirect(reverse("coordinator:staff", args=[library.slug]), status=303)
    return page(request, "libraries", "library_new", 422 if form.is_bound else 200, form=form)


@help_desk_required
def close_library_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A plain question with all that follows from it; a post closes."""
    library = _library(slug)
    try:
        for queue in library.queues.filter(is_active=True):
            refuse_to_close(queue)
        if request.method == "POST":
            close_library(librarian_of(request), library)
            said = _("%(name)s is closed. Open conversations went on.") % {"name": library.name}
            say(request, said, address("library-open", slug))
            return to("libraries")
    except Invalid as refusal:
        return page(request, "libraries", "library_close", 422, library=library, refusal=refusal)
    return page(request, "libraries", "library_close", **_what_follows(library))


@require_POST
@help_desk_required
def open_library_page(request: HttpRequest, slug: str) -> HttpResponse:
    library = _library(slug)
    open_library(librarian_of(request), library)
    said = _("%(name)s is open again.") % {"name": library.name}
    say(request, said, address("library-close", slug))
    return to("libraries")


def _what_follows(library: Library) -> dict[str, Any]:
    kept = open_at(library).select_related("claimed_by").order_by("asked_at")
    own = library.queues.filter(is_active=True).first()
    goes_to = taking_patrons(own.rolls_on_to) if own and own.rolls_on_to else None
    return {
        "library": library,
        "conversations": list(kept[:NAMED]),
        "count": kept.count(),
        "goes_to": goes_to,
        "people": library.memberships.filter(librarian__is_active=True).count(),
        "branches": list(library.branches.open_to_patrons()[:NAMED]),
    }


def _library(slug: str) -> Library:
    found = Library.objects.filter(slug=slug).first()
    if found is None:
        raise NotVisible
    return found
