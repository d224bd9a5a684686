"""Who changed settings or rights, or read what is restricted: append-only (DESIGN.md section 9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from commondesk.plumbing import clock

if TYPE_CHECKING:
    from commondesk.consortium.librarian import Librarian


class Audit(models.Model):
    """One act. `by` is empty for the operator at the command line and for `work`."""

    at = models.DateTimeField(default=clock.now, db_index=True)
    by = models.ForeignKey("Librarian", on_delete=models.SET_NULL, null=True, related_name="+")
    act = models.CharField(max_length=64)
    about = models.CharField(max_length=120)
    data = models.JSONField(default=dict)

    class Meta:
        app_label = "commondesk"
        indexes = [models.Index(fields=["about", "at"], name="audit_about")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act} {self.about}"


def record(
    by: Librarian | None, act: str, about: models.Model | str, data: dict[str, Any] | None = None
) -> None:
    """Write one line, in the caller's transaction, so that no act lands without its trace."""
    if isinstance(about, models.Model):
        about = f"{about._meta.model_name}:{about.pk}"
    Audit.objects.create(by=by, act=act, about=about, data=data or {})
