"""Mail that leaves: a delivery of the carrier `email` becomes a message and is handed to the mail server."""

from __future__ import annotations

import smtplib
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commondesk.channels.email import channel_mail, invitation_mail
from commondesk.consortium.consortium import the_consortium
from commondesk.outbox import delivery as outbox
from commondesk.outbox.delivery import Delivery
from commondesk.plumbing import clock
from commondesk.plumbing.logs import clean
from commondesk.plumbing.tokens import keyed, new_key, slip_words

NOWHERE: Final = "django.core.mail.backends.dummy.EmailBackend"
PERMANENT: Final = 500


def send(delivery: Delivery) -> None:
    """Send it and write down how that ended: sent, again later, failed, or unknown to everybody."""
    if not delivery.to:
        outbox.refused(delivery, _("The conversation was erased before this mail left."))
    elif delivery.content["kind"] == "invitation" and invitation_mail.find(delivery) is None:
        outbox.refused(delivery, _("The invitation was withdrawn, used or over before this mail left."))
    elif delivery.content["kind"] == channel_mail.KIND and channel_mail.message(delivery) is None:
        outbox.refused(delivery, _("What it would say was taken back, or is no longer for its reader."))
    elif settings.EMAIL_BACKEND == NOWHERE:
        outbox.try_again(delivery, _("No mail server is set (COMMONDESK_SMTP_URL)."))
    else:
        _send_by(get_connection(), delivery)


def write(to: str, subject: str, body: str) -> None:
    """A mail to somebody of the staff, such as a link for a new password: sent by `work`, like all others.

    Nobody has to wait for the mail server, nor can tell from the time taken whether there was a mail to send.
    """
    content = {"kind": "written", "language": get_language() or "en", "subject": subject, "body": body}
    outbox.add("email", f"written:{new_key()}", to, content, clock.now())


def _send_by(server: BaseEmailBackend, delivery: Delivery) -> None:
    try:
        server.open()
    except (OSError, smtplib.SMTPException) as error:  # nothing was handed over yet
        outbox.try_again(delivery, _in_words(error))
        return
    try:
        server.send_messages([_message(delivery)])
    except ValueError:  # found before a word is said, and the error would quote the address
        outbox.refused(delivery, _("The address cannot be written into a mail."))
    except smtplib.SMTPRecipientsRefused as error:
        _answered(delivery, max(code for code, _said in error.recipients.values()), error)
    except smtplib.SMTPResponseException as error:
        _answered(delivery, error.smtp_code, error)
    except (OSError, smtplib.SMTPException) as error:  # fell silent: it may have the mail or not
        outbox.nobody_knows(delivery, _in_words(error))
    else:
        outbox.sent(delivery)
    finally:
        server.close()


def _answered(delivery: Delivery, code: int, error: Exception) -> None:
    """The server has said no: 4xx is for now, 5xx for ever."""
    if code >= PERMANENT:
        outbox.refused(delivery, _in_words(error))
    else:
        outbox.try_again(delivery, _in_words(error))


def _in_words(error: Exception) -> str:
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


def _message(delivery: Delivery) -> EmailMessage:
    content = delivery.content
    if content["kind"] == "written":
        headers = _headers(delivery, content["language"])
        return EmailMessage(content["subject"], content["body"], to=[delivery.to], headers=headers)
    if content["kind"] == "invitation":
        return _of_invitation(delivery)
    if content["kind"] == channel_mail.KIND:
        return _of_channels(delivery)
    return _of_conversation(delivery)


def _of_invitation(delivery: Delivery) -> EmailMessage:
    invitation = invitation_mail.find(delivery)
    if invitation is None:
        raise ValueError("This invitation is good no more.")
    message = invitation_mail.message(invitation)
    message.extra_headers = _headers(delivery, invitation.language)
    return message


def _of_channels(delivery: Delivery) -> EmailMessage:
    message = channel_mail.message(delivery)
    if message is None:
        raise ValueError("Nothing of it is for this reader any more.")
    message.extra_headers = _headers(delivery, delivery.content["language"])
    return message


def _of_conversation(delivery: Delivery) -> EmailMessage:
    """In the patron's language, with the way back and the words that open it."""
    content = delivery.content
    code = content["code"]
    language = (
        content["language"] if content["language"] in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    )
    with translation.override(language):
        consortium = the_consortium()
        prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
        shown = {
            "consortium": consortium,
            "link": f"{settings.COMMONDESK.base_url}{prefix}/c/{code}/",
            "words": slip_words(code),
            "messages": content["messages"],
        }
        return EmailMessage(
            subject=_("Your question to %(consortium)s") % {"consortium": consortium.name},
            body=render_to_string(f"channels/email/{content['kind']}.txt", shown),
            to=[delivery.to],
            headers=_headers(delivery, language),
        )


def _headers(delivery: Delivery, language: str) -> dict[str, str]:
    """A Message-ID that stays the same on every try, so that a mail which came twice is known for one."""
    name = keyed("message-id", delivery.key)[:32]
    return {
        "Message-ID": f"<{name}@{settings.COMMONDESK.host}>",
        "Auto-Submitted": "auto-generated",  # no holiday notice comes back
        "Content-Language": language,
    }
