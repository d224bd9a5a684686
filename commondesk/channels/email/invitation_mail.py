"""The mail that brings an invitation: its link is made when it is sent and stands in no table."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commondesk.consortium.consortium import the_consortium
from commondesk.consortium.invitation import Invitation
from commondesk.outbox.delivery import Delivery


def find(delivery: Delivery) -> Invitation | None:
    """The invitation that this delivery is about, while its link works."""
    rows = Invitation.objects.good().select_related("library", "invited_by")
    return rows.filter(pk=delivery.content["invitation"]).first()


def message(invitation: Invitation) -> EmailMessage:
    """In the language that was chosen for it. The address is the configured one, whatever a request said."""
    with translation.override(invitation.language):
        consortium, library = the_consortium(), invitation.library
        shown = {
            "consortium": consortium,
            "library": library,
            "by": invitation.invited_by.name if invitation.invited_by else "",
            "role": invitation.get_role_display(),
            "link": f"{settings.COMMONDESK.base_url}/invitation/{invitation.token}/",
            "until": date_format(library.local(invitation.expires_at), "DATE_FORMAT"),
        }
        return EmailMessage(
            subject=_("Your invitation to %(consortium)s") % {"consortium": consortium.name},
            body=render_to_string("channels/email/invitation.txt", shown),
            to=[invitation.email],
        )
