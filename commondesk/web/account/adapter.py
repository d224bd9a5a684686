"""How django-allauth is fitted into the house: sign-up closed, bearers ended, no address kept."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from commondesk.consortium.librarian import Librarian
from commondesk.desk.bearer import end_session, end_sessions
from commondesk.plumbing.network_address import hashed
from commondesk.web.access import network_address


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Named by ACCOUNT_ADAPTER."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("Address and password do not go together. Please look at both.")
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by `commondesk user add` and, later, by invitation."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where one begins: analysts with the counts, all others at the desk."""
        person = request.user
        if isinstance(person, Librarian) and person.only_reads_reports:
            return reverse("reports:month")
        return str(super().get_login_redirect_url(request))

    def logout(self, request: HttpRequest) -> None:
        """The line knows only bearers: those of this session end with it, and its streams with them."""
        session_key = request.session.session_key
        super().logout(request)
        if session_key:
            end_session(session_key)

    def set_password(self, user: Librarian, password: str) -> None:
        """Django ends the sessions of the old password; the tokens they have fetched end here."""
        super().set_password(user, password)
        end_sessions(user)

    def is_safe_url(self, url: str) -> bool:
        """After signing in one goes on here, not at another host that this machine answers for as well."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts={context.request.get_host()})

    def get_client_ip(self, request: HttpRequest) -> str:
        """Attempts are counted by the address a trusted proxy vouches for, not by what anybody sends.

        They are counted in the database: so it is the hash, as everywhere (PR5).
        """
        return hashed(network_address(request))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """By account alone: by Host header too, whose port anybody may make up, guesses were free."""
        return str(credentials.get("email", "")).lower()

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The pages say themselves what has happened; a greeting at every sign-in is in the way."""
