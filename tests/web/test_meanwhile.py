"""Two who have the same page of settings open: the second is told before the first one's change is lost."""

from __future__ import annotations

import re
from functools import partial
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commondesk.consortium.audit import Audit
from commondesk.consortium.consortium import the_consortium
from commondesk.consortium.library import Library
from commondesk.consortium.logo import Logo
from commondesk.consortium.membership import Role
from commondesk.consortium.queue import Queue
from commondesk.consortium.service_area import zip_codes_of
from commondesk.consortium.standard import histories, set_standard, standard
from commondesk.desk.mark_kind import MarkKind
from commondesk.knowledge.canned_message import CannedMessage
from commondesk.plumbing.refusal import Invalid
from commondesk.schedule.setting_hours import usual_week
from tests.cast import Cast, make_librarian
from tests.support.files import png
from tests.support.together import together
from tests.web.coordinator.browser import Browser, text

NAME = "AC3.pick_up_seconds"


def filled(page: Any, **changes: Any) -> dict[str, Any]:
    """The first form that is not a search, as a browser holds it, with some fields changed."""
    forms = re.findall(r'<form class="[^"]*" method="post"(?:(?!</form>).)*</form>', text(page), re.DOTALL)
    form = next(
        form for form in forms if 'name="shown"' in form and all(f'name="{n}"' in form for n in changes)
    )
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        kind, name = _of(tag, "type"), _of(tag, "name")
        if kind not in ("checkbox", "radio") or " checked" in tag:
            found.setdefault(name, []).append(
                _of(tag, "value") or "on" if kind == "checkbox" else _of(tag, "value")
            )
    for name, body in re.findall(r'<select name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        found[name] = unescape(chosen[1]) if chosen else ""
    for name, body in re.findall(r'<textarea name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        found[name] = unescape(body)
    found.pop("csrfmiddlewaretoken", None)
    return found | changes


def _of(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""


@pytest.fixture
def two(cast: Cast) -> tuple[Browser, Browser]:
    """Two of the help desk, who may change everything; one of them is Hana."""
    return Browser(cast.hana), Browser(make_librarian("hugo@desk.example", "Hugo", Role.HELP_DESK))


PAGES = {
    "/library/ames/": (
        {"phone": "555-0100"}, {"city": "Ames"}, lambda: Library.objects.get(slug="ames").phone,
    ),
    "/library/ames/hours/": (
        {"day-0-0-opens": "09:00", "day-0-0-closes": "17:00"},
        {"day-1-0-opens": "10:00", "day-1-0-closes": "12:00"},
        lambda: sorted(usual_week(Library.objects.get(slug="ames"))),
    ),
    "/library/ames/area/": (
        {"zip_codes": "32177"}, {"zip_codes": "32189"},
        lambda: zip_codes_of(Library.objects.get(slug="ames")),
    ),
    "/library/ames/roll-on/": (
        {"rolls_on_after": "7"}, {"rolls_on_to": "birch"},
        lambda: Queue.objects.get(slug="ames").rolls_on_after,
    ),
    "/consortium/queues/ames/": (
        {"priority": "7"}, {"name": "Of Ames"}, lambda: Queue.objects.get(slug="ames").priority,
    ),
    "/consortium/": ({"slogan": "Ask us"}, {"text_number": "555"}, lambda: the_consortium().slogan),
}  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_what_the_first_has_saved_is_not_lost_by_the_second(
    two: tuple[Browser, Browser], address: str
) -> None:
    first, second = two
    of_first, of_second, value = PAGES[address]
    before = value()
    opened = second.get(address)
    first.post(address, filled(first.get(address), **of_first))
    saved = value()
    assert saved != before
    answer = second.post(address, filled(opened, **of_second))
    assert answer.status_code == 422
    assert "Somebody has saved this while you had it open" in text(answer)
    assert value() == saved
    # What they typed stands there still; saving again is a decision now.
    again = filled(answer, **of_second)
    assert "Somebody has saved" not in text(second.post(address, again))


def test_one_who_mends_another_mistake_meanwhile_is_told_all_the_same(two: tuple[Browser, Browser]) -> None:
    first, second = two
    address = "/library/ames/"
    opened = second.get(address)
    first.post(address, filled(first.get(address), phone="555-0100"))
    wrong = second.post(address, filled(opened, name=""))
    assert "Somebody has saved" not in text(wrong)
    assert "Somebody has saved" in text(second.post(address, filled(wrong, name="Ames")))
    assert Library.objects.get(slug="ames").phone == "555-0100"


def test_the_undo_of_the_first_does_not_take_back_what_the_second_did_since(
    two: tuple[Browser, Browser],
) -> None:
    first, second = two
    address = "/library/ames/"
    done = first.post(address, filled(first.get(address), phone="555-0100"))
    second.post(address, filled(second.get(address), city="Ames"))
    answer = first.undo(done)
    assert "Somebody has saved" in text(answer)
    library = Library.objects.get(slug="ames")
    assert (library.phone, library.city) == ("555-0100", "Ames")


def test_a_colleague_s_role_is_not_set_back_by_who_only_wanted_to_change_the_name(cast: Cast) -> None:
    noor, hana = Browser(cast.noor), Browser(cast.hana)
    address = f"/library/ames/staff/{cast.ines.pk}/"
    opened = hana.get(address)
    noor.post(address, filled(noor.get(address), role="coordinator"))
    assert "Somebody has saved" in text(hana.post(address, filled(opened, shown_name="Ina")))
    assert cast.ines.memberships.get().role == Role.COORDINATOR


def test_a_canned_message_of_a_library_keeps_the_words_of_who_saved_first(cast: Cast) -> None:
    nils = make_librarian("nils@ames.example", "Nils", Role.COORDINATOR, cast.ames)
    message = CannedMessage.objects.create(
        name="Hello", step="greeting", body="Hello.\nHi.", library=cast.ames
    )
    first, second, address = Browser(cast.noor), Browser(nils), f"/desk/canned/{message.pk}/"
    opened = second.get(address)
    done = first.post(address, filled(first.get(address), body="Good day."))
    shown = second.post(address, filled(opened, body="Welcome.", preview="1"))  # looking changes nothing
    answer = second.post(address, filled(shown, body="Welcome."))
    assert (answer.status_code, "Somebody has saved this" in text(answer)) == (422, True)
    assert "Welcome.</textarea>" in text(answer)
    message.refresh_from_db()
    assert message.body == "Good day."
    assert "Somebody has saved" not in text(second.post(address, filled(answer, name="Welcome")))
    message.refresh_from_db()
    assert (message.name, message.body) == ("Welcome", "Welcome.")
    assert "Somebody has saved this" in text(first.undo(done))


def test_a_kind_of_mark_keeps_the_names_of_who_saved_first(two: tuple[Browser, Browser]) -> None:
    first, second = two
    page, prank = "/consortium/marks/kinds/", MarkKind.objects.get(slug="prank")
    address = f"{page}{prank.pk}/"
    opened = second.get(page)
    done = first.post(address, filled(first.get(page), name_en="Joke"))
    answer = second.post(address, filled(opened, name_es="Chiste"))
    assert (answer.status_code, "Somebody has saved this" in text(answer)) == (422, True)
    prank.refresh_from_db()
    assert (prank.name_en, prank.name_es) == ("Joke", "Broma")
    again = second.post(address, filled(answer, name_en="Joke", name_es="Chiste"))
    assert "Somebody has saved" not in text(again)
    prank.refresh_from_db()
    assert (prank.name_en, prank.name_es) == ("Joke", "Chiste")
    assert "Somebody has saved this" in text(first.undo(done))


def test_a_new_kind_of_mark_that_another_has_renamed_is_not_taken_back(two: tuple[Browser, Browser]) -> None:
    first, second = two
    page = "/consortium/marks/kinds/"
    done = first.post(page, {"name_en": "Stalking", "name_es": "Acoso", "order": "9", "is_active": "on"})
    kind = MarkKind.objects.get(name_en="Stalking")
    given = {"name_en": "Following", "name_es": "Acoso", "order": "9", "is_active": "on"}
    second.post(f"{page}{kind.pk}/", given)
    assert "Somebody has saved this" in text(first.undo(done))
    kind.refresh_from_db()
    assert (kind.name_en, kind.is_active) == ("Following", True)


@pytest.mark.parametrize("act", ["remove", "bring"])
def test_the_logo_of_who_was_first_hangs_on(two: tuple[Browser, Browser], act: str) -> None:
    first, second = two
    address = "/library/ames/logo/"
    bring_logo(first, address, png(20, 20))
    opened = second.get(address)
    done = bring_logo(first, address, png(40, 40), filled(first.get(address)))
    answer = (
        second.post(address, filled(opened) | {"act": "remove"})
        if act == "remove"
        else bring_logo(second, address, png(60, 60), filled(opened))
    )
    assert (answer.status_code, "Somebody has changed the logo" in text(answer)) == (422, True)
    assert Library.objects.get(slug="ames").logo.width == 40
    assert Logo.objects.count() == 2
    assert "Saved." in text(second.post(address, filled(answer) | {"act": "remove"}))
    assert "Somebody has changed the logo" in text(first.undo(done))
    assert Library.objects.get(slug="ames").logo is None


def bring_logo(browser: Browser, address: str, content: bytes, fields: dict[str, Any] | None = None) -> Any:
    """As a browser posts the form with a picture; what comes after it."""
    given = {"shown": fields["shown"]} if fields else {}
    answer = browser.client.post(address, given | {"logo": SimpleUploadedFile("logo.png", content)})
    return browser.get(answer["Location"]) if answer.status_code == 303 else answer


def test_a_standard_that_was_changed_meanwhile_says_to_what(two: tuple[Browser, Browser]) -> None:
    first, second = two
    for browser, value in ((first, "45"), (second, "50")):
        page = browser.post(f"/consortium/standards/{NAME}/", {"value": value, "shown": "60"})
    assert "Somebody has changed it to 45 meanwhile" in text(page)
    assert standard(NAME) == 45


def test_two_who_change_one_standard_at_once_leave_a_history_that_is_true(open_cast: Cast) -> None:
    hugo = make_librarian("hugo@desk.example", "Hugo", Role.HELP_DESK)
    refusals = together(
        [
            partial(set_standard, open_cast.hana, NAME, 45, 60),
            partial(set_standard, hugo, NAME, 50, 60),
        ]
    )
    assert sorted(isinstance(refusal, Invalid) for refusal in refusals) == [False, True]
    [line] = histories()[NAME]
    assert (line.before, line.after) == (60, standard(NAME))
    together([partial(set_standard, open_cast.hana, NAME, 70), partial(set_standard, hugo, NAME, 80)])
    newest, older, _first = histories()[NAME]
    assert (newest.before, newest.after) == (older.after, standard(NAME))


def test_two_who_save_one_library_in_the_same_moment(open_cast: Cast) -> None:
    people = [open_cast.hana, open_cast.noor]
    browsers = [Browser(person) for person in people]
    forms = [
        filled(browser.get("/library/ames/"), phone=f"555-010{number}")
        for number, browser in enumerate(browsers)
    ]
    pages: list[Any] = []
    together(
        [
            lambda browser=browser, form=form: pages.append(browser.post("/library/ames/", form))
            for browser, form in zip(browsers, forms, strict=True)
        ]
    )
    assert sorted(page.status_code for page in pages) == [200, 422]
    assert Audit.objects.filter(act="library.change").count() == 1


def test_two_who_bring_a_logo_or_name_a_kind_in_the_same_moment(open_cast: Cast) -> None:
    """One of each is kept, the other told, and nobody waits for the other forever."""
    hugo = make_librarian("hugo@desk.example", "Hugo", Role.HELP_DESK)
    browsers = [Browser(open_cast.hana), Browser(hugo)]
    logo, kinds = "/library/ames/logo/", "/consortium/marks/kinds/"
    prank = MarkKind.objects.get(slug="prank")
    forms = [
        (browser, filled(browser.get(logo)), filled(browser.get(kinds), name_en=f"Joke {number}"))
        for number, browser in enumerate(browsers)
    ]
    pages: list[Any] = []
    together(
        [
            lambda browser=browser, form=form, side=side: pages.append(
                bring_logo(browser, logo, png(side, side), form)
            )
            for side, (browser, form, _kind) in enumerate(forms, start=20)
        ]
    )
    together(
        [
            lambda browser=browser, kind=kind: pages.append(browser.post(f"{kinds}{prank.pk}/", kind))
            for browser, _form, kind in forms
        ]
    )
    assert sorted(page.status_code for page in pages[:2]) == [200, 422]
    assert sorted(page.status_code for page in pages[2:]) == [200, 422]
    assert Logo.objects.get() == Library.objects.get(slug="ames").logo
    assert Audit.objects.filter(act="mark_kind.change").count() == 1
