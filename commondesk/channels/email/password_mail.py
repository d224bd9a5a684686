"""The mail with which somebody of the staff chooses a new password.

Asking for one writes the same row for every address in the world. Whether somebody signs in with it is
looked up when the mail leaves, where nobody can see or time it; the link is made then, so no table holds it.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commondesk.channels.email.links import SEALED, known_language
from commondesk.consortium.librarian import Librarian
from commondesk.outbox import delivery as outbox
from commondesk.outbox.delivery import Delivery
from commondesk.plumbing import clock
from commondesk.plumbing.tokens import keyed

KIND: Final = "password"
GATHERED_FOR: Final = dt.timedelta(minutes=2)
LIFE: Final = dt.timedelta(days=1)  # an asking that could not leave for so long is nobody's wish any more


def ask(email: str) -> None:
    """Let a link go to whoever signs in with this address; within two minutes it is one mail."""
    now = clock.now()
    email = email.strip().lower()
    window = int(now.timestamp() // GATHERED_FOR.total_seconds())
    content = {"language": get_language() or "en", "asked_at": now.isoformat()}
    outbox.add("email", f"{KIND}:{keyed('mail-to', email)[:32]}:{window}", email, content, now)


def message(delivery: Delivery, *, sealed: bool) -> EmailMessage | None:
    """None when nobody active signs in with the address, or it was asked too long ago."""
    person = Librarian.objects.filter(email__iexact=delivery.to, is_active=True).first()
    asked_at = parse_datetime(delivery.content["asked_at"])
    if person is None or asked_at is None or clock.now() - asked_at > LIFE:
        return None
    language = known_language(delivery.content["language"])
    with translation.override(language):
        shown = {"name": person.called, "link": SEALED if sealed else _link(person)}
        return EmailMessage(
            subject=_("Choose a new password"),
            body=render_to_string("channels/email/password.txt", shown),
            to=[person.email],
            headers={"Content-Language": language},
        )


def _link(person: Librarian) -> str:
    """It works once, and until one signs in, for three days (PASSWORD_RESET_TIMEOUT)."""
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    return f"{settings.COMMONDESK.base_url}/sign-in/forgotten/{key}/"
