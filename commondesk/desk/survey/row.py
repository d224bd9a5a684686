"""A library as a line of the survey tells it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from commondesk.desk.survey.naming import readable
from commondesk.desk.survey.places import Gazetteer

LONGEST_KEY: Final = 32
LONGEST: Final = {"name": 160, "address": 200, "city": 80, "phone": 32, "website": 200}
# The survey's codes of who a library is by law: a county or parish, or a city and county together.
OF_A_COUNTY: Final = frozenset(["CO", "CC"])
_KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_COUNTY_IN_NAME: Final = re.compile(r"\b(county|parish)\b", re.IGNORECASE)
_web_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True, slots=True)
class Row:
    """`values` are fields of a library; `zip_codes` those it serves; `notes` what could not be used of it."""

    line: int
    key: str
    values: Mapping[str, str]
    zip_codes: tuple[str, ...]
    notes: tuple[str, ...]


def row_of(line: int, said: Mapping[str, str], where: Gazetteer, fallback_zone: str) -> Row | str:
    """The row, or why it is none."""
    key, name = said["key"].upper(), readable(said["name"])
    if not key:
        return _("no key, by which it would be known again")
    if len(key) > LONGEST_KEY or not _KEY.fullmatch(key):
        return _("its key is longer than %(most)s letters and digits, or holds other signs") % {
            "most": LONGEST_KEY
        }
    if not name:
        return _("no name")
    notes: list[str] = []
    state = said.get("state", "").upper()
    if state not in where.zones:
        notes.append(_("“%(state)s” is no state") % {"state": state[:20]} if state else _("no state"))
        state = ""
    zip_code = where.zip_code(said.get("zip", ""), state)
    if not zip_code:
        notes.append(_not_known(_("no ZIP code"), _("“%(text)s” is no ZIP code"), said.get("zip", "")))
    zone = where.time_zone(zip_code, state)
    if not zone:
        notes.append(_("no time zone is known: %(zone)s") % {"zone": fallback_zone})
    values = {
        "name": name,
        "address": readable(said.get("address", "")),
        "city": readable(said.get("city", "")),
        "state": state,
        "zip_code": zip_code,
        "phone": said.get("phone", ""),
        "website": _website(said.get("website", ""), notes),
        "time_zone": zone or fallback_zone,
    }
    served = _served(name, said, where, state, zip_code, notes)
    return Row(line, key, _cut(values, notes), served, tuple(notes))


def _served(
    name: str, said: Mapping[str, str], where: Gazetteer, state: str, zip_code: str, notes: list[str]
) -> tuple[str, ...]:
    """A county's library serves the ZIP codes of its county, any other its own."""
    own = (zip_code,) if zip_code else ()
    if said.get("legal_basis", "").upper() not in OF_A_COUNTY and not _COUNTY_IN_NAME.search(name):
        return own
    found = where.of_county(state, said.get("county", ""), zip_code)
    if not found:
        notes.append(_("the county is not known"))
    return tuple(dict.fromkeys((*own, *found)))


def _website(text: str, notes: list[str]) -> str:
    if not text:
        return ""
    address = text if "://" in text else f"https://{text}"
    try:
        _web_address(address)
    except ValidationError:
        notes.append(_("“%(text)s” is no web address") % {"text": text[:60]})
        return ""
    return address


def _cut(values: dict[str, str], notes: list[str]) -> dict[str, str]:
    for field, most in LONGEST.items():
        if len(values[field]) > most:
            values[field] = values[field][:most].rstrip()
            notes.append(_("%(field)s is cut to %(most)s letters") % {"field": field, "most": most})
    return values


def _not_known(missing: str, wrong: str, text: str) -> str:
    return wrong % {"text": text[:20]} if text else missing
