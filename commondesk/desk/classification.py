"""What a conversation was, by CL4: suggested from its words, confirmed by a person, both kept."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Kinds of question; only `reference` is a reference transaction in the counting words."""

    REFERENCE = "reference", _("Reference: finding or using information")
    ACCOUNT = "account", _("Library card, account, holds, renewals")
    DIRECTIONS = "directions", _("Directions, opening hours, rules")
    MACHINE = "machine", _("Computers, printing, logging in")
    OTHER = "other", _("Something else")


class Outcome(models.TextChoices):
    ANSWERED = "answered", _("Answered")
    PARTLY = "partly", _("Partly answered")
    REFERRED = "referred", _("Referred")
    UNANSWERED = "unanswered", _("Not answered")
    NO_QUESTION = "no_question", _("No question")


class Status(models.TextChoices):
    """What the patron is to the library (PR2: for the answer and the statistics only)."""

    ADULT = "adult", _("Adult")
    TEEN = "teen", _("Teen")
    CHILD = "child", _("Child")
    STUDENT = "student", _("Student")
    FACULTY = "faculty", _("Teacher or faculty")
    OTHER = "other", _("Other")


class Classification(models.Model):
    """One question of a conversation (`number` 1, 2 ...). No row: honestly unclassified."""

    conversation = models.ForeignKey("Conversation", on_delete=models.CASCADE, related_name="classifications")
    number = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    read_level = models.PositiveSmallIntegerField(null=True)
    patron_status = models.CharField(max_length=16, choices=Status.choices, blank=True)
    library = models.ForeignKey("Library", on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    topic = models.CharField(max_length=80, blank=True)
    suggested = models.JSONField(default=dict)
    by = models.ForeignKey("Librarian", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        app_label = "commondesk"
        indexes = [models.Index(fields=["topic", "conversation"], name="classification_by_topic")]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="question_number_once"),
            models.CheckConstraint(
                condition=models.Q(read_level=None) | models.Q(read_level__range=(1, 6)),
                name="read_scale_has_six_levels",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conversation} {self.kind}"
