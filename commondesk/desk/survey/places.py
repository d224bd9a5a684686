"""Where a ZIP code lies: its county, its clock, and the other ZIP codes of that county. Offline."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from zoneinfo import available_timezones

import zipcodes

_MILITARY: Final = "MILITARY"
# A survey writes MARION, LA SALLE or ST JOSEPH for Marion County, LaSalle County and St. Joseph County.
_KIND_OF_COUNTY: Final = re.compile(
    r" (county|parish|borough|census area|municipality|city and borough|city|municipio|island)$"
)
_ZIP: Final = re.compile(r"([0-9]{3,5})(?:-?[0-9]{4})?")


@dataclass(frozen=True, slots=True)
class Place:
    """`county` is written as `county_key` writes it; `time_zone` is "" where nobody knows it."""

    state: str
    county: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All that is known of ZIP codes; `counties` are by state and county, `zones` by state."""

    places: dict[str, Place]
    counties: dict[tuple[str, str], tuple[str, ...]]
    zones: dict[str, str]

    def zip_code(self, text: str, state: str) -> str:
        """Five digits, or "": spreadsheets drop the zeros with which New England's begin."""
        found = _ZIP.fullmatch(text)
        if found is None:
            return ""
        digits = found[1].zfill(5)
        if len(found[1]) < 5:
            place = self.places.get(digits)
            return digits if place and place.state == state else ""
        return digits

    def time_zone(self, zip_code: str, state: str) -> str:
        """By the ZIP code, for some states have two; else the one most of the state has; "" for neither."""
        place = self.places.get(zip_code)
        if place and place.time_zone and place.state == state:
            return place.time_zone
        return self.zones.get(state, "")

    def of_county(self, state: str, county: str, zip_code: str) -> tuple[str, ...]:
        """All ZIP codes of the county of this name, else of the county in which this ZIP code lies."""
        found = self.counties.get((state, county_key(county)), ())
        place = self.places.get(zip_code)
        if not found and place and place.state == state:
            found = self.counties.get((state, place.county), ())
        return found


@cache
def gazetteer() -> Gazetteer:
    """Read once, in a second or two."""
    places: dict[str, Place] = {}
    counties: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    zones: defaultdict[str, Counter[str]] = defaultdict(Counter)
    known = available_timezones()
    for row in _all_zip_codes():
        if not row["active"] or row["zip_code_type"] == _MILITARY:
            continue
        code, state, county = row["zip_code"], row["state"], county_key(row["county"] or "")
        zone = row["timezone"] if row["timezone"] in known else ""
        places[code] = Place(state, county, zone)
        if county:
            counties[state, county].append(code)
        if zone:
            zones[state][zone] += 1
    return Gazetteer(
        places,
        {which: tuple(sorted(codes)) for which, codes in counties.items()},
        {state: counted.most_common(1)[0][0] for state, counted in zones.items()},
    )


def _all_zip_codes() -> list[dict[str, Any]]:
    return list(zipcodes.list_all())  # type: ignore[no-untyped-call]


def county_key(name: str) -> str:
    """The name without its kind, its spaces and its signs."""
    bare = _KIND_OF_COUNTY.sub("", name.lower().strip().removesuffix(" co."))
    return re.sub(r"[^a-z]", "", re.sub(r"\bsaint\b", "st", bare))
