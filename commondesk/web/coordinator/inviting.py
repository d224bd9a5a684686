"""Inviting somebody to the library's staff, and taking it back."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commondesk.consortium.invitation import invite, withdraw
from commondesk.consortium.library import Library
from commondesk.plumbing.rates import take, whole_seconds
from commondesk.plumbing.refusal import Invalid, SlowDown
from commondesk.web.coordinator.gate import of_library, see_other
from commondesk.web.coordinator.invite_form import InviteForm
from commondesk.web.coordinator.staff import show
from commondesk.web.staff import librarian_of
from commondesk.web.undoing import say

BURST: Final = 30
A_SECOND: Final = 30 / 3600


@require_POST
@of_library
def invite_page(request: HttpRequest, library: Library) -> HttpResponse:
    """Send the link. Nobody learns here whether there is an account with that address."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return show(request, library, 422, form)
    if wait := take(f"invite:{library.pk}", burst=BURST, per_second=A_SECOND):
        raise SlowDown(
            _("That were many invitations at once. Please wait a while."), retry_after=whole_seconds(wait)
        )
    found = form.cleaned_data
    try:
        invitation = invite(library, found["email"], found["role"], librarian_of(request), found["language"])
    except Invalid as refusal:
        form.add_error("email", str(refusal))
        return show(request, library, 422, form)
    sentence = _("An invitation to %(email)s is on its way.") % {"email": invitation.email}
    say(request, sentence, reverse("coordinator:withdraw", args=[library.slug, invitation.pk]))
    return see_other("staff", library.slug)


@require_POST
@of_library
def withdraw_page(request: HttpRequest, library: Library, row: int) -> HttpResponse:
    """Its link works no more; the undo sends a new one."""
    invitation = withdraw(library, row, librarian_of(request))
    again = [["email", invitation.email], ["role", invitation.role], ["language", invitation.language]]
    sentence = _("The invitation to %(email)s works no more.") % {"email": invitation.email}
    say(request, sentence, reverse("coordinator:invite", args=[library.slug]), again)
    return see_other("staff", library.slug)
