"""A busy hour: six staff of three libraries and the help desk in six browsers, sixty patrons by the API.

Arrivals, hand-overs, drops and refusals, as the script in `busy_hour/` has them; at the end patrons, log,
consoles and the month's report must tell the same of every one of the sixty.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.stories.busy_hour.colleague import Colleague
from tests.stories.busy_hour.hour import Hour, at_once
from tests.stories.busy_hour.patron import Patron
from tests.stories.busy_hour.reckoning import reckon
from tests.support.api_client import ApiClient
from tests.support.moved_desk import MovedDesk

BRIEF = "Our catalogue has nothing; the archive may."


@pytest.fixture
def hour(browser: Browser, tmp_path: Path) -> Iterator[Hour]:
    expect.set_options(timeout=20_000)
    with MovedDesk(tmp_path, seed="tests.stories.busy_hour.seeding") as desk:
        busy = Hour(browser, desk)
        yield busy
        busy.end()


def test_every_conversation_of_a_busy_hour_ends_where_it_should(hour: Hour) -> None:
    for colleague in hour.staff.values():
        colleague.goes_on_duty()
    the_plain_ones_are_answered(hour)
    strangers_get_nowhere(hour)
    some_are_handed_on(hour)
    colleagues_are_asked_and_answer(hour)
    lines_drop_and_heal(hour)
    only_one_of_six_gets_it(hour)
    the_help_desk_steps_in(hour)
    some_patrons_end_it_themselves(hour)
    whoever_has_enough_is_not_rung(hour)
    some_give_up(hour)
    minutes_pass_and_who_is_gone_is_missed(hour)
    a_break_ends(hour)
    reckon(hour)


def the_plain_ones_are_answered(hour: Hour) -> None:
    """Each colleague holds two at a time, then one."""
    plain = hour.of("plain")
    for wave in (plain[:12], plain[12:]):
        hour.arrive(wave)
        theirs = [(hour[patron.part.held_by[0]], patron) for patron in wave]
        for colleague, patron in theirs:
            colleague.claims(patron)
        for colleague, patron in theirs:
            greets(colleague, patron)
        at_once(lambda patron: patron.says("Thank you, I have time."), wave)
        for colleague, patron in theirs:
            colleague.says(patron, f"Here is what we have for {patron.part.name}.")
        for colleague, patron in theirs:
            colleague.closes(patron)


def greets(colleague: Colleague, patron: Patron) -> None:
    """Otto and Lena by a canned message, the others in their own words."""
    if colleague.name in ("Otto", "Lena"):
        colleague.greets(patron)
    else:
        colleague.says(patron, f"Good day, {patron.part.name}.")


def strangers_get_nowhere(hour: Hour) -> None:
    """Another patron's token, a made-up one, none, wrong words; the right words open one's own."""
    mine, other = hour.of("plain")[:2]
    path = f"/conversations/{mine.code}"
    for token, status in ((other.client.token, 404), ("x" * 43, 401), ("", 401)):
        for method, act in (("GET", "events"), ("POST", "close"), ("GET", "transcript.txt")):
            answer = ApiClient(hour.desk.address, token).call(
                method, f"{path}/{act}", {} if method == "POST" else None
            )
            assert answer.status == status, (token, act, answer.body)
    nobody = ApiClient(hour.desk.address)
    assert nobody.call("POST", f"{path}/token", {"words": other.words}).status == 404
    mine.client = ApiClient(
        hour.desk.address, nobody.call("POST", f"{path}/token", {"words": mine.words}).json["token"]
    )


def some_are_handed_on(hour: Hour) -> None:
    to_library, to_queue = hour.of("to a library"), hour.of("to a queue")
    hour.arrive([*to_library, *to_queue])
    ines = hour["Ines"]
    for patron, to, group in [
        *((patron, "Birch County Library", "Libraries") for patron in to_library),
        *((patron, "Statewide", "Queues") for patron in to_queue),
    ]:
        ines.claims(patron)
        ines.hands_on(patron, to, group, BRIEF)
        goes_on(hour[patron.part.held_by[-1]], patron)


def goes_on(colleague: Colleague, patron: Patron) -> None:
    """Claims what waits again, answers and closes."""
    colleague.claims(patron)
    answers(colleague, patron)


def answers(colleague: Colleague, patron: Patron) -> None:
    colleague.says(patron, f"{colleague.name} goes on from here.")
    patron.says("Good to know.")
    colleague.closes(patron)


def colleagues_are_asked_and_answer(hour: Hour) -> None:
    """Taken over, declined, refused by the patron, and asked to help alone."""
    for story in ("taken over", "declined", "would rather stay", "helped"):
        hour.arrive(hour.of(story))
    for patron in hour.of("taken over"):
        sender, receiver = (hour[name] for name in patron.part.held_by)
        is_offered(sender, patron, receiver)
        receiver.answers_offer(patron, BRIEF, "Take over")
        answers(receiver, patron)
    for patron in hour.of("declined"):
        is_offered(hour["Bram"], patron, hour["Otto"])
        hour["Otto"].answers_offer(patron, BRIEF, "Not now")
        answers(hour["Bram"], patron)
    for patron in hour.of("would rather stay"):
        is_offered(hour["Ines"], patron, hour["Hana"])
        patron.would_rather_stay()
        expect(hour["Hana"].page.locator("console-offers")).to_be_hidden()
        answers(hour["Ines"], patron)
    for patron in hour.of("helped"):
        is_helped(hour, patron)


def is_offered(sender: Colleague, patron: Patron, receiver: Colleague, *, to_help: bool = False) -> None:
    sender.claims(patron)
    sender.hands_on(patron, receiver.name, "At the desk now", BRIEF, to_help=to_help)


def is_helped(hour: Hour, patron: Patron) -> None:
    """Both write, the helper leaves, and who held it still holds it."""
    ines, lena = hour["Ines"], hour["Lena"]
    is_offered(ines, patron, lena, to_help=True)
    lena.answers_offer(patron, BRIEF, "Help")
    lena.says(patron, "I know that mill; my aunt worked there.")
    lena.page.get_by_role("button", name="Leave the conversation").click()
    expect(lena.row(patron, "mine")).to_have_count(0)
    answers(ines, patron)


def lines_drop_and_heal(hour: Hour) -> None:
    """What was written meanwhile arrives, and nothing arrives twice."""
    (drops,), ines = hour.of("librarian's line drops"), hour["Ines"]
    hour.arrive([drops, *hour.of("patron's line drops")])
    ines.claims(drops)
    ines.context.set_offline(True)
    ines.writes(drops, "Written while the line was down.")
    expect(ines.page.locator("console-log [data-list=pending] li")).to_have_count(1)
    ines.context.set_offline(False)
    drops.hears("Written while the line was down.")
    answers(ines, drops)
    for patron in hour.of("patron's line drops"):
        hour["Otto"].claims(patron)
        patron.drops_the_line()
        hour["Otto"].writes(patron, "Are you still there?")
        patron.follows()
        patron.hears("Are you still there?")
        patron.says("I am.")
        patron.repeats_the_last()
        answers(hour["Otto"], patron)


def only_one_of_six_gets_it(hour: Hour) -> None:
    patrons = hour.of("two at once")
    hour.arrive(patrons)
    for patron in patrons:
        winner = claimed_by_all_at_once(hour, patron)
        patron.part.held_by = [winner.name]
        expect(winner.row(patron, "mine")).to_be_visible()
        answers(winner, patron)


def claimed_by_all_at_once(hour: Hour, patron: Patron) -> Colleague:
    """One has it; the five others are told who."""
    path = f"/conversations/{patron.code}/claim"
    everybody = list(hour.staff.values())
    with ThreadPoolExecutor(6) as pool:
        tried = list(pool.map(lambda each: each.client.insist("POST", path, {}), everybody))
    assert sorted(answer.status for answer in tried) == [200, *[409] * 5]
    (winner,) = [each for each, answer in zip(everybody, tried, strict=True) if answer.status == 200]
    assert {answer.json["by"]["name"] for answer in tried if answer.status == 409} == {winner.name}
    return winner


def the_help_desk_steps_in(hour: Hour) -> None:
    (patron,) = hour.of("stepped in")
    hour.arrive([patron])
    hour["Noor"].claims(patron)
    hour["Hana"].steps_in(patron, "Noor was called to the door.")
    expect(hour["Noor"].row(patron, "mine")).to_have_count(0)
    answers(hour["Hana"], patron)


def some_patrons_end_it_themselves(hour: Hour) -> None:
    """Lena says of two what it was, and leaves the third unclassified."""
    patrons, lena = hour.of("closes it"), hour["Lena"]
    hour.arrive(patrons)
    for patron in patrons:
        lena.claims(patron)
        lena.says(patron, "It is on the second floor.")
        patron.closes()
        expect(lena.row(patron, "mine")).to_have_count(0)
        if patron.part.classified:
            lena.classifies(patron)


def whoever_has_enough_is_not_rung(hour: Hour) -> None:
    """Noor calls one conversation enough: who comes next rings with the others; she sees them wait."""
    noor = hour["Noor"].page
    patron = hour.of("gives up")[0]
    patron.part.at, patron.part.question = None, "Does it ring where there is enough?"
    (held,) = hour.of("lapsed")[:1]
    hour.arrive([held])
    hour["Noor"].claims(held)
    noor.locator("[data-duty-button]").click()
    noor.get_by_label("At most at once").select_option("1")
    noor.keyboard.press("Escape")
    hour.arrive([patron])
    for name in ("Ines", "Otto"):
        expect(hour[name].page.locator("#read-aloud")).to_contain_text(patron.part.question)
    hour["Noor"].hears_of(patron)
    expect(noor.locator("#read-aloud")).not_to_contain_text(patron.part.question)


def some_give_up(hour: Hour) -> None:
    patrons = hour.of("gives up")
    hour.arrive(patrons[1:])
    for patron in patrons:
        hour["Ines"].hears_of(patron)
    at_once(Patron.leaves, patrons)
    for patron in patrons:
        expect(hour["Ines"].row(patron, "waiting")).to_have_count(0)


def minutes_pass_and_who_is_gone_is_missed(hour: Hour) -> None:
    """Two offers lapse, a laptop is closed on two claims without a word, six patrons are lost."""
    lapsing, left, lost = hour.of("lapsed"), hour.of("laptop closed"), hour.of("is lost")
    hour.arrive([lapsing[1], *left, *lost])
    noor, hana, bram = hour["Noor"], hour["Hana"], hour["Bram"]
    noor.hands_on(lapsing[0], "Hana", "At the desk now", BRIEF)
    noor.claims(lapsing[1])
    noor.hands_on(lapsing[1], "Hana", "At the desk now", BRIEF)
    for patron in left:
        bram.claims(patron)
    lena_takes_a_break(hour)
    bram.context.set_offline(True)
    bram.is_there = False
    hour.passes(140, silent=lost)
    expect(hana.page.locator("console-offers")).to_be_hidden()
    for patron in lapsing:
        noor.looks_at(patron)
        expect(noor.page.locator(".talk-log")).to_contain_text("Hana did not answer; it stays with Noor")
        answers(noor, patron)
    for patron in left:
        goes_on(hour[patron.part.held_by[-1]], patron)
    bram.context.set_offline(False)
    bram.is_there = True
    for patron in lost:
        expect(hour["Ines"].row(patron, "waiting")).to_have_count(0)


def lena_takes_a_break(hour: Hour) -> None:
    lena = hour["Lena"].page
    lena.locator("[data-duty-button]").click()
    lena.get_by_role("button", name="Back in 5 minutes").click()
    lena.keyboard.press("Escape")
    expect(lena.locator("[data-duty-state]")).to_contain_text("Back at")
    expect(hour["Ines"].page.locator("#colleague-list")).to_contain_text("back at")


def a_break_ends(hour: Hour) -> None:
    """By itself; and whoever closed the laptop sees that nothing is theirs any more."""
    hour.passes(180)
    lena, bram = hour["Lena"].page, hour["Bram"].page
    for page in (lena, bram):
        page.reload()
        page.wait_for_selector("html[data-ready]")
    expect(lena.locator("[data-duty-state]")).to_have_text("On duty")
