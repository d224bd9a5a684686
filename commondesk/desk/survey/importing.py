"""Rows of a survey as libraries with their own queues, a batch a transaction.

A library is known again by its `survey_key`, whatever its name and address have become. From the second time
on only what is empty is filled: what somebody has written on the library's page is theirs. So an import that
broke off goes on by being run again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import Any, Final, NamedTuple

from django.db import models, transaction
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from commondesk.consortium.audit import Audit
from commondesk.consortium.library import Library
from commondesk.consortium.queue import Queue
from commondesk.consortium.service_area import ServiceArea
from commondesk.consortium.staffing import Staffing
from commondesk.desk.keeping_libraries import OWN_PRIORITY
from commondesk.desk.keeping_queues import RESERVED
from commondesk.desk.survey.naming import addresses
from commondesk.desk.survey.row import Row
from commondesk.plumbing.refusal import Invalid

BATCH: Final = 250
FILLED: Final = ("address", "city", "state", "zip_code", "phone", "website")
COMPARED: Final = ("name", "address", "city", "zip_code")


class What(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    FILLED = "filled"
    SAME = "same"
    LEFT_OUT = "left out"


class Told(NamedTuple):
    """One row's fate; `why` is "" where there is nothing to say of it."""

    line: int
    key: str
    name: str
    what: What
    why: str = ""


@dataclass(slots=True)
class _Plan:
    """What a batch would write."""

    libraries: list[Library] = field(default_factory=list)
    zip_codes: list[tuple[Library, tuple[str, ...]]] = field(default_factory=list)
    changed: list[tuple[Library, dict[str, list[str]]]] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)


def shared_queue(slug: str = "") -> Queue:
    """Where the new queues roll on to: the one named, else the first that is shared. Raises Invalid."""
    shared = Queue.objects.filter(library=None, is_active=True, is_practice=False)
    found = shared.filter(slug=slug).first() if slug else shared.first()
    if found is None:
        raise Invalid(
            _("There is no shared queue “%(slug)s” that takes patrons.") % {"slug": slug[:64]}
            if slug
            else _("There is no shared queue yet, to which the libraries' own could roll on.")
        )
    return found


def import_rows(rows: Iterable[Row], rolls_on_to: Queue, *, is_dry: bool = False) -> Iterator[Told]:
    """The fate of each row, in their order, told once its batch is written; dry: nothing is.

    The keys of all rows differ. A fixed number of queries a batch.
    """
    rows, taken = iter(rows), set[str]()
    while batch := list(islice(rows, BATCH)):
        with transaction.atomic():
            plan = _planned(batch, taken if is_dry else set())
            if not is_dry:
                _write(plan, rolls_on_to)
        if is_dry:
            taken.update(library.slug for library in plan.libraries)
        yield from plan.told


def _planned(batch: Sequence[Row], taken: set[str]) -> _Plan:
    there, by_hand = _known(batch), _nameless(batch)
    having_areas = set(
        ServiceArea.objects.filter(library__in=[*there.values(), *by_hand.values()])
        .values_list("library_id", flat=True)
        .distinct()
    )
    taken = taken | _taken(batch) | RESERVED
    plan = _Plan()
    for row in batch:
        library = there.get(row.key) or by_hand.pop(_identity(row.values), None)
        if library is None:
            library = _new(row, taken)
            plan.libraries.append(library)
            plan.told.append(Told(row.line, row.key, library.name, What.NEW, "; ".join(row.notes)))
        else:
            _fill(plan, library, row)
        if row.zip_codes and library.pk not in having_areas:
            plan.zip_codes.append((library, row.zip_codes))
    return plan


def _known(batch: Sequence[Row]) -> dict[str, Library]:
    rows = Library.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    found = rows.filter(survey_key__in=[row.key for row in batch])
    return {library.survey_key or "": library for library in found}


