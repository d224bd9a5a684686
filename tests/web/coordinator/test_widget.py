"""The widget, as a coordinator sets it up."""

import re
from html import unescape

import pytest

from commondesk.consortium.widget import Widget, set_widget, widget_of
from tests.web.coordinator.browser import Browser, text

PAGE = "/library/ames/widget/"
FIELDS = {"corner": "end", "lift": "16", "invite_after": "30"}


@pytest.fixture
def noor(cast):
    return Browser(cast.noor)


def test_the_page_holds_the_one_line_to_paste(cast, noor):
    code = re.search(r'<textarea id="widget-code"[^>]*>(.*?)</textarea>', text(noor.get(PAGE)), re.DOTALL)[1]
    assert (
        unescape(code) == '<script src="http://127.0.0.1:8000/widget.js" data-library="ames" async></script>'
    )


def test_what_is_set_is_kept_and_taken_back(cast, noor):
    page = noor.post(
        PAGE,
        FIELDS
        | {
            "sites": "www.ames.example\n\nhttps://www.ames.example/\nhttps://*.ames.example",
            "pages": "/catalog/*",
            "corner": "start",
            "colour": "#1e6b57",
            "invites": "on",
        },
    )
    kept = widget_of(cast.ames)
    assert kept.sites == ["https://www.ames.example", "https://*.ames.example"]
    assert (kept.pages, kept.corner, kept.colour, kept.invites) == (
        ["/catalog/*"],
        "start",
        "#1E6B57",
        True,
    )
    assert "It may stand on: https://www.ames.example, https://*.ames.example" in text(page)
    noor.undo(page)
    kept = widget_of(cast.ames)
    assert (kept.sites, kept.pages, kept.corner, kept.invites) == ([], [], "end", False)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"sites": "javascript:alert(1)"}, "javascript:alert(1) is no site."),
        ({"sites": "https://a.example; script-src *"}, "is no site."),
        ({"pages": "catalog"}, "catalog is no page."),
        ({"sites": "\n".join(f"https://a{n}.example" for n in range(51))}, "At most 50 lines."),
        ({"lift": "401"}, "field-error"),
        ({"lift": ""}, "field-error"),
        ({"corner": "middle"}, "field-error"),
        ({"colour": "red"}, "Write a colour as #"),
        ({"colour": "#FFEE00"}, None),
        ({"colour": "#808080"}, "The nearest on which they can is"),
        ({"invite_after": "1"}, "field-error"),
        ({"label": "x" * 41}, "field-error"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(cast, noor, wrong, said):
    page = noor.post(PAGE, FIELDS | wrong)
    if said is None:
        assert widget_of(cast.ames).colour == wrong["colour"]
    else:
        assert (page.status_code, Widget.objects.count()) == (422, 0)
        assert said in unescape(text(page))


def test_the_second_of_two_who_save_is_told(cast, noor):
    shown = re.search(r'name="shown" value="(\w+)"', text(noor.get(PAGE)))[1]
    set_widget(cast.ames, cast.hana, {"lift": 90})
    page = noor.post(PAGE, FIELDS | {"shown": shown, "lift": "40"})
    assert page.status_code == 422
    assert "Somebody has saved this while you had it open" in text(page)
    assert widget_of(cast.ames).lift == 90


def test_only_who_looks_after_the_library_sets_it(cast):
    for person in (cast.ines, cast.otto):
        assert Browser(person).get(PAGE).status_code == 403
        assert Browser(person).post(PAGE, FIELDS).status_code == 403
    assert Browser(cast.hana).get(PAGE).status_code == 200


def test_the_preview_shows_what_is_not_yet_saved_and_only_in_our_own_pages(cast, noor):
    page = noor.get(f"{PAGE}preview/?corner=start&lift=90&label=%22%3E%3Cscript%3E&colour=%237A1F1F")
    assert 'data-corner="start"' in text(page)
    assert 'data-label="&quot;&gt;&lt;script&gt;"' in text(page)
    assert "frame-ancestors 'self'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    assert 'data-colour="#1E6B57"' in text(noor.get(f"{PAGE}preview/?colour=red%3B%7D"))
