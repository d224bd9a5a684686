"""The mail that follows a patron who has gone: what was said meanwhile, and the way back."""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from commondesk.channels.email.links import SEALED, known_language, talk_link
from commondesk.consortium.consortium import the_consortium
from commondesk.desk.by_mail import MESSAGES as KIND
from commondesk.outbox.delivery import Delivery
from commondesk.plumbing.tokens import mail_words

__all__ = ["KIND", "message"]


def message(delivery: Delivery, *, sealed: bool) -> EmailMessage | None:
    """In the patron's language. Its four words are not the slip's, and run out (docs/privacy.md)."""
    content = delivery.content
    code, language = content["code"], known_language(content["language"])
    with translation.override(language):
        consortium = the_consortium()
        shown = {
            "consortium": consortium,
            "link": talk_link(code, language),
            "words": SEALED if sealed else mail_words(code),
            "messages": content["messages"],
        }
        return EmailMessage(
            subject=_("Your question to %(consortium)s") % {"consortium": consortium.name},
            body=render_to_string("channels/email/messages.txt", shown),
            to=[delivery.to],
            headers={"Content-Language": language},
        )
