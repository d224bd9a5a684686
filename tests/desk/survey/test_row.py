"""A line of the survey: columns by their names, ZIP codes, clocks, counties, and what could not be used."""

from __future__ import annotations

import pytest

from commondesk.desk.survey.columns import LONGEST_CELL, Columns
from commondesk.desk.survey.places import gazetteer
from commondesk.desk.survey.row import Row, row_of
from commondesk.plumbing.refusal import Invalid

OCALA = {"key": "fl0001", "name": "MARION COUNTY LIBRARY", "city": "OCALA", "state": "FL", "zip": "34470",
         "county": "MARION"}  # fmt: skip


def row(**said: str) -> Row:
    found = row_of(2, OCALA | said, gazetteer(), "America/New_York")
    assert isinstance(found, Row), found
    return found


def refused(**said: str) -> str:
    found = row_of(2, OCALA | said, gazetteer(), "America/New_York")
    assert isinstance(found, str)
    return found


def test_columns_are_found_by_the_names_of_both_kinds_of_files() -> None:
    survey = Columns(["STABR", "FSCSKEY", "LIBNAME", "ZIP4", "CNTY"])
    assert survey.read(["FL", "FL1", "X", "", " MARION "])["county"] == "MARION"
    made_of_it = Columns(["fscskey", "libid", "name", "state", "zip"])
    assert made_of_it.read(["FL1", "F", "X  Y", "FL", "-3"]) == {
        "key": "FL1", "name": "X Y", "state": "FL", "zip": "",
    }  # fmt: skip
    assert Columns(["ID", "name"], {"key": "id"}).read(["7"]) == {"key": "7", "name": ""}


def test_a_cell_is_one_line_that_turns_no_writing_round() -> None:
    read = Columns(["fscskey", "name"]).read
    assert read(["FL1", "Maple\nLibrary\u202e\x1b"])["name"] == "Maple Library"
    assert len(read(["FL1", "x" * 100_000])["name"]) == LONGEST_CELL


def test_missing_doubled_and_invented_columns_are_told_with_those_that_there_are() -> None:
    for header, named, says in (
        (["name", "x"], {}, "--map key=COLUMN"),
        (["fscskey"], {}, "libname or name"),
        (["fscskey", "name", "name"], {}, "Two columns are called “name”"),
        (["fscskey", "name"], {"zip": "plz"}, "no column “plz”"),
    ):
        with pytest.raises(Invalid) as found:
            Columns(header, named)
        assert says in str(found.value)


def test_a_countys_library_serves_its_county_and_any_other_its_own_zip_code() -> None:
    assert {"34470", "34481", "32113"} <= set(row().zip_codes)
    assert row().zip_codes[0] == "34470"
    assert row(name="OCALA LIBRARY").zip_codes == ("34470",)
    assert len(row(name="OCALA LIBRARY", legal_basis="CO").zip_codes) > 10
    assert row(county="").zip_codes == row().zip_codes
    assert "60634" in row(name="COUNTY LIBRARY", state="IL", zip="60634", county="COOK").zip_codes
    assert "61301" in row(name="COUNTY LIBRARY", state="IL", zip="61301", county="LA SALLE").zip_codes


def test_each_has_the_clock_of_its_zip_code_for_florida_has_two() -> None:
    assert row().values["time_zone"] == "America/New_York"
    assert row(zip="32501").values["time_zone"] == "America/Chicago"
    assert row(zip="", state="AL").values["time_zone"] == "America/Chicago"
    nowhere = row(zip="", state="")
    assert nowhere.values["time_zone"] == "America/New_York"
    assert "no time zone is known: America/New_York" in nowhere.notes


def test_a_zip_code_whose_zeros_a_spreadsheet_dropped_is_whole_again() -> None:
    assert row(zip="6232", state="CT").values["zip_code"] == "06232"
    assert row(zip="34470-1234").values["zip_code"] == "34470"
    for junk in ("6232", "3447O", "٣٤٤٧٠", "344701", "=1+1"):
        found = row(zip=junk, state="FL")
        assert (found.values["zip_code"], found.notes[0]) == ("", f"“{junk}” is no ZIP code"), junk


def test_rows_without_key_or_name_are_none() -> None:
    assert refused(key="") == "no key, by which it would be known again"
    assert refused(name="") == "no name"
    for junk in ("a b", "x" * 33, "<b>", "\u202ex"):
        assert "its key is longer" in refused(key=junk)


def test_what_is_too_long_or_no_address_is_cut_and_said() -> None:
    found = row(name="X" + "y" * 300, website="javascript:alert(1)", phone="5" * 60)
    assert (len(found.values["name"]), found.values["website"], len(found.values["phone"])) == (160, "", 32)
    assert len(found.notes) == 3
    assert row(website="www.ames.example").values["website"] == "https://www.ames.example"
