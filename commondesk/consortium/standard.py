"""The numbers of the service standards: defaults here, a consortium's own as rows (SV9)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from django.db import models, transaction
from django.utils.translation import gettext as _

from commondesk.consortium import audit
from commondesk.consortium.audit import Audit
from commondesk.consortium.consortium import Consortium
from commondesk.plumbing.refusal import Invalid, NotVisible

if TYPE_CHECKING:
    from commondesk.consortium.librarian import Librarian

DEFAULTS = MappingProxyType(
    {
        "AC3.pick_up_seconds": 60,
        "AC7.ring_home_first_seconds": 40,
        "AC8.danger_seconds": 90,
        "AC8.roll_on_seconds": 90,
        "AC9.lost_after_seconds": 90,
        "EM1.answer_hours": 48,
        "IN6.mark_days": 90,
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


# The least and the most that makes sense, where it is not 5 to 3600 as for seconds in general.
BOUNDS: Final = MappingProxyType(
    {
        "AC9.lost_after_seconds": (
            45,
            3600,
        ),  # waiting browsers give a sign every 15 s; timers of hidden tabs lag
        "AC7.ring_home_first_seconds": (0, 600),
        "AC8.roll_on_seconds": (0, 3600),
        "EM1.answer_hours": (1, 24 * 30),
        "IN6.mark_days": (1, 365),
        "ON6.ring_speakers_first_seconds": (0, 600),
        "PR4.gone_after_hours": (1, 24 * 30),
    }
)
OF_SECONDS: Final = (5, 3600)
OF_ANYTHING: Final = (0, 100_000)
# Part of the house's promise of privacy (PR5): the keys go after 30 days at most, in plumbing, for everybody.
FIXED: Final = frozenset({"PR5.address_key_days"})
CHANGED: Final = "standard.change"


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a number's history; `by` is empty for whoever is gone."""

    at: dt.datetime
    by: str
    before: int
    after: int


def bounds(name: str) -> tuple[int, int]:
    """The least and the most this number may be."""
    return BOUNDS.get(name, OF_SECONDS if name.endswith("_seconds") else OF_ANYTHING)


def set_standard(by: Librarian, name: str, value: int | None, shown: int | None = None) -> int:
    """The number in force from now on; None goes back to the default. What it was before.

    Raises NotVisible for a name that is none; Invalid outside its bounds, and where it is no more what was
    `shown` to whoever changes it.
    """
    if name not in DEFAULTS or name in FIXED:
        raise NotVisible
    least, most = bounds(name)
    if value is not None and not least <= value <= most:
        raise Invalid(_("Between %(least)s and %(most)s, please.") % {"least": least, "most": most})
    with transaction.atomic():
        Consortium.objects.select_for_update(no_key=True).order_by("id").first()  # one change at a time
        before = standard(name)
        if shown is not None and shown != before:
            said = _("Somebody has changed it to %(before)s meanwhile. Save again to have it as you wrote.")
            raise Invalid(said % {"before": before})
        after = DEFAULTS[name] if value is None else value
        if value is None or value == DEFAULTS[name]:
            Standard.objects.filter(name=name).delete()
        else:
            Standard.objects.update_or_create(name=name, defaults={"value": value})
        if after != before:
            audit.record(by, CHANGED, _about(name), {"from": before, "to": after})
    return before


def histories() -> dict[str, list[Change]]:
    """By name, what each number was changed from and to, by whom and when; the newest first."""
    rows = Audit.objects.filter(act=CHANGED, about__in=[_about(name) for name in DEFAULTS])
    found: dict[str, list[Change]] = {name: [] for name in DEFAULTS}
    for row in rows.select_related("by").order_by("-at", "-id"):
        who = row.by.name if row.by else ""
        name = row.about.removeprefix("standard:")
        found[name].append(Change(row.at, who, row.data["from"], row.data["to"]))
    return found


def _about(name: str) -> str:
    return f"standard:{name}"
