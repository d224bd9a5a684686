"""A mail to oneself, at once and past the outbox: does the mail server take what we send?"""

from __future__ import annotations

import smtplib

from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext as _

from commondesk.channels.email import carrier
from commondesk.channels.email.outbound import in_words
from commondesk.consortium.consortium import the_consortium
from commondesk.desk.patron_address import checked_email
from commondesk.plumbing.refusal import Invalid


def send_trial(to: str) -> None:
    """Raises NoMail without a mail server, Invalid with what the server said."""
    carrier.refuse_unless_open()
    name = the_consortium().name
    message = EmailMessage(
        subject=_("A trial mail from %(consortium)s") % {"consortium": name},
        body=_("If you read this, the desk's mail arrives. There is nothing to do."),
        to=[checked_email(to)],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        with get_connection() as server:
            server.send_messages([message])
    except (OSError, smtplib.SMTPException) as error:
        raise Invalid(_("The mail server did not take it: %(said)s") % {"said": in_words(error)}) from error
