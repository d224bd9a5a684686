"""The library's staff: who they are, what they may, and how somebody leaves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commondesk.channels.email import carrier
from commondesk.consortium.librarian import Librarian, describe
from commondesk.consortium.library import Library
from commondesk.consortium.membership import Membership, Role
from commondesk.consortium.staffing import left_without_staff
from commondesk.desk.conversation import Conversation
from commondesk.desk.membership_change import AT_A_LIBRARY, change_role, leave_library, membership_of
from commondesk.plumbing.refusal import Invalid
from commondesk.web.coordinator.gate import of_library, page, see_other
from commondesk.web.coordinator.invite_form import InviteForm
from commondesk.web.languages import language_name
from commondesk.web.meanwhile import SavedMeanwhile, mark_for, refuse_if_changed, undo
from commondesk.web.settings_fields import LanguagesField, LineField
from commondesk.web.staff import librarian_of
from commondesk.web.times import date_in_words
from commondesk.web.undoing import Posted, as_posted, say

ROLES = [(role.value, role.label) for role in AT_A_LIBRARY]


class PersonForm(forms.Form):
    """What a coordinator may say of somebody of the own staff. Address and full name are their own."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=ROLES, widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Librarians answer. Interns answer e-mail only. Coordinators answer and change these pages."
        ),
    )  # fmt: skip
    shown_name = LineField(
        label=gettext_lazy("Name shown to patrons"), max_length=60, required=False,
        help_text=gettext_lazy("Empty: the first part of the name."),
    )  # fmt: skip
    languages = LanguagesField(
        label=gettext_lazy("Languages"), required=False,
        help_text=gettext_lazy("A question in one of them rings here before it rings with others."),
    )  # fmt: skip
    sure = forms.BooleanField(label=gettext_lazy("Yes, all the same"), required=False)

    def __init__(self, membership: Membership, *args: Any) -> None:
        super().__init__(*args)
        self.initial = values(membership)
        languages = self.fields["languages"]
        assert isinstance(languages, LanguagesField)
        languages.offer(membership.librarian.languages)


@of_library
def staff_page(request: HttpRequest, library: Library) -> HttpResponse:
    """Everybody of the library's staff, and who is invited."""
    return show(request, library)


def show(
    request: HttpRequest, library: Library, status: int = 200, invite: InviteForm | None = None
) -> HttpResponse:
    """The list; `invite` brings what is wrong with an invitation."""
    memberships = library.memberships.select_related("librarian").order_by("librarian__name", "id")
    people = [
        {"membership": each, "languages": [language_name(code) for code in each.librarian.languages]}
        for each in memberships
    ]
    invited = [
        {"invitation": each, "until": date_in_words(library.local(each.expires_at))}
        for each in library.invitations.good().order_by("expires_at")
    ]
    return page(
        request, library, "staff", status, people=people, invited=invited,
        invite=invite or InviteForm(initial=_first_role(library)), has_no_mail=not carrier.is_open(),
    )  # fmt: skip


def _first_role(library: Library) -> dict[str, str]:
    """Who is invited first of all is the one who will look after the library."""
    led = library.memberships.filter(role=Role.COORDINATOR).exists()
    asked = library.invitations.good().filter(role=Role.COORDINATOR).exists()
    return {"role": Role.LIBRARIAN if led or asked else Role.COORDINATOR}


@of_library
def person_page(request: HttpRequest, library: Library, person: int) -> HttpResponse:
    """One of them: role, shown name, languages."""
    membership = of_staff(library, person)
    before = as_posted(PersonForm(membership), values(membership))
    if request.method != "POST":
        return _person(request, library, membership, PersonForm(membership))
    form = PersonForm(membership, request.POST)
    try:
        if not form.is_valid() or not _save(request, library, membership, form):
            return _person(request, library, membership, form, status=422)
    except SavedMeanwhile as refusal:
        form.add_error(None, str(refusal))
        return _person(request, library, of_staff(library, person), form, status=422, told=True)
    back = undo(before, _posted_by(library, person, form) or before)
    say(request, _("Saved."), reverse("coordinator:person", args=[library.slug, person]), back)
    return _onwards(request, library)


def _save(request: HttpRequest, library: Library, membership: Membership, form: PersonForm) -> bool:
    """Whether it was done; else the form says why, and asks where asking is enough."""
    me, found = librarian_of(request), form.cleaned_data
    if _locks_me_out(me, membership, found["role"]) and not found["sure"]:
        form.add_error("sure", _("You will not be able to open these pages any more. Please confirm it."))
        return False
    try:
        with transaction.atomic():
            refuse_if_changed(
                request, as_posted(form, values(membership_of(library, membership.librarian_id)))
            )
            change_role(library, membership.librarian_id, found["role"], me, sure=found["sure"])
            describe(membership.librarian, me, found["shown_name"], found["languages"])
    except SavedMeanwhile:
        raise
    except Invalid as refusal:
        form.add_error("sure", str(refusal))
        return False
    return True


def _posted_by(library: Library, person: int, form: PersonForm) -> Posted | None:
    """As it stands now; None for who has just left."""
    found = library.memberships.select_related("librarian").filter(librarian=person).first()
    return as_posted(form, values(found)) if found else None


def _locks_me_out(me: Librarian, membership: Membership, role: str) -> bool:
    is_me = membership.librarian_id == me.pk and membership.role == Role.COORDINATOR
    return is_me and role != Role.COORDINATOR and not me.memberships.filter(role=Role.HELP_DESK).exists()


def _person(
    request: HttpRequest,
    library: Library,
    membership: Membership,
    form: PersonForm,
    status: int = 200,
    *,
    told: bool = False,
) -> HttpResponse:
    shown = mark_for(request, as_posted(form, values(membership)), told=told)
    return page(request, library, "person", status, membership=membership, form=form, shown=shown)


@of_library
def leaving_page(request: HttpRequest, library: Library, person: int) -> HttpResponse:
    """Asks in plain sentences before somebody leaves; a post does it."""
    membership = of_staff(library, person)
    if request.method == "POST":
        leave_library(library, person, librarian_of(request), sure=True)
        say(request, _("%(name)s is no longer of your staff.") % {"name": membership.librarian.name})
        return _onwards(request, library)
    elsewhere = membership.librarian.memberships.exclude(pk=membership.pk).select_related("library")
    held = Conversation.objects.filter(claimed_by=membership.librarian)
    return page(
        request, library, "leaving", membership=membership,
        elsewhere=[each.library.name if each.library else _("the consortium") for each in elsewhere],
        alone=left_without_staff(membership), held=held.exclude(state=Conversation.State.CLOSED).count(),
    )  # fmt: skip


def of_staff(library: Library, person: int) -> Membership:
    """Raises NotVisible for who is not of this library's staff."""
    with transaction.atomic():
        return membership_of(library, person)


def values(membership: Membership) -> dict[str, Any]:
    """As the form's fields hold them."""
    librarian = membership.librarian
    return {"role": membership.role, "shown_name": librarian.shown_name, "languages": librarian.languages}


def _onwards(request: HttpRequest, library: Library) -> HttpResponse:
    """Back to the list, or to the desk for who has just given these pages up."""
    if Library.objects.looked_after_by(librarian_of(request)).filter(pk=library.pk).exists():
        return see_other("staff", library.slug)
    return HttpResponseRedirect(reverse("librarian:console"), status=303)
