"""The standards' numbers: set, bounded, set back, with their history (SV9)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from commondesk.consortium.standard import DEFAULTS, FIXED, Standard, bounds, standard
from commondesk.web.helpdesk.standards import what_it_does
from tests.cast import Cast

NAME = "AC3.pick_up_seconds"


def row(hana: Client) -> dict[str, Any]:
    rows = hana.get("/consortium/standards/").context["standards"]
    found: dict[str, Any] = next(each for each in rows if each["name"] == NAME)
    return found


def test_a_number_is_set_taken_back_and_its_history_told(hana: Client, cast: Cast) -> None:
    hana.post(f"/consortium/standards/{NAME}/", {"value": "45"})
    assert standard(NAME) == 45
    undo = hana.get("/consortium/standards/").context["said"]
    hana.post(undo["action"], dict(undo["fields"]))
    assert standard(NAME) == 60
    history = [
        (line["change"].by, line["change"].before, line["change"].after) for line in row(hana)["history"]
    ]
    assert history == [("Hana Sato", 45, 60), ("Hana Sato", 60, 45)]


def test_nothing_posted_goes_back_to_the_default(hana: Client) -> None:
    hana.post(f"/consortium/standards/{NAME}/", {"value": "45"})
    assert row(hana)["is_own"]
    hana.post(f"/consortium/standards/{NAME}/")
    assert not row(hana)["is_own"]
    assert not Standard.objects.exists()


@pytest.mark.parametrize("value", ["0", "-1", "3601", "x", "٤٥", "1e3", "9" * 30])
def test_what_makes_no_sense_is_refused_in_its_place(hana: Client, value: str) -> None:
    answer = hana.post(f"/consortium/standards/{NAME}/", {"value": value})
    assert answer.status_code == 422
    assert "Between 5 and 3600" in answer.content.decode()
    assert standard(NAME) == 60


@pytest.mark.parametrize("name", ["AC3.nonsense", "PR5.address_key_days", "x" * 200])
def test_a_number_that_is_none_or_fixed_cannot_be_set(hana: Client, name: str) -> None:
    assert hana.post(f"/consortium/standards/{name}/", {"value": "9"}).status_code == 404
    assert not Standard.objects.exists()


def test_each_number_says_what_it_does_and_its_default_is_within_its_bounds() -> None:
    assert set(DEFAULTS) - FIXED - set(what_it_does()) == set()
    for name, default in DEFAULTS.items():
        least, most = bounds(name)
        assert least <= default <= most, name
