"""The whole way of a notice in Debian's Firefox: from a click, by a push service, to the page it leads to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cast import PASSWORD
from tests.stories.console_desk import Patron
from tests.stories.patron_desk import Librarian
from tests.stories.told_desk import told_desk, waits_for_devices
from tests.support.firefox import Firefox
from tests.support.push_service import PushService
from tests.support.served_desk import ServedDesk

ALONE = "A patron waits, and nobody is at the desk"
TAKEN = "A librarian has taken your question"
QUESTION = "My landlord wants me out, what can I do?"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ServedDesk, PushService]]:
    with told_desk(tmp_path_factory.mktemp("told")) as found:
        yield found


@pytest.fixture
def desk(told: tuple[ServedDesk, PushService]) -> ServedDesk:
    return told[0]


@pytest.fixture
def service(told: tuple[ServedDesk, PushService]) -> PushService:
    return told[1]


@pytest.fixture
def firefox(service: PushService, tmp_path: Path) -> Iterator[Firefox]:
    with Firefox(tmp_path / "profile", service.preferences) as started:
        yield started


def test_a_librarian_alone_hears_on_her_telephone_that_somebody_waits(
    desk: ServedDesk, service: PushService, firefox: Firefox
) -> None:
    turns_on(firefox, desk)
    pia = Patron(desk, QUESTION)
    firefox.waits_for_notices(ALONE)
    assert service.waits_until_delivered(1) == [100]
    assert QUESTION not in str(service.posts)
    firefox.clicks_notice(ALONE)
    firefox.goes_to_tab(f"/desk/{pia.code}/")
    firefox.waits_for(QUESTION)
    # The desk is seen now: what comes is shown there, and by no notice beside it.
    pia.does("leave")
    second = Patron(desk, "Is there a map of 1880?")
    assert service.waits_until_delivered(2) == [100, 100]
    firefox.waits_for_notices()
    second.does("leave")
    firefox.goes(f"{desk.address}/sign-out/")
    firefox.clicks("form[data-sign-out] button")
    waits_for_devices(desk, 0)


def test_a_lost_session_goes_on_after_the_next_sign_in_and_what_was_removed_does_not(
    desk: ServedDesk, service: PushService, firefox: Firefox
) -> None:
    turns_on(firefox, desk)
    firefox.does("DeleteAllCookies")
    signs_in(firefox, f"{desk.address}/desk/")
    firefox.finds("html[data-ready]")
    waits_for_devices(desk, 1)
    firefox.goes(f"{desk.address}/me/calls/")
    firefox.waits_for("On: this device is told", "#devices")
    firefox.clicks("#devices [data-this] button")
    firefox.waits_for("That device is told no more.")
    firefox.waits_for("Off on this device.", "#devices")
    firefox.goes(f"{desk.address}/desk/")
    firefox.finds("html[data-ready]")
    waits_for_devices(desk, 0)


def test_a_patron_who_closed_the_page_hears_that_somebody_answers_and_comes_back(
    desk: ServedDesk, service: PushService, firefox: Firefox
) -> None:
    otto = Librarian(desk)
    otto.comes_on_duty()
    firefox.goes(f"{desk.address}/")
    firefox.types("#question", QUESTION)
    firefox.clicks(".ask-send .button")
    firefox.clicks("[data-act=tell-me]")
    firefox.waits_for("You need not keep this page open", "[data-part=device]")
    code = str(firefox.runs("return location.pathname")).split("/")[2]
    waits_for_devices(desk, 1)
    firefox.goes("about:blank")
    otto.comes_on_duty()
    otto.does(code, "claim", key=f"claim-{code}-0123456")
    firefox.waits_for_notices(TAKEN)
    assert [said for said in (QUESTION, code) if said in str([post.headers for post in service.posts])] == []
    firefox.clicks_notice(TAKEN)
    firefox.goes_to_tab(f"/c/{code}/")
    firefox.waits_for(QUESTION, "desk-log")
    firefox.waits_for("You need not keep this page open", "[data-part=device]")
    firefox.clicks("[data-act=tell-me-no]")
    firefox.waits_for("Tell me on this device", "[data-part=device]")
    waits_for_devices(desk, 0)
    assert firefox.runs("return Object.keys(localStorage).filter(key => key.startsWith('commondesk:'))") == []


def turns_on(firefox: Firefox, desk: ServedDesk) -> None:
    signs_in(firefox, f"{desk.address}/me/calls/")
    firefox.waits_for("Off on this device.", "#devices")
    firefox.clicks("[data-device-on]")
    firefox.waits_for("On: this device is told", "#devices")
    firefox.waits_for("(this device)", "#devices")
    waits_for_devices(desk, 1)


def signs_in(firefox: Firefox, address: str) -> None:
    firefox.goes(address)
    firefox.types("input[name=login]", "ines@ames.example")
    firefox.types("input[name=password]", f"{PASSWORD}\ue007")