def _nameless(batch: Sequence[Row]) -> dict[tuple[str, str], Library]:
    """Libraries that somebody has added by hand, by what makes them the same; not those that are two."""
    near = {row.values["zip_code"] for row in batch} - {""}
    rows = Library.objects.alias(near=Left("zip_code", 5)).filter(survey_key=None, near__in=near)
    found: dict[tuple[str, str], Library] = {}
    twice = set()
    for library in rows.select_for_update(no_key=True, of=("self",)).order_by("pk"):
        identity = _identity({"name": library.name, "zip_code": library.zip_code})
        twice |= {identity} & found.keys()
        found[identity] = library
    return {identity: library for identity, library in found.items() if identity not in twice}


def _identity(values: Any) -> tuple[str, str]:
    return " ".join(values["name"].casefold().split()), values["zip_code"][:5]


def _taken(batch: Sequence[Row]) -> set[str]:
    wanted = {slug for row in batch for slug in _slugs(row)}
    libraries = Library.objects.filter(slug__in=wanted).values_list("slug", flat=True)
    return {*libraries, *Queue.objects.filter(slug__in=wanted).values_list("slug", flat=True)}


def _slugs(row: Row) -> Iterator[str]:
    return addresses(row.values["name"], row.values["city"], row.values["state"], row.key)


def _new(row: Row, taken: set[str]) -> Library:
    """The address is the queue's too, so that both are found under one name."""
    slug = next((each for each in _slugs(row) if each not in taken), None)
    if slug is None:  # somebody has given it to another by hand
        base = list(_slugs(row))[-1][:58]
        slug = next(each for number in range(2, 10_000) if (each := f"{base}-{number}") not in taken)
    taken.add(slug)
    return Library(slug=slug, survey_key=row.key, **row.values)


def _fill(plan: _Plan, library: Library, row: Row) -> None:
    values = {name: row.values[name] for name in FILLED if row.values[name] and not getattr(library, name)}
    notes = list(row.notes)
    if library.survey_key is None:
        values["survey_key"] = row.key
        notes.insert(0, _("taken for /ask/%(slug)s/, which was there") % {"slug": library.slug})
    if kept := [name for name in COMPARED if row.values[name] and _differs(library, row, name)]:
        notes.append(_("kept as it is here: %(fields)s") % {"fields": ", ".join(kept)})
    what = What.FILLED if values else What.SAME
    plan.told.append(Told(row.line, row.key, library.name, what, "; ".join(notes)))
    if values:
        changes = {name: [getattr(library, name) or "", value] for name, value in values.items()}
        for name, value in values.items():
            setattr(library, name, value)
        plan.changed.append((library, changes))


def _differs(library: Library, row: Row, name: str) -> bool:
    return getattr(library, name) not in ("", row.values[name])


def _write(plan: _Plan, rolls_on_to: Queue) -> None:
    """Each library with its queue, its staffing and its ZIP codes, and a trace of each."""
    if plan.changed:
        Library.objects.bulk_update([library for library, _changes in plan.changed], [*FILLED, "survey_key"])
    Library.objects.bulk_create(plan.libraries)
    queues = Queue.objects.bulk_create(_own_queue(library, rolls_on_to) for library in plan.libraries)
    Staffing.objects.bulk_create(Staffing(queue=queue, library_id=queue.library_id) for queue in queues)
    ServiceArea.objects.bulk_create(
        [ServiceArea(library=library, zip_code=each) for library, codes in plan.zip_codes for each in codes],
        ignore_conflicts=True,
    )
    Audit.objects.bulk_create(
        [
            *(_trace("library.add", each, {"slug": each.slug, "name": each.name}) for each in plan.libraries),
            *(_trace("library.change", library, changes) for library, changes in plan.changed),
            *(_trace("queue.add", each, {"slug": each.slug, "name": each.name}) for each in queues),
        ]
    )


def _own_queue(library: Library, rolls_on_to: Queue) -> Queue:
    return Queue(
        slug=library.slug, name=library.called[:120], library=library, rolls_on_to=rolls_on_to,
        time_zone=library.time_zone, priority=OWN_PRIORITY,
    )  # fmt: skip


def _trace(act: str, row: models.Model, data: dict[str, Any]) -> Audit:
    return Audit(act=act, about=f"{row._meta.model_name}:{row.pk}", data=data)
