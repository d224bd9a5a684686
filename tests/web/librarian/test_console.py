"""The console's page: what it shows from the first paint, to whom, and that nobody's words become markup."""

import json
import re
from pathlib import Path

import pytest

from commondesk.desk.conversation import Conversation
from commondesk.desk.message import say_as_patron
from commondesk.desk.note import note
from commondesk.privacy.erasure import erase
from commondesk.web.librarian.words import words
from tests.cast import make_asked, make_library, make_talk, on_duty

SCRIPTS = Path(__file__).parents[3] / "commondesk/static/js"
HOSTILE = '</script><script>alert(1)</script>"{{ 7|add:7 }}'


@pytest.fixture
def ines(client, cast):
    """Ines's browser; she looks after the statewide queue, into which her library's rolls on."""
    client.force_login(cast.ines)
    on_duty(cast.ines, cast.statewide)
    return client


def block(page, name):
    found = re.search(
        rf'<script id="{name}" type="application/json">(.*?)</script>', page.content.decode(), re.DOTALL
    )
    return json.loads(found[1])


def test_whoever_is_not_signed_in_is_asked_to_and_comes_back(client, cast):
    code = make_asked().conversation.code
    assert client.get(f"/desk/{code}/")["Location"] == f"/sign-in/?next=/desk/{code}/"


def test_an_analyst_is_told_that_conversations_are_not_theirs(client, cast):
    client.force_login(cast.anna)
    page = client.get("/desk/")
    assert page.status_code == 403
    assert "reads the counts" in page.content.decode()


def test_who_waits_is_there_from_the_first_paint_the_longest_wait_first(ines, cast):
    first = make_asked("Where is the census?", name="Pia", library=cast.ames, topic="Genealogy").conversation
    second = make_asked("How do I renew?", library=cast.birch).conversation
    page = ines.get("/desk/").content.decode()
    assert page.index(f'data-row="{first.code}"') < page.index(f'data-row="{second.code}"')
    assert "Where is the census?" in page
    assert "Ames Public Library · Genealogy" in page
    assert f'data-claim="{second.code}"' in page


def test_who_is_on_duty_is_said_from_the_first_paint(ines, cast):
    on_duty(cast.otto, cast.statewide)
    make_talk(cast.ines)
    page = ines.get("/desk/").content.decode()
    assert 'data-duty="on"' in page
    assert "data-duty-state>On duty<" in page
    assert "data-duty-queues>Statewide<" in page
    assert "Otto (Birch) 0" in page
    assert "data-on-duty>1 other on duty<" in page
    assert "data-you>You 1<" in page


def test_off_duty_the_first_paint_says_so_and_how_many_wait(client, cast):
    client.force_login(cast.ines)
    make_asked(queue=cast.statewide)
    page = client.get("/desk/").content.decode()
    assert 'data-duty="off"' in page
    assert "You are off duty." in page
    assert "Statewide: 1 waits" in page


def test_whom_no_queue_rings_is_told_why(client, cast):
    client.force_login(cast.ira)
    make_asked("My secret question", queue=cast.statewide)
    page = client.get("/desk/").content.decode()
    assert "No queue rings with you" in page
    assert "secret" not in page
    assert "1 waits" not in page


def test_a_patron_of_two_monitored_queues_stands_there_once(ines, cast):
    on_duty(cast.ines, cast.ames_queue)
    code = make_asked(library=cast.ames).conversation.code
    assert ines.get("/desk/").content.decode().count(f'data-row="{code}"') == 1


def test_mine_are_in_sight_and_unread_is_known(ines, cast):
    asked = make_talk(cast.ines, name="Pia")
    say_as_patron(asked.conversation, "Are you there?")
    (mine,) = block(ines.get("/desk/"), "desk-data")["snapshot"]["mine"]
    assert (mine["code"], mine["read_seq"], mine["last_seq"]) == (asked.conversation.code, 0, 3)


def test_an_open_conversation_comes_with_its_events_and_the_notes_of_staff(ines, cast):
    asked = make_talk(cast.otto)
    note(asked.conversation, cast.otto, "She asked last week, too.")
    opened = block(ines.get(f"/desk/{asked.conversation.code}/"), "desk-data")["open"]
    assert [event["kind"] for event in opened["events"]] == ["message", "claimed", "note"]
    assert opened["facts"]["claimed_by"]["name"] == "Otto"


