"""A transcript by mail (CL3): to the address the patron left, or to another that they type.

It holds no words that open the conversation: it may go to somebody else. And nobody can make us a mail
cannon: only what a librarian has answered is mailed, and only so often.
"""

from __future__ import annotations

from typing import Final

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commondesk.channels.email import carrier
from commondesk.channels.email.links import known_language, talk_link
from commondesk.consortium.consortium import the_consortium
from commondesk.desk import transcript
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import PATRON
from commondesk.desk.patron_address import PatronAddress, checked_email
from commondesk.outbox import delivery as outbox
from commondesk.outbox.delivery import Delivery
from commondesk.plumbing import clock
from commondesk.plumbing.rates import take, whole_seconds
from commondesk.plumbing.refusal import Invalid, NotAnswered, SlowDown
from commondesk.plumbing.tokens import keyed, new_key

KIND: Final = "transcript"
HOUR: Final = 3600
# How many at once, and one more after so many seconds: of one conversation, to one address, from one network.
OF_ONE, TO_ONE, FROM_ONE = (3, 4 * HOUR), (3, 4 * HOUR), (20, HOUR // 6)
NO_ADDRESS: Final = gettext_lazy("Please say to which e-mail address it may go.")
ENOUGH: Final = gettext_lazy("It was mailed several times already. Please wait a while, or save it instead.")


def mail_transcript(conversation: Conversation, email: str, network: str, key: str | None = None) -> None:
    """Let it leave; the same key again is the same mail. `email` empty: the address that was left.

    `network` is the hash of the address it is asked from. Raises NoMail, NotAnswered, Invalid, SlowDown,
    Erased.
    """
    carrier.refuse_unless_open()
    conversation.refuse_if_erased()
    if conversation.last_staff_at is None:
        raise NotAnswered
    name = f"{KIND}:{conversation.pk}:{key or new_key()}"
    if Delivery.objects.filter(key=name).exists():
        return
    to = checked_email(email) if email.strip() else _left(conversation)
    _slow_down_unless(conversation, to, network)
    content = {"code": conversation.code}
    with transaction.atomic():
        locked = Conversation.objects.locked(conversation.code)  # an erasure finds all mails, or we find it
        outbox.add("email", name, to, content, clock.now(), locked.pk)


def message(delivery: Delivery, *, sealed: bool) -> EmailMessage | None:
    """The conversation as it is when the mail leaves, in the patron's language."""
    conversation = Conversation.objects.filter(code=delivery.content["code"]).first()
    if conversation is None or conversation.erased_at is not None:
        return None
    language = known_language(conversation.language)
    with translation.override(language):
        consortium = the_consortium()
        shown = {
            "consortium": consortium,
            "link": talk_link(conversation.code, language),
            "transcript": transcript.as_text(conversation, PATRON),
        }
        return EmailMessage(
            subject=_("Your conversation with %(consortium)s") % {"consortium": consortium.name},
            body=render_to_string("channels/email/transcript.txt", shown),
            to=[delivery.to],
            headers={"Content-Language": language},
        )


def _left(conversation: Conversation) -> str:
    row = conversation.addresses.filter(kind=PatronAddress.Kind.EMAIL).first()
    if row is None:
        raise Invalid(NO_ADDRESS, errors=[{"field": "email", "sentence": str(NO_ADDRESS)}])
    return row.address


def _slow_down_unless(conversation: Conversation, to: str, network: str) -> None:
    for what, (burst, seconds) in (
        (f"conversation:{conversation.pk}", OF_ONE),
        (f"to:{keyed('mail-to', _mailbox(to))}", TO_ONE),
        (f"from:{network}", FROM_ONE),
    ):
        if wait := take(f"transcript-{what}", burst, 1 / seconds):
            raise SlowDown(ENOUGH, retry_after=whole_seconds(wait))


def _mailbox(address: str) -> str:
    """Many spellings of one address: case, and what stands behind a plus."""
    local, _at, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
