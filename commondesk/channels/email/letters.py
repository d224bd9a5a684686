"""Every kind of mail and how it reads: for `outbound` to send, and sealed for who looks after the outbox.

To add a kind: copy the nearest `*_mail.py`, name it here, and let its deliveries' keys begin with its name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from commondesk.channels.email import (
    answer_mail,
    channel_mail,
    invitation_mail,
    password_mail,
    transcript_mail,
)
from commondesk.outbox.delivery import Delivery
from commondesk.plumbing.tokens import keyed


class Write(Protocol):
    """Sealed, a mail is written without the secrets that open something: they are not even made."""

    def __call__(self, delivery: Delivery, *, sealed: bool) -> EmailMessage | None: ...


@dataclass(frozen=True, slots=True)
class Kind:
    """`over` says why nothing is sent when there is nothing to say any more; empty: it vanishes unseen.

    `is_masked`: staff do not see the whole address.
    """

    named: Promise
    write: Write
    over: str
    is_masked: bool = False


KINDS: Final = {
    answer_mail.KIND: Kind(
        _("Answer to a patron who had gone"),
        answer_mail.message,
        gettext_noop("The conversation was erased before this mail left."),
        is_masked=True,
    ),
    transcript_mail.KIND: Kind(
        _("Transcript"),
        transcript_mail.message,
        gettext_noop("The conversation was erased before this mail left."),
        is_masked=True,
    ),
    invitation_mail.KIND: Kind(
        _("Invitation"),
        invitation_mail.message,
        gettext_noop("The invitation was withdrawn, used or over before this mail left."),
    ),
    # Whom a stranger names who has no account: nothing of it stays, not even for the help desk to read.
    password_mail.KIND: Kind(_("Link for a new password"), password_mail.message, "", is_masked=True),
    channel_mail.KIND: Kind(
        _("From the staff channel"),
        channel_mail.message,
        gettext_noop("What it would say was taken back, or is no longer for its reader."),
    ),
}


def letter(delivery: Delivery, *, sealed: bool = False) -> EmailMessage | None:
    """The mail as it reads now; None when there is nothing to say any more, or its text is not kept."""
    kind = KINDS.get(delivery.kind)
    found = kind.write(delivery, sealed=sealed) if kind and delivery.to else None
    if found is not None:
        # Plain text again: a rendered template counts as safe markup, and a page would show it unescaped.
        found.body = "".join([str(found.body), ""])
        found.extra_headers |= {
            "Message-ID": f"<{message_id(delivery)}@{settings.COMMONDESK.host}>",
            "Auto-Submitted": "auto-generated",  # no holiday notice comes back
        }
    return found


def message_id(delivery: Delivery) -> str:
    """The same on every try, so that a mail which came twice is known for one."""
    return keyed("message-id", delivery.key)[:32]
