"""Mail that leaves: a delivery of the carrier `email` becomes a message and is handed to the mail server."""

from __future__ import annotations

import smtplib
from typing import Final

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext_noop

from commondesk.channels.email.letters import KINDS, letter
from commondesk.outbox import delivery as outbox
from commondesk.outbox.delivery import Delivery
from commondesk.plumbing.logs import clean

PERMANENT: Final = 500
ERASED: Final = gettext_noop("The conversation was erased before this mail left.")
UNKNOWN_KIND: Final = gettext_noop("This version does not know this kind of mail.")
NO_ADDRESS: Final = gettext_noop("The address cannot be written into a mail.")


def send(delivery: Delivery) -> None:
    """Send it and write down how that ended: sent, again later, failed, or unknown to everybody."""
    message = letter(delivery)
    if message is not None:
        _send_by(get_connection(), delivery, message)
    elif not delivery.to:
        outbox.refused(delivery, ERASED)
    elif delivery.kind not in KINDS:
        outbox.refused(delivery, UNKNOWN_KIND)
    elif over := KINDS[delivery.kind].over:
        outbox.refused(delivery, over)
    else:
        outbox.drop(delivery)


def _send_by(server: BaseEmailBackend, delivery: Delivery, message: EmailMessage) -> None:
    try:
        server.open()
    except (OSError, smtplib.SMTPException) as error:  # nothing was handed over yet
        outbox.try_again(delivery, in_words(error))
        return
    try:
        server.send_messages([message])
    except ValueError:  # found before a word is said, and the error would quote the address
        outbox.refused(delivery, NO_ADDRESS)
    except smtplib.SMTPRecipientsRefused as error:
        _answered(delivery, max(code for code, _said in error.recipients.values()), error)
    except smtplib.SMTPResponseException as error:
        _answered(delivery, error.smtp_code, error)
    except (OSError, smtplib.SMTPException) as error:  # fell silent: it may have the mail or not
        outbox.nobody_knows(delivery, in_words(error))
    else:
        outbox.sent(delivery)
    finally:
        server.close()


def _answered(delivery: Delivery, code: int, error: Exception) -> None:
    """The server has said no: 4xx is for now, 5xx for ever."""
    if code >= PERMANENT:
        outbox.refused(delivery, in_words(error))
    else:
        outbox.try_again(delivery, in_words(error))


def in_words(error: Exception) -> str:
    """Without the address, which most servers quote: the trouble outlives it."""
    return clean(_said(error))


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(
            f"{code} {said.decode(errors='replace')}" for code, said in error.recipients.values()
        )
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    return f"{type(error).__name__}: {error}"
