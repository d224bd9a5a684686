"""The consortium: one install serves exactly one (DESIGN.md section 1)."""

from __future__ import annotations

from django.db import models


class Consortium(models.Model):
    """Name, time zone and periods of the whole service; there is one row."""

    name = models.CharField(max_length=120)
    slogan = models.CharField(max_length=200, blank=True)
    time_zone = models.CharField(max_length=64, default="America/New_York")
    text_number = models.CharField(max_length=32, blank=True)
    personal_facts_days = models.PositiveIntegerField(default=30)
    text_days = models.PositiveIntegerField(default=180)
    library_card_patterns = models.JSONField(default=list, blank=True)

    class Meta:
        app_label = "commondesk"

    def __str__(self) -> str:
        return self.name


def the_consortium() -> Consortium:
    """The one row; an install without any is a consortium that has not been named yet."""
    return Consortium.objects.order_by("id").first() or Consortium(name="Ask a Librarian")
