"""`commondesk import-libraries` as it is typed: what it says, what it leaves with, and real files."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from commondesk import cli
from commondesk.consortium.library import Library
from tests.cast import Cast

FILE = """state,fscskey,name,address,city,zip,county,branches
FL,FL0001,MARION COUNTY PUBLIC LIBRARY,1 MAIN STREET,OCALA,34470,MARION,-1
CT,CT0001,ANDOVER PUBLIC LIBRARY,355 ROUTE 6,ANDOVER,6232,TOLLAND,0
FL,,NO KEY LIBRARY,,,,,
FL,FL0001,TWICE LIBRARY,,,,,
FL,FL0002,,,,,,
FL,FL0003,=SUM LIBRARY,,OCALA,9,MARION,1
FL,FL0004,WIDE LIBRARY,,,,,,,,
"""
SHARED = Path(os.environ.get("COMMONDESK_SHARED", Path(__file__).parents[2] / "shared"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "libraries.csv"
    path.write_text(FILE)
    return path


def test_it_imports_and_says_row_by_row_what_it_could_not_use(
    cast: Cast, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["import-libraries", str(file)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in said[:-1]] == [f"line {number}" for number in range(4, 9)]
    assert "line 5: TWICE LIBRARY: left out: its key stands in line 2 already" in said
    assert "line 8: WIDE LIBRARY: left out: more cells than the first line has names" in said
    assert said[-1].startswith("3 libraries new, each with a queue that rolls on to Statewide;")
    assert said[-1].endswith("4 rows left out.")
    assert Library.objects.get(survey_key="CT0001").zip_code == "06232"
    assert cli.main(["import-libraries", str(file)]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("0 libraries new")


def test_a_dry_run_and_a_report_as_a_file_no_spreadsheet_runs(
    cast: Cast, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.csv"
    before = Library.objects.count()
    assert cli.main(["import-libraries", str(file), "--dry-run", "--report", str(report)]) == 0
    assert Library.objects.count() == before
    assert capsys.readouterr().out.startswith("This would be done, and nothing is: 3 libraries new")
    with report.open(encoding="utf-8-sig", newline="") as written:
        rows = list(csv.DictReader(written))
    assert {row["line"] for row in rows} == {"4", "5", "6", "7", "8"}
    assert [row["name"] for row in rows if row["line"] == "7"] == ["'=Sum Library"]


def test_columns_of_other_names_are_said_by_hand(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("Outlet;Title\nX1;Lake Library\n")
    assert cli.main(["import-libraries", str(path), "--map", "key=OUTLET", "--map", "name=Title"]) == 0
    assert Library.objects.filter(survey_key="X1", slug="lake").exists()


@pytest.mark.parametrize(
    ("more", "code", "says"),
    [
        (["--map", "colour=x"], 2, "--map colour=x: say NAME=COLUMN"),
        (["--map", "key=nothing"], 1, "no column “nothing”"),
        (["--rolls-on-to", "practice"], 1, "no shared queue “practice”"),
        (["--encoding", "klingon"], 1, "is no encoding"),
        (["--report", "/nowhere/at/all"], 2, "/nowhere/at/all cannot be written"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    cast: Cast, file: Path, capsys: pytest.CaptureFixture[str], more: list[str], code: int, says: str
) -> None:
    before = Library.objects.count()
    assert cli.main(["import-libraries", str(file), *more]) == code
    assert says in capsys.readouterr().err
    assert Library.objects.count() == before


def test_a_file_that_is_not_there_and_a_directory_are_told(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["import-libraries", str(tmp_path / "none.csv")]) == 2
    assert "none.csv cannot be read: No such file" in capsys.readouterr().err
    assert cli.main(["import-libraries", str(tmp_path)]) == 1
    assert "is no file that can be read twice" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "least"), [("florida_public_libraries.csv", 78), ("us_public_libraries_fy2014.csv", 9225)]
)
def test_real_files_of_the_survey_are_read(
    cast: Cast, name: str, least: int, capsys: pytest.CaptureFixture[str]
) -> None:
    path = SHARED / "data/libraries" / name
    if not path.exists():
        pytest.skip(f"{path} is not here; set COMMONDESK_SHARED to the folder that holds data/")
    assert cli.main(["import-libraries", str(path), "--dry-run"]) == 0
    assert f": {least} libraries new" in capsys.readouterr().out.splitlines()[-1]
