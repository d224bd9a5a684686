"""The numbers of the service standards: defaults here, a consortium's own as rows."""

from __future__ import annotations

from types import MappingProxyType

from django.db import models

DEFAULTS = MappingProxyType(
    {
        "AC3.pick_up_seconds": 60,
        "AC7.ring_home_first_seconds": 40,
        "AC8.danger_seconds": 90,
        "AC8.roll_on_seconds": 90,
        "AC9.lost_after_seconds": 90,
        "ON6.ring_speakers_first_seconds": 40,
        "PR4.gone_after_hours": 24,
        "PR5.address_key_days": 30,
        "SV3.update_seconds": 150,
    }
)


class Standard(models.Model):
    """A number that this consortium has set differently from the default."""

    name = models.CharField(max_length=64, unique=True)
    value = models.PositiveIntegerField()

    class Meta:
        app_label = "commondesk"

    def __str__(self) -> str:
        return f"{self.name} = {self.value}"


def standard(name: str) -> int:
    """The number in force, in the unit its name ends with. Raises KeyError for a name that is none."""
    return standards(name)[name]


def standards(*names: str) -> dict[str, int]:
    """Several of them by one query. Raises KeyError for a name that is none."""
    defaults = {name: DEFAULTS[name] for name in names}
    return defaults | dict(Standard.objects.filter(name__in=names).values_list("name", "value"))
