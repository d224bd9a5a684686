"""The staff's channels as pages: read, written in, searched, taken back, without any script (CO5)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from commondesk.desk.channel_mail import mails_of
from commondesk.desk.channel_reading import overview
from commondesk.desk.staff_channel import the_channel
from commondesk.desk.staff_message import StaffMessage, say
from commondesk.plumbing.tokens import new_key
from tests.cast import Cast, make_talk


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def ines(cast: Cast) -> Client:
    return signed_in(cast.ines)


def words(response: Any) -> str:
    return str(response.content.decode())


def test_what_is_written_stands_there_for_all_and_is_read_by_opening(cast: Cast, ines: Client) -> None:
    sent = ines.post("/channel/all/say/", {"body": "@Otto, the boiler is out", "key": new_key()})
    assert (sent.status_code, sent["Location"]) == (303, "/channel/all/")
    assert overview(cast.otto)["mentions"] == 1
    otto = signed_in(cast.otto)
    assert 'count-calls" data-channel-count>1<' in words(otto.get("/desk/"))
    page = words(otto.get("/channel/"))
    assert "the boiler is out" in page
    assert "channel-calls" in page
    assert overview(cast.otto)["unread"] == 0


def test_markup_stays_text_and_a_link_to_a_conversation_shows_its_code(
    cast: Cast, ines: Client, settings: Any
) -> None:
    code, base = make_talk(cast.ines, name="Pia Roth").conversation.code, settings.COMMONDESK.base_url
    ines.post("/channel/all/say/", {"body": f"<script>x</script> {base}/desk/{code}/"})
    page = words(signed_in(cast.ira).get("/channel/all/"))
    assert "<script>x" not in page
    assert f'href="{base}/desk/{code}/" target="_blank" rel="noopener noreferrer nofollow">{code}</a>' in page
    assert "Pia Roth" not in page
    assert signed_in(cast.ira).get(f"/desk/{code}/").status_code == 404


def test_one_takes_back_a_message_and_undoes_that(cast: Cast, ines: Client) -> None:
    ines.post("/channel/all/say/", {"body": "Wrong room"})
    assert "Take back" in words(ines.get("/channel/all/"))
    page = words(ines.post("/channel/all/take-back/1/", follow=True))
    assert "Taken back by its author." in page
    assert 'value="Wrong room"' in page  # the way back, for its author once
    assert "Wrong room" not in words(ines.get("/channel/all/"))
    assert "Take back" not in words(signed_in(cast.otto).get("/channel/all/"))


def test_what_is_refused_is_given_back_with_the_reason(ines: Client) -> None:
    answer = ines.post("/channel/all/say/", {"body": " "})
    assert (answer.status_code, StaffMessage.objects.count()) == (422, 0)
    long = ines.post("/channel/all/say/", {"body": "x" * 8001})
    assert (long.status_code, "x" * 8001 in words(long)) == (422, True)


def test_words_find_and_older_ones_are_a_page_back(cast: Cast, ines: Client) -> None:
    channel = the_channel(cast.ines, "queue-ames")
    for number in range(55):
        say(channel, cast.ines, f"Message number {number:02}", new_key())
    page = words(ines.get("/channel/queue-ames/"))
    assert ("number 54" in page, "number 04" in page, "?before=6" in page) == (True, False, True)
    assert "number 04" in words(ines.get("/channel/queue-ames/", {"before": "6"}))
    found = words(ines.get("/channel/queue-ames/", {"q": "NUMBER 07"}))
    assert ("number 07" in found, "number 08" in found) == (True, False)
    assert ines.get("/channel/queue-ames/", {"before": "x' OR 1"}).status_code == 200


def test_mails_are_a_choice_of_ones_own_and_can_be_undone(cast: Cast, ines: Client) -> None:
    page = words(ines.post("/channel/mails/", {"mails": "never"}, follow=True))
    assert mails_of(cast.ines) == "never"
    assert '<input type="hidden" name="mails" value="mentions">' in page
    ines.post("/channel/mails/", {"mails": "sometimes"})
    assert mails_of(cast.ines) == "never"


def test_the_page_costs_the_same_however_much_was_said(
    cast: Cast, ines: Client, django_assert_max_num_queries: Any
) -> None:
    ines.get("/channel/all/")
    for _ in range(40):
        say(the_channel(cast.otto, "all"), cast.otto, "@Ines", new_key(), [cast.ines])
    with django_assert_max_num_queries(60):
        ines.get("/channel/all/")
