"""Whom a library serves: ZIP codes pasted, mended, taken back; those of two libraries tell of neither."""

import pytest

from commondesk.consortium.audit import Audit
from commondesk.consortium.service_area import MOST, ServiceArea, zip_codes_of
from tests.cast import make_asked
from tests.web.coordinator.browser import Browser, text

PAGE = "/library/ames/area/"


@pytest.fixture
def noor(cast):
    return Browser(cast.noor)


def test_codes_are_kept_once_each_and_written_down_and_bring_patrons(cast, noor):
    assert make_asked(zip_code="32177").conversation.library is None
    page = noor.post(PAGE, {"zip_codes": " 32189, 32177;32177\r\n32131-0042\t"})
    assert "Saved." in text(page)
    assert ">\n32131 32177 32189</textarea>" in text(page)
    assert "3 ZIP codes are yours." in text(page)
    act = Audit.objects.get()
    assert (act.by, act.act, act.about) == (cast.noor, "library.zip-codes", f"library:{cast.ames.pk}")
    assert act.data == {"added": ["32131", "32177", "32189"], "removed": []}
    assert make_asked(zip_code="32177").conversation.library == cast.ames


def test_each_change_can_be_taken_back_and_the_same_again_is_none(cast, noor):
    noor.post(PAGE, {"zip_codes": "32177 32189"})
    page = noor.post(PAGE, {"zip_codes": "32189 32131"})
    assert zip_codes_of(cast.ames) == ["32131", "32189"]
    assert Audit.objects.latest("id").data == {"added": ["32131"], "removed": ["32177"]}
    back = noor.undo(page)
    assert zip_codes_of(cast.ames) == ["32177", "32189"]
    noor.undo(back)
    acts = Audit.objects.count()
    assert "Saved." not in text(noor.post(PAGE, {"zip_codes": "32189\n32131"}))
    assert Audit.objects.count() == acts
    noor.post(PAGE, {"zip_codes": ""})
    assert zip_codes_of(cast.ames) == []
    assert "None yet" in text(noor.get(PAGE))


@pytest.mark.parametrize("wrong", ["3217", "321770", "32177-32189", "Ames", "٣٢١٧٧", "32177-12", "<b>"])
def test_a_code_that_is_none_is_named_and_nothing_is_kept_or_lost(cast, noor, wrong):
    page = noor.post(PAGE, {"zip_codes": f"32189 {wrong} 32131"})
    shown = wrong.replace("<b>", "&lt;b&gt;")
    assert page.status_code == 422
    assert f"“{shown}” is no ZIP code" in text(page)
    assert f"32189 {shown} 32131</textarea>" in text(page)
    assert text(page).count("field-error") == 1
    assert zip_codes_of(cast.ames) == []


def test_of_very_many_wrong_ones_the_first_are_named_and_the_rest_counted(noor):
    page = text(noor.post(PAGE, {"zip_codes": " ".join(f"x{number}" for number in range(2_000))}))
    assert "“x9” is no ZIP code" in page
    assert "“x10” is no ZIP code" not in page
    assert "1990 more are no ZIP codes either." in page


def test_those_of_two_libraries_are_told_and_tell_of_neither(cast, noor):
    ServiceArea.objects.create(library=cast.birch, zip_code="32177")
    refused = noor.post(PAGE, {"zip_codes": "32177 32189"})
    assert refused.status_code == 422
    assert "Another library serves 32177." in text(refused)
    page = text(Browser(cast.hana).post(PAGE, {"zip_codes": "32177 32189"}))
    assert "Saved." in text(noor.post(PAGE, {"zip_codes": "32177 32189 32131"}))  # what is there may stay
    assert "1 of them is served by another library, too" in page
    assert make_asked(zip_code="32177").conversation.library is None
    assert make_asked(zip_code="32189").conversation.library == cast.ames
    cast.birch.is_active = False
    cast.birch.save()
    assert "another library, too" not in text(noor.get(PAGE))


def test_thousands_are_saved_and_shown_at_once(cast, noor, django_assert_max_num_queries):
    codes = [f"{number:05}" for number in range(MOST)]
    ServiceArea.objects.bulk_create(ServiceArea(library=cast.birch, zip_code=each) for each in codes[:500])
    hana = Browser(cast.hana)
    with django_assert_max_num_queries(70):
        page = hana.post(PAGE, {"zip_codes": "\r\n".join(codes)})
    assert ServiceArea.objects.filter(library=cast.ames).count() == MOST
    assert "500 of them are served by another library, too" in text(page)
    assert "00009 and 490 more" in text(page)
    hana.undo(page)
    assert zip_codes_of(cast.ames) == []
    assert "at most" in text(noor.post(PAGE, {"zip_codes": "\n".join([*codes, "99999"])}))