def test_what_one_may_not_see_and_what_is_not_there_answer_alike(client, cast):
    asked = make_asked(library=cast.birch, queue=cast.birch_queue)
    cast.birch_queue.rolls_on_to = None
    cast.birch_queue.save()
    client.force_login(cast.ines)
    hidden, unknown = client.get(f"/desk/{asked.conversation.code}/"), client.get("/desk/zzzzzzzz/")
    assert (hidden.status_code, unknown.status_code) == (404, 404)
    assert hidden.content == unknown.content


@pytest.mark.parametrize("code", ["%00", "1%20OR%201=1", "٣٤٥", "-1", "a" * 300, "..%2F..%2Fetc"])
def test_forged_codes_find_nothing(ines, code):
    assert ines.get(f"/desk/{code}/").status_code == 404


def test_what_people_wrote_never_becomes_markup(ines, cast):
    asked = make_talk(cast.ines, HOSTILE, name=HOSTILE[:60], topic=HOSTILE[:60])
    make_asked(HOSTILE, name=HOSTILE[:60])
    page = ines.get(f"/desk/{asked.conversation.code}/").content.decode()
    assert "<script>alert" not in page
    assert "14" not in re.findall(r"alert\(1\).{0,60}", page)[0]


def test_nothing_on_the_page_needs_an_exception_from_the_content_policy(ines, cast):
    asked = make_talk(cast.ines, library=cast.ames)
    page = ines.get(f"/desk/{asked.conversation.code}/")
    text = page.content.decode()
    assert re.findall(r"<script(?![^>]*(?:src=|application/json))", text) == []
    assert re.findall(r"<style|\sstyle=|\son\w+=", text) == []
    assert "unsafe" not in page["Content-Security-Policy"]
    assert page["Cache-Control"] == "no-store"


def test_opening_the_desk_is_being_there_before_the_first_beat(client, cast):
    client.force_login(cast.ines)
    on_duty(cast.ines, cast.statewide)
    cast.ines.presence.lease_until = cast.ines.joined_at
    cast.ines.presence.save()
    client.get("/desk/")
    assert make_asked(queue=cast.statewide).conversation.asked_while_closed is False


def test_a_full_queue_costs_no_more_questions_to_the_database(ines, cast, django_assert_max_num_queries):
    make_asked(queue=cast.statewide)
    make_talk(cast.ines)
    ines.get("/desk/")
    with django_assert_max_num_queries(60) as few:
        ines.get("/desk/")
    for _ in range(8):
        make_asked(queue=cast.statewide)
        make_talk(cast.ines)
    with django_assert_max_num_queries(len(few)):
        ines.get("/desk/")


def test_erased_words_are_not_on_the_page(ines, cast):
    asked = make_talk(cast.ines, "My secret question", name="Pia")
    erase(asked.conversation.code)
    page = ines.get(f"/desk/{asked.conversation.code}/")
    assert "secret" not in page.content.decode()
    assert Conversation.objects.get().state == "closed"


def test_every_word_the_scripts_ask_for_is_there():
    known = set(words())
    asked = set()
    for path in [*SCRIPTS.glob("console/*.js"), *SCRIPTS.glob("elements/console_*.js")]:
        text = path.read_text()
        asked |= set(re.findall(r'\bt\("([a-z_-]+)"', text))
        asked |= {
            name for pair in re.findall(r'\bt\([\w.]+ \? "([a-z_]+)" : "([a-z_]+)"', text) for name in pair
        }
    assert asked - known == set()
    assert len(asked) > 50


def test_libraries_are_listed_where_they_are_few_and_searched_where_they_are_many(ines, cast):
    page = ines.get("/desk/")
    assert block(page, "desk-data")["choices"]["library"] == [
        ["ames", "Ames Public Library"],
        ["birch", "Birch County Library"],
    ]
    assert 'value="library:birch"' in page.content.decode()
    for number in range(60):
        make_library(f"lake-{number}", f"Lake {number}")
    page = ines.get("/desk/")
    assert block(page, "desk-data")["choices"]["library"] is None
    assert "Lake 7" not in page.content.decode()
    assert "<console-library" in page.content.decode()
