"""Everybody on the staff of all libraries: found, given a role at the consortium, deactivated."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.membership import Membership, Role
from commondesk.consortium.queue import Queue
from commondesk.desk.conversation import Conversation
from commondesk.desk.keeping_people import AT_THE_CONSORTIUM, activate, deactivate, set_consortium_role
from commondesk.desk.keeping_queues import unstaffed
from commondesk.plumbing.refusal import Invalid, NotVisible
from commondesk.web.helpdesk.door import address, help_desk_required, page, to
from commondesk.web.keyset import by_name
from commondesk.web.staff import librarian_of
from commondesk.web.undoing import say

NAMED = 5
STATES = (
    ("", gettext_lazy("Active")),
    ("inactive", gettext_lazy("Deactivated")),
    ("all", gettext_lazy("All")),
)


@help_desk_required
def people_page(request: HttpRequest) -> HttpResponse:
    given = {name: request.GET.get(name, "")[:80].replace("\0", "") for name in ("q", "role", "state")}
    rows = Librarian.objects.all()
    for word in given["q"].split()[:6]:
        of_library = Membership.objects.filter(library__name__icontains=word).values("librarian")
        rows = rows.filter(Q(name__icontains=word) | Q(email__icontains=word) | Q(pk__in=of_library))
    if given["role"] in Role.values:
        rows = rows.filter(pk__in=Membership.objects.filter(role=given["role"]).values("librarian"))
    if given["state"] != "all":
        rows = rows.filter(is_active=given["state"] != "inactive")
    found, following = by_name(rows.prefetch_related("memberships__library"), request.GET.get("after", ""))
    context: dict[str, Any] = {
        "rows": found,
        "following": following,
        "given": given,
        "roles": Role.choices,
        "states": STATES,
    }
    return page(request, "people", "people", **context)


@help_desk_required
def person_page(request: HttpRequest, number: int) -> HttpResponse:
    """One person; a post gives another role at the consortium."""
    person = _person(number)
    if request.method != "POST":
        return _shown(request, person)
    try:
        before = set_consortium_role(librarian_of(request), person, request.POST.get("role", ""))
    except Invalid as refusal:
        return _shown(request, person, refusal)
    say(
        request,
        _("The role of %(name)s is saved.") % {"name": person.name},
        address("person", number),
        [("role", before)],
    )
    # Whoever has just given up the help desk's own role sees these pages no more.
    return to("person", number)


@require_POST
@help_desk_required
def deactivate_page(request: HttpRequest, number: int) -> HttpResponse:
    person, by = _person(number), librarian_of(request)
    theirs = Queue.objects.filter(staffing__library__memberships__librarian=person).distinct()
    before = {queue.pk for queue in unstaffed(theirs)}
    try:
        if person == by:
            raise Invalid(_("You cannot deactivate yourself: somebody else of the help desk can."))
        given_back = deactivate(by, person)
    except Invalid as refusal:
        return _shown(request, person, refusal)
    said = _("%(name)s is deactivated: signed out everywhere.") % {"name": person.name}
    if given_back:
        said += " " + ngettext(
            "%(count)s conversation went back to its queue.",
            "%(count)s conversations went back to their queues.",
            given_back,
        ) % {"count": given_back}
    if left := [queue.name for queue in unstaffed(theirs) if queue.pk not in before]:
        said += " " + _("Nobody is left who staffs: %(queues)s.") % {"queues": ", ".join(left[:NAMED])}
    say(request, said, address("person-activate", number))
    return to("person", number)


@require_POST
@help_desk_required
def activate_page(request: HttpRequest, number: int) -> HttpResponse:
    person = _person(number)
    activate(librarian_of(request), person)
    said = _("%(name)s can sign in again, with the password as it was.") % {"name": person.name}
    say(request, said, address("person-deactivate", number))
    return to("person", number)


def _shown(request: HttpRequest, person: Librarian, refusal: Invalid | None = None) -> HttpResponse:
    memberships = list(person.memberships.select_related("library").order_by("library__name"))
    roles: list[tuple[str, Any]] = [("", _("No role"))]
    context = {
        "person": person,
        "at_libraries": [each for each in memberships if each.library],
        "role": next((each.role for each in memberships if not each.library), ""),
        "roles": roles + [(role.value, role.label) for role in AT_THE_CONSORTIUM],
        "held": Conversation.objects.filter(claimed_by=person).exclude(state="closed").count(),
        "refusal": refusal,
    }
    return page(request, "people", "person", 422 if refusal else 200, **context)


def _person(number: int) -> Librarian:
    found = Librarian.objects.filter(pk=number).first()
    if found is None:
        raise NotVisible
    return found
