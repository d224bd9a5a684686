"""What the columns of a survey's file are called: the survey's own names, and those of tables made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.translation import gettext as _

from commondesk.plumbing.masking import clean_line
from commondesk.plumbing.refusal import Invalid

# By what we take from it; of several that are there the first is read.
KNOWN: Final[Mapping[str, Sequence[str]]] = {
    "key": ("fscskey", "fscs_key", "fscs"),
    "name": ("libname", "name", "library", "library_name"),
    "address": ("address", "street"),
    "city": ("city", "town"),
    "state": ("stabr", "state"),
    "zip": ("zip", "zip_code", "zipcode"),
    "county": ("cnty", "county"),
    "phone": ("phone", "telephone"),
    "website": ("web_addr", "website", "url"),
    "legal_basis": ("c_legbas", "legal_basis"),
}
REQUIRED: Final = ("key", "name")
LONGEST_CELL: Final = 2_000  # of which a column of ours may take less


class Columns:
    """Where each of KNOWN stands in a line; `width` is how many cells a line may have."""

    def __init__(self, header: Sequence[str], named: Mapping[str, str] | None = None) -> None:
        """`named` says the column of some by hand, in any case. Raises Invalid with what is missing."""
        names = [name.strip().lower() for name in header]
        self.width = len(names)
        self._at: dict[str, int] = {}
        for what, known in KNOWN.items():
            chosen = (named or {}).get(what, "").strip().lower()
            if chosen and chosen not in names:
                raise Invalid(_not_there(chosen, header))
            found = next((name for name in ([chosen] if chosen else known) if name in names), None)
            if found is not None:
                if names.count(found) > 1:
                    raise Invalid(_("Two columns are called “%(name)s”.") % {"name": found[:40]})
                self._at[what] = names.index(found)
        if missing := [what for what in REQUIRED if what not in self._at]:
            raise Invalid(_missing(missing[0], header))

    def read(self, cells: Sequence[str]) -> dict[str, str]:
        """What a line says, by KNOWN; "" for what it does not say, or says to be missing."""
        return {what: _said(cells[at]) if at < len(cells) else "" for what, at in self._at.items()}


def _said(cell: str) -> str:
    """The survey writes -1, -3, -9 or M for what it was not told."""
    text = clean_line(cell[:LONGEST_CELL], LONGEST_CELL)
    is_negative = text[:1] == "-" and text[1:].replace(".", "", 1).isdecimal()
    return "" if is_negative or text == "M" else text


def _missing(what: str, header: Sequence[str]) -> str:
    return _(
        "No column is called %(known)s, from which we take the %(what)s. The columns are: %(columns)s. Say "
        "which it is with --map %(what)s=COLUMN."
    ) % {"known": _(" or ").join(KNOWN[what]), "what": what, "columns": _listed(header)}


def _not_there(name: str, header: Sequence[str]) -> str:
    return _("There is no column “%(name)s”; these are: %(columns)s.") % {
        "name": name[:40],
        "columns": _listed(header),
    }


def _listed(header: Sequence[str]) -> str:
    return ", ".join(name.strip()[:40] for name in header[:40])
