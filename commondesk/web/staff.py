"""The door of all pages for staff: signed in, of the desk, nothing cached, refusals as pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db import OperationalError
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.membership import Role
from commondesk.plumbing.rates import take, whole_seconds
from commondesk.plumbing.refusal import NotAllowed, Refusal, SlowDown
from commondesk.plumbing.tokens import keyed
from commondesk.web.errors import away, refused

View = Callable[..., HttpResponseBase]
ONLY_COUNTS = _("Your role reads the counts, not the conversations. The help desk can tell you more.")


def staff_required(view: View) -> View:
    """Whoever is not signed in is asked to and comes back here; a role without a desk is told so (403)."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        refuse_without_desk(librarian_of(request))
        return view(request, *args, **kwargs)

    return signed_in(guarded)


def signed_in(view: View) -> View:
    """Whoever is not signed in is asked to and comes back here; what the view refuses becomes a page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("account:sign-in"))
        try:
            response = view(request, *args, **kwargs)
        except Refusal as refusal:
            response = refused(request, refusal)
        except OperationalError as error:
            response = away(request, error)
        response["Cache-Control"] = "no-store"
        return response

    return guarded


def librarian_of(request: HttpRequest) -> Librarian:
    """Who is signed in, behind `staff_required`."""
    assert isinstance(request.user, Librarian)
    return request.user


def session_mark(request: HttpRequest) -> str:
    """By which a browser tells a new session from the one before; it opens nothing."""
    return keyed("session-mark", request.session.session_key or "")[:16]


def slow_down_staff(librarian: Librarian) -> None:
    """Count one act of which colleagues are told: 40 at once, then one a second. Raises SlowDown.

    Nobody works so fast, but a script with a personal token does, and one browser that goes wrong.
    """
    if wait := take(f"staff:{librarian.pk}", burst=40, per_second=1):
        raise SlowDown(retry_after=whole_seconds(wait))


def refuse_without_desk(librarian: Librarian) -> None:
    """Raise `NotAllowed` for analysts, who read counts, and for those who belong nowhere any more."""
    roles = set(librarian.memberships.values_list("role", flat=True))
    if not roles - {Role.ANALYST}:
        raise NotAllowed(ONLY_COUNTS)
