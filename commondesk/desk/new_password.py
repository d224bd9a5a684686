"""A new password by the operator's hand, where no mail can bring a link."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commondesk.consortium import audit
from commondesk.consortium.librarian import Librarian, hold_still
from commondesk.desk.bearer import end_sessions
from commondesk.plumbing.refusal import Invalid


def give_password(email: str, password: str) -> Librarian:
    """As `commondesk user password` does; `password` was looked at. This person is signed out everywhere.

    Raises `Invalid` when nobody active signs in with this address.
    """
    hashed = make_password(password)  # takes a third of a second: not while others wait for the database
    with transaction.atomic():
        found = Librarian.objects.filter(email__iexact=email.strip(), is_active=True).first()
        if found is None:
            raise Invalid(_("Nobody signs in with %(email)s.") % {"email": email})
        librarian = hold_still(found)
        librarian.password = hashed
        librarian.save(update_fields=["password"])
        end_sessions(librarian)
        audit.record(None, "librarian.give-password", librarian)
    return librarian
