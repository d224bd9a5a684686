"""Looking texts up by their words, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from django.db import connection

from commondesk.plumbing.search.row import WINDOWS, SearchRow
from commondesk.plumbing.search.words import label

_FTS5: Final = (
    "SELECT rowid FROM commondesk_searchrow_fts WHERE commondesk_searchrow_fts MATCH %s"
    " AND rowid < %s ORDER BY rowid DESC LIMIT %s"
)
# PostgreSQL reads a word's whole list: so first that of the newest texts, then of more, at last of all. That
# is one statement, of which it begins no part that is not needed. The sum keeps the planner from walking
# back through all texts instead of asking the index.
_GIN: Final = (
    "SELECT id FROM commondesk_searchrow WHERE vector @@ %s::tsquery AND id < %s{unless_enough}"
    " ORDER BY id + 0 DESC LIMIT %s"
)
_OF_WINDOW: Final = "SELECT id FROM window{}"
_UNLESS_ENOUGH: Final = " AND (SELECT count(*) FROM window{before}) < %s"


def newest(words: Sequence[str], labels: Sequence[str], before: int, limit: int) -> list[int]:
    """Ids below `before` of texts with all `words` and, if any are given, one of `labels`, the highest first.

    Words and labels are those of `words_of` and `label`. Fewer than `limit`: there are no more.
    """
    assert words
    if connection.vendor == "sqlite":
        return _ids(_FTS5, [_query([_any(labels, " OR "), *words], " AND "), before, limit])
    return _ids(*_gin(words, labels, min(before, _after_all()), limit))


def among(ids: Collection[int], words: Sequence[str]) -> set[int]:
    """Which of these texts hold all the words; for a few ids at once, whatever the words."""
    if not ids:
        return set()
    rows = SearchRow.objects.filter(pk__in=ids).values_list("pk", "words")
    return {pk for pk, held in rows if set(words) <= set(held.split(" "))}


def _gin(words: Sequence[str], labels: Sequence[str], before: int, limit: int) -> tuple[str, list[str | int]]:
    """The statement with its values. Each part finds what the one before it does, and more."""
    parts: list[str] = []
    values: list[str | int] = []
    for number, window in enumerate(_widening(before)):
        query = _query([_any(labels, " | "), _any(window, " | "), *words], " & ")
        unless_enough = _UNLESS_ENOUGH.format(before=number - 1) if number else ""
        parts.append(f"window{number} AS MATERIALIZED ({_GIN.format(unless_enough=unless_enough)})")
        values += [query, before, *([limit] if number else []), limit]
    found = " UNION ".join(_OF_WINDOW.format(number) for number in range(len(parts)))
    return f"WITH {', '.join(parts)} {found} ORDER BY id DESC LIMIT %s", [*values, limit]


def _widening(before: int) -> Iterator[list[str]]:
    for name, bits in WINDOWS:
        last = max(0, before - 1) >> bits
        yield [label(name, number) for number in (last - 1, last) if number >= 0]
    yield []


def _after_all() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM commondesk_searchrow")
        (last,) = cursor.fetchone()
    return (last or 0) + 1


def _any(labels: Sequence[str], either: str) -> str:
    return f"({either.join(_quoted(each) for each in labels)})" if labels else ""


def _query(parts: Sequence[str], both: str) -> str:
    return both.join(part if part.startswith("(") else _quoted(part) for part in parts if part)


def _quoted(word: str) -> str:
    return f"'{word}'" if connection.vendor == "postgresql" else f'"{word}"'


def _ids(statement: str, values: list[str | int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [pk for (pk,) in cursor.fetchall()]
