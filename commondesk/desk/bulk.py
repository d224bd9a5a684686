"""Many libraries or staff at once: the fate of every row first, then all of it or nothing (bad-input 30)."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from commondesk.consortium import audit
from commondesk.consortium.bulk import Bulk
from commondesk.consortium.librarian import Librarian
from commondesk.desk import bulk_libraries, bulk_staff
from commondesk.desk.bulk_row import WRONG, Fate
from commondesk.plumbing import clock, csv_table
from commondesk.plumbing.refusal import Invalid, NotVisible, Refusal

KEPT: Final = dt.timedelta(hours=24)
_KINDS: Final = {Bulk.Kind.LIBRARIES: bulk_libraries, Bulk.Kind.STAFF: bulk_staff}


def upload(by: Librarian, kind: str, content: bytes) -> Bulk:
    """Keep a table to look at; nothing else is written. What nobody carried out within a day goes.

    Raises Invalid or TooLarge for a file that is no such table.
    """
    if kind not in Bulk.Kind.values:
        raise NotVisible
    text = csv_table.decoded(content)
    fates_of(kind, text)
    with transaction.atomic():
        Bulk.objects.filter(made_at__lt=clock.now() - KEPT, done_at=None).delete()
        return Bulk.objects.create(by=by, kind=kind, text=text)


def fates_of(kind: str, text: str) -> list[Fate]:
    """What would become of each row as things stand now. Raises Invalid or TooLarge."""
    module = _KINDS[Bulk.Kind(kind)]
    rows = csv_table.read(text, module.COLUMNS, module.REQUIRED)
    if not rows:
        raise Invalid(_("There are no rows below the first line."))
    found: list[Fate] = module.fates(rows)
    return found


def mark_of(fates: Sequence[Fate]) -> str:
    """Changes when any row would fare otherwise: what is confirmed is what was shown."""
    told = "\n".join(f"{fate.line}\t{fate.name}\t{fate.what}\t{fate.why}" for fate in fates)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def carry_out(by: Librarian, bulk: Bulk, mark: str) -> list[Fate]:
    """All rows in one transaction. Raises Invalid, and nothing is written: something is wrong with a row, or
    the rows would fare otherwise than they were shown, or it was done before.
    """
    with transaction.atomic():
        row = Bulk.objects.select_for_update(no_key=True, of=("self",)).get(pk=bulk.pk)
        if row.done_at is not None:
            raise Invalid(_("This table was carried out already."))
        fates = fates_of(row.kind, row.text)
        if any(fate.what == WRONG for fate in fates):
            raise Invalid(
                _("Something is wrong with a row: nothing was written. Mend the file and send it again.")
            )
        if mark_of(fates) != mark:
            raise Invalid(
                _("Something has changed meanwhile: nothing was written. Please look at the rows again.")
            )
        for fate in sorted(fates, key=lambda each: each.order):
            _act(by, fate)
        row.done_at, row.text = clock.now(), ""
        row.save(update_fields=["done_at", "text"])
        counts = {what: sum(fate.what == what for fate in fates) for what in ("new", "changed", "same")}
        audit.record(by, f"bulk.{row.kind}", row, counts)
    return fates


def _act(by: Librarian, fate: Fate) -> None:
    if fate.act is None:
        return
    try:
        fate.act(by)
    except Refusal as refusal:
        said = _("Line %(line)s, %(name)s: %(why)s Nothing was written.")
        raise Invalid(said % {"line": fate.line, "name": fate.name, "why": str(refusal)}) from refusal
