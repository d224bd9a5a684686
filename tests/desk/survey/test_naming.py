"""Names as people read them, and the addresses made of them."""

from __future__ import annotations

import pytest

from commondesk.desk.survey.naming import addresses, readable


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("MARION COUNTY PUBLIC LIBRARY SYSTEM", "Marion County Public Library System"),
        ("MCKINLEY MEMORIAL LIBRARY", "McKinley Memorial Library"),
        ("J.V. FLETCHER LIBRARY", "J.V. Fletcher Library"),
        ("O'BRIEN'S FREE LIBRARY OF THE WEST", "O'Brien's Free Library of the West"),
        ("MIAMI-DADE PUBLIC LIBRARY SYSTEM", "Miami-Dade Public Library System"),
        ("507 5TH ST. NW", "507 5th St. NW"),
        ("P.O. BOX 12", "P.O. Box 12"),
        ("THE PEÑA LIBRARY (THE)", "The Peña Library (The)"),
        ("Library of the deVries", "Library of the deVries"),
        ("", ""),
    ],
)
def test_capitals_become_names_and_names_stay(printed: str, read: str) -> None:
    assert readable(printed) == read


def test_an_address_is_short_and_grows_by_state_town_and_key() -> None:
    assert list(addresses("Marion County Public Library System", "Ocala", "FL", "FL0001")) == [
        "marion-county",
        "marion-county-fl",
        "marion-county-ocala-fl",
        "marion-county-fl0001",
    ]


def test_a_name_of_common_words_alone_and_one_of_other_letters_have_addresses() -> None:
    assert next(addresses("The Public Library", "", "", "X1")) == "the-public-library"
    assert next(addresses("図書館", "", "", "X1")) == "library"
    assert all(len(each) <= 64 for each in addresses("Very Long Names " * 12, "Town " * 20, "FL", "K" * 32))
