"""Which ZIP codes a library serves (RE1 asks for it, the ask page finds a library by it)."""

from __future__ import annotations

from django.db import models


class ServiceArea(models.Model):
    """One ZIP served by one library; two libraries may serve the same."""

    library = models.ForeignKey("Library", on_delete=models.CASCADE, related_name="service_areas")
    zip_code = models.CharField(max_length=5, db_index=True)

    class Meta:
        app_label = "commondesk"
        constraints = [
            models.UniqueConstraint(fields=["library", "zip_code"], name="service_area_once"),
        ]

    def __str__(self) -> str:
        return self.zip_code
