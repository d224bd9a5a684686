"""The page of one's calls: what calls at the desk and how, in all browsers of a person."""

import pytest

from commondesk.consortium.audit import Audit
from commondesk.consortium.calls import DEFAULTS, MEANS, calls_of, choose_calls
from commondesk.consortium.standard import set_standard
from commondesk.desk.snapshot import me
from commondesk.plumbing.refusal import Invalid
from tests.web.coordinator.browser import Browser, text

PAGE = "/me/calls/"
KINDS = [kind for kind in DEFAULTS if kind != "mark"]  # of everybody but the help desk
CHOSEN_NOTHING = {kind: list(DEFAULTS[kind]) for kind in KINDS}
ALL = {kind: list(MEANS) for kind in KINDS} | {"letter_keys": "on"}


@pytest.fixture
def ines(cast):
    return Browser(cast.ines)


def test_who_has_chosen_nothing_hears_who_waits_and_who_asks(cast):
    calls = me(cast.ines)["calls"]
    assert calls == CHOSEN_NOTHING
    assert [kind for kind in KINDS if "sound" in calls[kind]] == ["rings", "offer", "danger", "returned"]


def test_a_choice_is_kept_for_all_browsers_of_the_person_and_taken_back(cast, ines):
    page = ines.post(PAGE, ALL | {"rings": ["title", "sound"], "danger": []} | {"letter_keys": []})
    assert "Saved." in text(page)
    cast.ines.refresh_from_db()
    known = me(cast.ines)
    assert (known["calls"]["rings"], known["calls"]["danger"]) == (["sound", "title"], [])
    assert known["letter_keys"] is False
    act = Audit.objects.get()
    assert (act.by, act.act, act.about) == (cast.ines, "librarian.calls", f"librarian:{cast.ines.pk}")
    ines.undo(page)
    cast.ines.refresh_from_db()
    assert (calls_of(cast.ines), cast.ines.letter_keys) == (CHOSEN_NOTHING, True)
    assert cast.otto.calls == {}


def test_the_same_again_writes_nothing(ines):
    ines.post(PAGE, ALL)
    assert "Saved." not in text(ines.post(PAGE, ALL))
    assert Audit.objects.count() == 1


@pytest.mark.parametrize("fields", [{"rings": ["smell"]}, {"danger": ["sound", ""]}, {"offer": ["\x00"]}])
def test_a_means_that_is_none_is_refused(cast, ines, fields):
    page = ines.post(PAGE, ALL | fields)
    assert page.status_code == 422
    cast.ines.refresh_from_db()
    assert cast.ines.calls == {}


def test_kinds_and_means_have_one_shape(cast):
    for calls in ({}, {kind: ["smell"] for kind in KINDS}, {**CHOSEN_NOTHING, "smoke": []}):
        with pytest.raises(Invalid):
            choose_calls(cast.ines, calls, True)


def test_what_an_older_version_kept_is_read_as_far_as_it_is_known(cast):
    cast.ines.calls = {"rings": ["sound", "smell"], "smoke": ["sound"]}
    calls = calls_of(cast.ines)
    assert calls["rings"] == ["sound"]
    assert set(calls) == set(KINDS)


def test_the_danger_line_is_that_of_the_standards(cast, ines):
    assert "A patron has waited for 90 seconds" in text(ines.get(PAGE))
    set_standard(cast.hana, "AC8.danger_seconds", 75)
    assert "A patron has waited for 75 seconds" in text(ines.get(PAGE))
    assert '"danger": 75' in text(ines.get("/desk/"))


def test_only_the_help_desk_is_asked_about_marks(cast, ines):
    assert "Conduct was marked" not in text(ines.get(PAGE))
    hana = Browser(cast.hana)
    assert "Conduct was marked" in text(hana.get(PAGE))
    assert calls_of(cast.hana)["mark"] == ["title", "notice"]
    assert "Saved." in text(hana.post(PAGE, ALL | {"mark": ["sound"]}))
    cast.hana.refresh_from_db()
    assert me(cast.hana)["calls"]["mark"] == ["sound"]
