"""The mail that brings an invitation: its link is made when it is sent and stands in no table."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commondesk.channels.email.links import SEALED
from commondesk.consortium.consortium import the_consortium
from commondesk.consortium.invitation import Invitation
from commondesk.outbox.delivery import Delivery

KIND: Final = "invitation"


def message(delivery: Delivery, *, sealed: bool) -> EmailMessage | None:
    """In the language that was chosen for it; None when its link works no more."""
    rows = Invitation.objects.good().select_related("library", "invited_by")
    invitation = rows.filter(pk=delivery.content["invitation"]).first()
    if invitation is None:
        return None
    with translation.override(invitation.language):
        consortium, library = the_consortium(), invitation.library
        shown = {
            "consortium": consortium,
            "library": library,
            "by": invitation.invited_by.name if invitation.invited_by else "",
            "role": invitation.get_role_display(),
            "link": SEALED if sealed else f"{settings.COMMONDESK.base_url}/invitation/{invitation.token}/",
            "until": date_format(library.local(invitation.expires_at), "DATE_FORMAT"),
        }
        return EmailMessage(
            subject=_("Your invitation to %(consortium)s") % {"consortium": consortium.name},
            body=render_to_string("channels/email/invitation.txt", shown),
            to=[invitation.email],
            headers={"Content-Language": invitation.language},
        )
