"""Who reads the counts: analysts and the help desk all of them, coordinators their library's."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.membership import Role
from commondesk.plumbing.refusal import NotAllowed
from commondesk.web.staff import librarian_of, signed_in

View = Callable[..., HttpResponseBase]
NOT_YOURS: Final = _("Reports are read by analysts, the help desk and each library's coordinators.")


def readers_only(view: View) -> View:
    """Whoever is not signed in is asked to; everybody who reads no reports is told so (403)."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        scope_of(librarian_of(request))
        return view(request, *args, **kwargs)

    return signed_in(guarded)


def scope_of(librarian: Librarian) -> frozenset[int] | None:
    """Ids of the libraries whose counts these are; None: all. Raises NotAllowed."""
    memberships = list(librarian.memberships.values_list("role", "library"))
    if {role for role, _library in memberships} & {Role.HELP_DESK, Role.ANALYST}:
        return None
    own = frozenset(library for role, library in memberships if role == Role.COORDINATOR)
    if not own:
        raise NotAllowed(NOT_YOURS)
    return own
