"""Libraries as rows of a table: one by its slug; an empty cell leaves what is there as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from typing import Final
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from commondesk.consortium import audit
from commondesk.consortium.changing import change
from commondesk.consortium.librarian import Librarian
from commondesk.consortium.library import Library
from commondesk.consortium.queue import Queue
from commondesk.desk.bulk_row import CHANGED, NEW, SAME, WRONG, Cells, Fate
from commondesk.desk.keeping_libraries import own_queue, refuse_wrong_system
from commondesk.plumbing.masking import clean_line
from commondesk.plumbing.refusal import Invalid, Refusal

_PLAIN: Final = (
    "name",
    "short_name",
    "kind",
    "time_zone",
    "address",
    "city",
    "state",
    "zip_code",
    "phone",
    "email",
    "website",
)
COLUMNS: Final = ("slug", *_PLAIN, "languages", "system", "rolls_on_to")
REQUIRED: Final = ("slug",)
_LONGEST: Final = 2_000  # of any cell; how long each may be is its column's to say
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z]{2,8})?")


def fates(rows: Iterable[tuple[int, Cells]]) -> list[Fate]:
    """In the order of the rows; a fixed number of queries."""
    rows = list(rows)
    there = {each.slug: each for each in Library.objects.select_related("system")}
    systems = {slug for slug, each in there.items() if each.kind == Library.Kind.SYSTEM}
    systems |= {cells["slug"] for _line, cells in rows if cells.get("kind") == Library.Kind.SYSTEM}
    shared = set(
        Queue.objects.filter(library=None, is_active=True, is_practice=False).values_list("slug", flat=True)
    )
    seen: dict[str, int] = {}
    found = []
    for line, cells in rows:
        slug = cells["slug"]
        name = cells.get("name") or slug or _("nameless")
        try:
            if slug in seen:
                raise Invalid(_("The same address stands in line %(line)s.") % {"line": seen[slug]})
            found.append(_fate(line, name, cells, there.get(slug), systems, shared))
        except Refusal as refusal:
            found.append(Fate(line, name, WRONG, str(refusal)))
        seen.setdefault(slug, line)
    return found


def _fate(
    line: int, name: str, cells: Cells, library: Library | None, systems: set[str], shared: set[str]
) -> Fate:
    values = _values(cells, library)
    order = 1 if (values.get("kind") or (library.kind if library else "")) == Library.Kind.BRANCH else 0
    _refuse_unknown(cells, library, systems, shared)
    if library is None:
        return Fate(line, name, NEW, "", partial(_add, cells=cells, values=values), order)
    changes = sorted(field for field, value in values.items() if getattr(library, field) != value)
    system = cells.get("system", "")
    if system and system != (library.system.slug if library.system else ""):
        changes.append("system")
    if not changes:
        return Fate(line, name, SAME)
    act = partial(_change, library=library, cells=cells, values=values)
    return Fate(line, name, CHANGED, ", ".join(changes), act, order)


def _values(cells: Cells, library: Library | None) -> dict[str, object]:
    """Only what the row says, as the table holds it. Raises Invalid with what is wrong."""
    plain = {field: clean_line(cells.get(field, ""), _LONGEST) for field in _PLAIN}
    values: dict[str, object] = {field: value for field, value in plain.items() if value}
    if cells.get("languages"):
        codes = cells["languages"].lower().split()
        if wrong := [code for code in codes if not _LANGUAGE.fullmatch(code)]:
            raise Invalid(_("“%(code)s” is no language code; these are: en es.") % {"code": wrong[0][:20]})
        values["languages"] = codes
    if "time_zone" in values and values["time_zone"] not in available_timezones():
        raise Invalid(
            _("“%(zone)s” is no time zone; these are: America/New_York America/Chicago.")
            % {"zone": str(values["time_zone"])[:40]}
        )
    if "kind" in values and values["kind"] not in Library.Kind.values:
        raise Invalid(
            _("“%(kind)s” is no kind of library; these are: %(known)s.")
            % {"kind": str(values["kind"])[:40], "known": " ".join(Library.Kind.values)}
        )
    if library is None and "name" not in values:
        raise Invalid(_("There is no library with this address yet, and a new one needs a name."))
    trial = Library(slug=cells["slug"], **values)
    try:
        trial.clean_fields(exclude=set() if library is None else {"name"})
    except ValidationError as error:
        column, sentences = next(iter(error.message_dict.items()))
        raise Invalid(f"{column}: {sentences[0]}") from error
    return values


def _refuse_unknown(cells: Cells, library: Library | None, systems: set[str], shared: set[str]) -> None:
    system, queue = cells.get("system", ""), cells.get("rolls_on_to", "")
    if system and system not in systems:
        raise Invalid(_("There is no library system “%(slug)s”.") % {"slug": system[:64]})
    kind = cells.get("kind") or (library.kind if library else Library.Kind.PUBLIC)
    if kind == Library.Kind.BRANCH and not system and (library is None or library.system_id is None):
        raise Invalid(_("A branch belongs to a library system: say to which."))
    if kind != Library.Kind.BRANCH and system:
        raise Invalid(_("Only branches belong to a system, and only to a library system."))
    if queue and library is not None:
        return  # the way of a queue that is there is changed on the queue's own page
    if queue and queue not in shared:
        raise Invalid(_("There is no shared queue “%(slug)s” that takes patrons.") % {"slug": queue[:64]})


def _add(by: Librarian, cells: Cells, values: dict[str, object]) -> None:
    system = _system(cells)
    refuse_wrong_system(str(values.get("kind", Library.Kind.PUBLIC)), system)
    library = Library.objects.create(slug=cells["slug"], system=system, **values)
    audit.record(by, "library.add", library, {"slug": library.slug, "name": library.name})
    if cells.get("rolls_on_to"):
        own_queue(by, library, Queue.objects.get(slug=cells["rolls_on_to"]))


def _change(by: Librarian, library: Library, cells: Cells, values: dict[str, object]) -> None:
    system = _system(cells) or library.system
    if values.get("kind", library.kind) != Library.Kind.BRANCH:
        system = None
    change(library, by, "library.change", values | {"system_id": system.pk if system else None})


def _system(cells: Cells) -> Library | None:
    return Library.objects.get(slug=cells["system"]) if cells.get("system") else None


def table() -> Iterable[list[str]]:
    """All libraries as they stand, in COLUMNS."""
    ways = dict(Queue.objects.exclude(library=None).values_list("library_id", "rolls_on_to__slug"))
    for each in Library.objects.select_related("system").order_by("slug"):
        plain = [str(getattr(each, field)) for field in _PLAIN]
        system = each.system.slug if each.system else ""
        yield [each.slug, *plain, " ".join(each.languages), system, ways.get(each.pk) or ""]


EXAMPLE: Final = (
    "maple",
    "Maple Public Library",
    "Maple",
    "public",
    "America/New_York",
    "1 Main Street",
    "Maple",
    "FL",
    "32003",
    "555-0111",
    "ask@maple.example",
    "https://www.maple.example",
    "en es",
    "",
    "statewide",
)
