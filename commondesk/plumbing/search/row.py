"""The rows that are searched. Each database keeps its own index of them, made by the migration:

SQLite an FTS5 table without a copy of the words, which three triggers follow; PostgreSQL a tsvector beside
the words and a GIN index of it. Either is brought up to date by the database itself, in the transaction that
writes or deletes a row. A migration that alters this table must make SQLite's triggers anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import models

from commondesk.plumbing.search.words import label

# A text's number without its last bits, as a word: the newest texts are found without reading of the older.
WINDOWS: Final = (("w", 12), ("v", 16))


class SearchRow(models.Model):
    """The words of one text; `id` is what the text belongs to, `seq` how far of it they come."""

    id = models.BigIntegerField(primary_key=True)
    words = models.TextField()
    seq = models.PositiveIntegerField()

    class Meta:
        app_label = "commondesk"

    def __str__(self) -> str:
        return f"{self.id} up to {self.seq}"


@dataclass(frozen=True, slots=True)
class Text:
    """What is to be found of `id`: its words (`words_of`) and labels."""

    id: int
    words: Sequence[str]
    seq: int


def keep(texts: Iterable[Text]) -> None:
    """Let these be found by their words, in place of any they had before."""
    rows = [SearchRow(**as_row(text)) for text in texts]
    SearchRow.objects.bulk_create(
        rows, update_conflicts=True, update_fields=["words", "seq"], unique_fields=["id"]
    )


def as_row(text: Text) -> dict[str, Any]:
    """The columns of its row."""
    return {"id": text.id, "words": " ".join([*_windows(text.id), *text.words]), "seq": text.seq}


def remove(ids: Collection[int]) -> None:
    """Nothing finds these any more."""
    SearchRow.objects.filter(pk__in=ids).delete()


def _windows(number: int) -> list[str]:
    return [label(name, number >> bits) for name, bits in WINDOWS]
