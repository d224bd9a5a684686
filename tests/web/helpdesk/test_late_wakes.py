"""While servers do not hear each other the help desk is told so, wherever it looks; nobody else is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from commondesk.plumbing import clock
from commondesk.plumbing.running import Pulse
from tests.cast import Cast

PAGES = ("/desk/", "/consortium/")
TOLD = "do not hear each other"


def says_so(client: Client, page: str) -> bool:
    answer = client.get(page)
    assert answer.status_code == 200
    return TOLD in answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_the_help_desk_is_told_until_the_bus_is_back(hana: Client, page: str) -> None:
    lost = [clock.now()]
    pulse = Pulse("line", lambda: lost[0] if lost else None)
    pulse.beat()
    assert says_so(hana, page)
    lost.clear()
    pulse.beat()
    assert not says_so(hana, page)


def test_one_that_has_left_troubles_nobody(hana: Client) -> None:
    Pulse("line", clock.now).beat()
    with clock.moved(timedelta(minutes=1)):
        assert not says_so(hana, "/consortium/")


def test_a_librarian_is_told_nothing_they_cannot_mend(client: Client, cast: Cast) -> None:
    Pulse("line", clock.now).beat()
    client.force_login(cast.ines)
    assert not says_so(client, "/desk/")
