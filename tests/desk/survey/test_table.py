"""The file: what cannot be read to its end is refused before anything is begun (bad-input 30)."""

from __future__ import annotations

from pathlib import Path

import pytest

from commondesk.desk.survey.table import DEFAULT_ENCODING, Table
from commondesk.plumbing.refusal import Invalid

HEAD = "fscskey,name\n"


def table(folder: Path, content: bytes, encoding: str = DEFAULT_ENCODING) -> Table:
    path = folder / "libraries.csv"
    path.write_bytes(content)
    return Table(path, encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("divider", [",", ";", "\t"])
def test_tables_as_programs_save_them_are_read(tmp_path: Path, encoding: str, divider: str) -> None:
    found = table(tmp_path, f"fscskey{divider}name\r\nFL1{divider}Peña\r\n\r\n".encode(encoding))
    assert (found.columns, found.rows) == (["fscskey", "name"], 1)
    assert list(found.lines()) == [(2, ["FL1", "Peña"])]


def test_another_encoding_is_taken_when_it_is_named_and_never_guessed(tmp_path: Path) -> None:
    content = f"{HEAD}FL1,Peña\n".encode("cp1252")
    with pytest.raises(Invalid) as refused:
        table(tmp_path, content)
    assert "is not UTF-8" in str(refused.value)
    assert "--encoding cp1252" in str(refused.value)
    assert list(table(tmp_path, content, "cp1252").lines()) == [(2, ["FL1", "Peña"])]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (HEAD.encode(), "no rows below"),
        (b"\n\n\n", "no rows below"),
        (f"{HEAD}FL1,a\0b\n".encode(), "no table of text"),
        (f"{HEAD}FL1,a\n".encode("utf-16-le"), "no table of text"),
        (f'{HEAD}FL1,"{"x" * 200_000}'.encode(), "is not CSV"),
        (b"\xff\xfe" + HEAD.encode("utf-16-le") + b"a", "is not UTF-16"),
    ],
)
def test_what_is_no_table_is_said_in_a_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(Invalid) as refused:
        table(tmp_path, content)
    assert says in str(refused.value)


def test_a_directory_a_pipe_and_an_encoding_that_is_none_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, Path("/dev/null")):
        with pytest.raises(Invalid):
            Table(path)
    with pytest.raises(Invalid) as refused:
        table(tmp_path, HEAD.encode(), "klingon")
    assert "“klingon” is no encoding" in str(refused.value)
