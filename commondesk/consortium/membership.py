"""Who belongs where, as what (DESIGN.md section 9, roles)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    LIBRARIAN = "librarian", _("Librarian")
    INTERN = "intern", _("Intern")
    COORDINATOR = "coordinator", _("Coordinator")
    HELP_DESK = "help_desk", _("Help desk")
    ANALYST = "analyst", _("Analyst")


class Membership(models.Model):
    """One person's role at one library; without a library, at the consortium itself."""

    librarian = models.ForeignKey("Librarian", on_delete=models.CASCADE, related_name="memberships")
    library = models.ForeignKey(
        "Library", on_delete=models.CASCADE, null=True, blank=True, related_name="memberships"
    )
    role = models.CharField(max_length=16, choices=Role.choices)

    class Meta:
        app_label = "commondesk"
        constraints = [
            models.UniqueConstraint(fields=["librarian", "library"], name="membership_once"),
            models.UniqueConstraint(
                fields=["librarian"], condition=Q(library=None), name="consortium_membership_once"
            ),
            models.CheckConstraint(
                condition=~Q(role="coordinator", library=None), name="a_coordinator_has_a_library"
            ),
            models.CheckConstraint(
                condition=~Q(role__in=["help_desk", "analyst"]) | Q(library=None),
                name="help_desk_and_analysts_are_the_consortiums",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.librarian} ({self.role})"
