"""The consortium: one install serves exactly one (DESIGN.md section 1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from django.db import models, transaction
from django.utils.translation import gettext as _

from commondesk.consortium.changing import change
from commondesk.plumbing.refusal import Invalid

if TYPE_CHECKING:
    from commondesk.consortium.librarian import Librarian

LONGEST_KEPT_DAYS: Final = 3650
MOST_CARD_PATTERNS: Final = 50
# Shorter ones would hide telephone numbers and the years of censuses.
CARD_DIGITS: Final = range(6, 31)
# Letters may stand before the digits, as on many cards; they are not counted.
_PREFIX: Final = re.compile(r"[A-Za-z]{0,6}([0-9]{1,20})")
CHANGEABLE: Final = frozenset(
    {
        "name",
        "slogan",
        "time_zone",
        "text_number",
        "personal_facts_days",
        "text_days",
        "library_card_patterns",
    }
)


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


def change_consortium(by: Librarian, values: dict[str, Any]) -> list[str]:
    """Set fields of CHANGEABLE; the names of what has changed. Raises Invalid for periods that are none."""
    assert values.keys() <= CHANGEABLE
    facts, texts = values.get("personal_facts_days", 1), values.get("text_days", LONGEST_KEPT_DAYS)
    if not 1 <= facts <= texts <= LONGEST_KEPT_DAYS:
        raise Invalid(
            _(
                "Names and addresses go first, then the words; both after a day at least and ten years "
                "at most."
            )
        )
    with transaction.atomic():
        row = the_consortium()
        if not Consortium.objects.exists():
            row.save()
        return change(row, by, "consortium.change", values)


def read_card_patterns(text: str) -> list[list[str | int]]:
    """`2400 14` a line, prefix and number of digits in all, as `[["2400", 14]]`; never regular expressions.

    Raises Invalid with the line that is none.
    """
    found: list[list[str | int]] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        prefix, _space, digits = line.partition(" ")
        if not _is_pattern(prefix, digits.strip()):
            raise Invalid(
                _(
                    "“%(line)s” is no card pattern. Write the first digits, a space, and how many digits "
                    "there are in all: 2400 14"
                )
                % {"line": line[:40]}
            )
        if [prefix, int(digits)] not in found:
            found.append([prefix, int(digits)])
    if len(found) > MOST_CARD_PATTERNS:
        raise Invalid(_("At most %(count)s patterns, please.") % {"count": MOST_CARD_PATTERNS})
    return found


def _is_pattern(prefix: str, digits: str) -> bool:
    found = _PREFIX.fullmatch(prefix)
    are_digits = digits.isascii() and digits.isdigit() and len(digits) <= 2
    return found is not None and are_digits and int(digits) in CARD_DIGITS and len(found[1]) < int(digits)
