"""Which ZIP codes a library serves (RE1 asks for it, the ask page finds a library by it)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from django.db import models, transaction

from commondesk.consortium import audit

if TYPE_CHECKING:
    from commondesk.consortium.librarian import Librarian
    from commondesk.consortium.library import Library

# A quarter of all there are; the largest state has some 2,600.
MOST: Final = 10_000


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


def zip_codes_of(library: Library) -> list[str]:
    """Those it serves, in order."""
    return list(library.service_areas.order_by("zip_code").values_list("zip_code", flat=True))


def shared_zip_codes(library: Library) -> list[str]:
    """Those of its own that another library takes patrons from, too: they tell of neither."""
    others = ServiceArea.objects.filter(library__is_active=True).exclude(library=library)
    both = others.filter(zip_code__in=library.service_areas.values("zip_code"))
    return list(both.order_by("zip_code").values_list("zip_code", flat=True).distinct())


def taken_zip_codes(library: Library, zip_codes: Collection[str]) -> list[str]:
    """Those among these that it does not serve yet and another library does."""
    others = ServiceArea.objects.filter(library__is_active=True).exclude(library=library)
    new = set(zip_codes) - set(zip_codes_of(library))
    return sorted(new & set(others.values_list("zip_code", flat=True)))


def set_zip_codes(library: Library, by: Librarian, zip_codes: Collection[str]) -> bool:
    """It serves these from now on, whoever else does; whether anything changed."""
    with transaction.atomic():
        type(library)._default_manager.select_for_update(no_key=True, of=("self",)).get(pk=library.pk)
        before, wanted = set(zip_codes_of(library)), set(zip_codes)
        if before == wanted:
            return False
        added, removed = sorted(wanted - before), sorted(before - wanted)
        library.service_areas.filter(zip_code__in=removed).delete()
        ServiceArea.objects.bulk_create(
            [ServiceArea(library=library, zip_code=each) for each in added], batch_size=1_000
        )
        audit.record(by, "library.zip-codes", library, {"added": added, "removed": removed})
    return True
