"""Where a patron can be reached: in a table of its own that can be emptied (DESIGN.md section 9)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from commondesk.desk.conversation import Conversation
from commondesk.desk.event import PATRON
from commondesk.desk.log import Item, Must, append_one
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import Invalid


class PatronAddress(models.Model):
    """One address of one conversation's patron; no patron is linked across conversations."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("e-mail")
        PHONE = "phone", _("phone")

    conversation = models.ForeignKey("Conversation", on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    address = models.CharField(max_length=254)
    left_at = models.DateTimeField()

    class Meta:
        app_label = "commondesk"
        constraints = [
            models.UniqueConstraint(fields=["conversation", "kind"], name="one_address_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.conversation}"


def leave_address(conversation: Conversation, email: str) -> None:
    """The patron leaves an address, in case we lose each other; staff see that there is one."""
    with transaction.atomic():
        locked = Conversation.objects.locked(conversation.code)
        keep_address(locked, email)
        append_one(Item(locked.code, PATRON, "address", data={"kind": "email"}, must=Must.BE_THERE))


def keep_address(conversation: Conversation, email: str) -> None:
    """Keep the address in the caller's transaction; a later one takes the place of the earlier."""
    PatronAddress.objects.update_or_create(
        conversation=conversation,
        kind=PatronAddress.Kind.EMAIL,
        defaults={"address": checked_email(email), "left_at": clock.now()},
    )


def checked_email(email: str) -> str:
    """The address without surrounding space. Raises `Invalid` with a sentence when it cannot be one.

    What stands in quotes before the @ is refused: it may hold line ends and other controls, which a header of
    a mail must not, and nobody has such an address.
    """
    email = email.strip()
    try:
        if len(email) > 254 or '"' in email:
            raise ValidationError("too long, or quoted")
        validate_email(email)
    except ValidationError:
        sentence = _("This does not look like an e-mail address. Check it, or leave the field empty.")
        raise Invalid(sentence, errors=[{"field": "email", "sentence": str(sentence)}]) from None
    return email
