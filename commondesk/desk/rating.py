"""What the patron says afterwards, in one tap."""

from __future__ import annotations

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commondesk.desk.conversation import Conversation
from commondesk.desk.event import PATRON
from commondesk.desk.log import Item, append_one
from commondesk.desk.message import prepared
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import Invalid, NotClosed

LONGEST_COMMENT = 2000


class Answered(models.TextChoices):
    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")


class Rating(models.Model):
    """Was it answered; stars 1-5 and a comment if the patron likes. The last word counts."""

    conversation = models.OneToOneField("Conversation", on_delete=models.CASCADE, related_name="rating")
    answered = models.CharField(max_length=8, choices=Answered.choices)
    stars = models.PositiveSmallIntegerField(null=True)
    comment = models.CharField(max_length=2000, blank=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "commondesk"
        constraints = [
            models.CheckConstraint(
                condition=Q(stars=None) | Q(stars__range=(1, 5)), name="one_to_five_stars"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conversation} {self.answered}"


def rate(conversation: Conversation, answered: str, stars: int | None = None, comment: str = "") -> Rating:
    """Keep the patron's word; saying the same again changes nothing, saying another replaces the first.

    Raises NotClosed before anybody has answered and while it is open, Invalid, TooLong, Erased.
    """
    _refuse_what_is_no_rating(answered, stars)
    text = _comment(comment)
    with transaction.atomic():
        locked = Conversation.objects.locked(conversation.code)
        if locked.is_open and locked.last_staff_at is None:
            raise NotClosed(_("You can rate this as soon as a librarian has answered."))
        rating = Rating.objects.filter(conversation=locked).first()
        if rating and (rating.answered, rating.stars, rating.comment) == (answered, stars, text):
            return rating
        rating, _created = Rating.objects.update_or_create(
            conversation=locked,
            defaults={"answered": answered, "stars": stars, "comment": text, "at": clock.now()},
        )
        # The comment stays out of the log: it has one place, from which it can be erased.
        said = {"answered": answered, **({"stars": stars} if stars else {})}
        append_one(Item(locked.code, PATRON, "rated", data=said))
    return rating


def _comment(comment: str) -> str:
    if not comment.strip():
        return ""
    text, _masked = prepared(comment)
    if len(text) > LONGEST_COMMENT:
        sentence = _("Please keep the comment under 2,000 characters.")
        raise Invalid(sentence, errors=[{"field": "comment", "sentence": sentence}])
    return text


def _refuse_what_is_no_rating(answered: str, stars: int | None) -> None:
    errors = []
    if answered not in Answered.values:
        errors.append({"field": "answered", "sentence": _("Choose yes, partly or no.")})
    if stars is not None and not 1 <= stars <= 5:
        errors.append({"field": "stars", "sentence": _("Choose one to five stars.")})
    if errors:
        raise Invalid(errors=errors)
