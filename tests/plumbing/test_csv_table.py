"""Tables as CSV: what is read, what is refused, and that no spreadsheet runs what is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commondesk.plumbing import csv_table
from commondesk.plumbing.csv_table import decoded, read, written
from commondesk.plumbing.refusal import Invalid, TooLarge

KNOWN = ("slug", "name")


@pytest.mark.parametrize("content", ["slug\na".encode("utf-8-sig"), b"slug\na", "slug\na".encode("utf-16")])
def test_utf8_with_and_without_mark_and_excels_utf16_are_read(content: bytes) -> None:
    assert decoded(content) == "slug\na"


@pytest.mark.parametrize(
    "content", ["slug\nCafé".encode("latin-1"), b"slug\n\x00", b"\xff\xfe\x00", b"PK\x03\x04\xa0\xff"]
)
def test_an_encoding_that_could_only_be_guessed_is_refused_with_what_to_do(content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        decoded(content)
    assert "CSV UTF-8" in str(refused.value)


def test_commas_and_semicolons_divide_and_empty_rows_are_left_out() -> None:
    assert read("slug,name\n a , b \n\n,\n", KNOWN, ["slug"]) == [(2, {"slug": "a", "name": "b"})]
    assert read('SLUG;Name\r\na;"b\nc"\r\nd', KNOWN, ["slug"]) == [
        (3, {"slug": "a", "name": "b\nc"}),
        (4, {"slug": "d", "name": ""}),
    ]


@pytest.mark.parametrize(
    "text", ["", "name\nb", "slug,slug\na,b", "slug,password\na,b", "slug\na,b", 'slug\n"' + "a" * 140_000]
)
def test_what_is_no_such_table_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read(text, KNOWN, ["slug"])


def test_a_million_rows_are_refused_politely() -> None:
    with pytest.raises(TooLarge) as refused:
        decoded(b"slug\n" + b"a\n" * 1_000_000)
    assert "parts" in str(refused.value)
    with pytest.raises(TooLarge):
        read("slug\n" + "a\n" * (csv_table.MOST_ROWS + 1), KNOWN, ["slug"])


@given(
    st.lists(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=12), min_size=1, max_size=4)
)
def test_what_is_written_begins_no_formula_and_reads_back(cells: list[str]) -> None:
    trimmed = [cell.strip() for cell in cells]
    names = [f"c{number}" for number in range(len(cells))]
    text = written(names, [trimmed])
    for row in text.splitlines()[1:]:
        for cell in row.split(","):
            assert (
                not cell.lstrip('" ').startswith(("=", "+", "-", "@"))
                or "," in "".join(trimmed)
                or '"' in "".join(trimmed)
            )
    rows = read(text.lstrip("\ufeff"), names, names[:1])
    if any(trimmed) and not any(cell.startswith("'") for cell in trimmed):
        assert list(rows[0][1].values()) == trimmed


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1 555", "-1", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(1)", "\n=1", "\uff1d1+1"]
)
def test_formulas_become_text(cell: str) -> None:
    assert csv_table.safe(cell) == f"'{cell}"
    assert csv_table.safe(f"  {cell}").startswith("'") or cell[0] in "\t\r\n"
