"""What librarians do: claim, release, note, read, classify, find (AC1-AC6, CL4)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commondesk.desk import finding
from commondesk.desk.closing import close_as_patron
from commondesk.desk.read_mark import ReadMark
from commondesk.desk.searching import index_recent
from commondesk.plumbing import clock
from commondesk.plumbing.tokens import new_key
from tests.cast import Cast, make_asked, make_talk
from tests.web.api.caller import Caller, fields_of, slug_of


def codes(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [row["code"] for row in response.json()["conversations"]]


def test_a_claim_shows_what_one_has_taken_and_again_is_the_same(cast: Cast) -> None:
    code = make_asked(library=cast.ames, name="Pia").conversation.code
    ines = Caller.of(cast.ines)
    answers = [ines.post(f"/conversations/{code}/claim", {"key": new_key()}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    seen = answers[1].json()
    assert (seen["state"], seen["claimed_by"]["name"], seen["patron_name"]) == ("talking", "Ines", "Pia")
    assert seen["last_seq"] == 2


def test_the_others_are_told_who_has_it(cast: Cast) -> None:
    code = make_talk(cast.ines).conversation.code
    refused = Caller.of(cast.otto).post(f"/conversations/{code}/claim")
    assert (refused.status_code, slug_of(refused)) == (409, "claimed-by")
    assert refused.json()["by"] == {"name": "Ines", "library": "Ames Public Library"}


def test_a_closed_one_is_not_claimed(cast: Cast) -> None:
    code = make_asked().conversation.code
    close_as_patron(code)
    assert slug_of(Caller.of(cast.ines).post(f"/conversations/{code}/claim")) == "closed"


def test_who_sees_it_without_staffing_its_queue_may_read_and_note_but_not_take_it(cast: Cast) -> None:
    cast.statewide.staffing.filter(library=cast.ames).delete()
    code = make_talk(cast.otto, library=cast.ames, queue=cast.birch_queue).conversation.code
    noor, path = Caller.of(cast.noor), f"/conversations/{code}"
    assert noor.get(path).status_code == 200
    assert noor.post(f"{path}/notes", {"key": new_key(), "body": "Ours, please tell me"}).status_code == 201
    Caller.of(cast.otto).post(f"{path}/release")
    assert (noor.post(f"{path}/claim").status_code, noor.post(f"{path}/reopen").status_code) == (403, 403)
    classifying = {"questions": [{"kind": "other", "outcome": "answered"}]}
    assert noor.post(f"{path}/classify", classifying).status_code == 403


def test_releasing_is_safe_to_send_twice_with_its_key(cast: Cast) -> None:
    code = make_talk(cast.ines).conversation.code
    ines, key = Caller.of(cast.ines), new_key()
    for _ in range(2):
        assert ines.post(f"/conversations/{code}/release", {"key": key}).json()["state"] == "waiting"
    assert slug_of(ines.post(f"/conversations/{code}/release")) == "not-claimed"


def test_reading_goes_forward_only(cast: Cast) -> None:
    code = make_talk(cast.ines).conversation.code
    ines = Caller.of(cast.ines)
    for seq in (2, 1, 2**31 - 1):
        assert ines.post(f"/conversations/{code}/read", {"seq": seq}).status_code == 204
    assert ReadMark.objects.get().seq == 2
    assert ines.get(f"/conversations/{code}").json()["read_seq"] == 2
    assert fields_of(ines.post(f"/conversations/{code}/read", {"seq": -1})) == ["seq"]
    assert fields_of(ines.post(f"/conversations/{code}/read", {"seq": "2"})) == ["seq"]


def test_the_classification_is_suggested_confirmed_and_shown(cast: Cast) -> None:
    code = make_talk(cast.ines, "What time do you close?", library=cast.ames).conversation.code
    ines, path = Caller.of(cast.ines), f"/conversations/{code}/classify"
    first = ines.get(path).json()
    assert first["confirmed"] == []
    assert (first["questions"][0]["kind"], first["questions"][0]["library"]) == ("directions", "ames")
    confirmed = ines.post(
        path, {"questions": [{**first["questions"][0], "outcome": "answered"}], "key": new_key()}
    )
    assert confirmed.json()["confirmed"] == [{**first["questions"][0], "outcome": "answered"}]


@pytest.mark.parametrize(
    ("questions", "field"),
    [
        ([], "questions"),
        ([{"kind": "other", "outcome": "answered"}] * 11, "questions"),
        ([{"kind": "nonsense", "outcome": "answered"}], "questions.0.kind"),
        ([{"kind": "other"}], "questions.0.outcome"),
        ([{"kind": "other", "outcome": "answered", "read_level": 9}], "questions.0.read_level"),
        ([{"kind": "other", "outcome": "answered", "library": "nowhere"}], "questions.0.library"),
        ([{"kind": "other", "outcome": "answered", "by": 3}], "questions.0.by"),
    ],
)
def test_what_cannot_be_classified_is_named_by_field(cast: Cast, questions: list, field: str) -> None:
    code = make_talk(cast.ines).conversation.code
    refused = Caller.of(cast.ines).post(f"/conversations/{code}/classify", {"questions": questions})
    assert (refused.status_code, fields_of(refused)) == (404 if "nowhere" in str(questions) else 422, [field])


def test_the_list_is_newest_first_and_narrowed_by_name_only(cast: Cast) -> None:
    at_ames = make_asked(library=cast.ames, name="Núñez, Pia").conversation.code
    at_birch = make_talk(cast.otto, library=cast.birch, name="nunez").conversation.code
    anywhere = make_asked(name="Nora").conversation.code
    close_as_patron(anywhere)
    hana = Caller.of(cast.hana)
    assert codes(hana.get("/conversations")) == [anywhere, at_birch, at_ames]
    assert codes(hana.get("/conversations", state="closed")) == [anywhere]
    assert codes(hana.get("/conversations", queue="ames")) == [at_ames]
    assert codes(hana.get("/conversations", library="birch")) == [at_birch]
    assert codes(hana.get("/conversations", q="NUÑE")) == [at_birch, at_ames]
    assert codes(hana.get("/conversations", q="nora")) == [anywhere]
    assert codes(hana.get("/conversations", q=at_birch.upper())) == [at_birch]
    assert codes(hana.get("/conversations", q="%")) == []
    assert codes(hana.get("/conversations", q="nu\0ne")) == []
    assert codes(Caller.of(cast.otto).get("/conversations", mine="true")) == [at_birch]
    assert codes(Caller.of(cast.otto).get("/conversations", mine="true", state="waiting")) == []


@pytest.mark.parametrize("person", ["hana", "ines", "noor"])
def test_a_name_that_many_have_is_found_like_one_that_few_have(cast: Cast, person: str, monkeypatch) -> None:
    asked = [
        make_talk(cast.ines, name=f"Carmen {number}", library=cast.ames).conversation.code
        for number in range(3)
    ]
    make_asked(name="Nora")
    caller = Caller.of(getattr(cast, person))
    few = codes(caller.get("/conversations", q="carmen"))
    monkeypatch.setattr(finding, "FEW_NAMES", 1)
    assert codes(caller.get("/conversations", q="carmen")) == few == asked[::-1]
    for places in (0, 100):  # whoever sees many places, and whoever sees few
        monkeypatch.setattr(finding, "FEW_PLACES", places)
        assert codes(caller.get("/conversations", q="carmen", library="ames", state="talking")) == few
        assert codes(caller.get("/conversations", q="carmen 1")) == [asked[1]]
        assert codes(caller.get("/conversations", q=asked[0])) == [asked[0]]


def test_the_list_hides_what_the_page_hides(cast: Cast) -> None:
    cast.statewide.staffing.filter(library=cast.birch).delete()
    code = make_asked(library=cast.ames, name="Pia").conversation.code
    otto = Caller.of(cast.otto)
    assert codes(otto.get("/conversations")) == []
    assert codes(otto.get("/conversations", q=code)) == []
    assert codes(otto.get("/conversations", q="Pia")) == []
    assert codes(otto.get("/conversations", queue="ames")) == []


def test_of_a_queue_that_is_not_ones_own_one_finds_what_one_has_held(cast: Cast) -> None:
    held = make_talk(cast.otto, library=cast.ames).conversation.code
    make_asked(library=cast.ames)
    cast.statewide.staffing.filter(library=cast.birch).delete()
    otto = Caller.of(cast.otto)
    for narrowed in (
        {"queue": "ames"},
        {"library": "ames"},
        {"mine": "true"},
        {"q": held},
        {},
        {"state": "talking"},
    ):
        assert codes(otto.get("/conversations", **narrowed)) == [held], narrowed
    assert codes(otto.get("/conversations", queue="ames", state="closed")) == []


def test_pages_follow_each_other_without_gap_or_repeat(cast: Cast) -> None:
    asked = [make_asked().conversation.code for _ in range(53)]
    hana = Caller.of(cast.hana)
    first = hana.get("/conversations").json()
    second = hana.get("/conversations", after=first["after"]).json()
    assert [row["code"] for row in first["conversations"] + second["conversations"]] == asked[::-1]
    assert (len(first["conversations"]), second["after"]) == (50, None)
    unknown = hana.get("/conversations", after="zzzzzzzz")
    assert (unknown.status_code, fields_of(unknown)) == (404, ["after"])
    cast.statewide.staffing.filter(library=cast.birch).delete()
    assert fields_of(Caller.of(cast.otto).get("/conversations", after=first["after"])) == ["after"]


@pytest.mark.parametrize(
    "query",
    [
        "queue__slug=ames", "claimed_by__password__startswith=a", "state__in=closed", "state[]=closed",
        "state=waiting&state=closed", "state=", "state=null", "state=%5B%22closed%22%5D", "q[$ne]=x",
        "mine=1", "page=2", "before=3", "order_by=-id", "fields=patron_name",
        "q=" + "x" * 81, "after=" + "z" * 17,
    ],
)  # fmt: skip
def test_only_named_filters_are_ever_used(cast: Cast, query: str) -> None:
    refused = Caller.of(cast.hana).get("/conversations?" + query)
    assert (refused.status_code, slug_of(refused)) == (422, "invalid")


def test_unknown_places_narrow_to_nothing(cast: Cast) -> None:
    make_asked()
    hana = Caller.of(cast.hana)
    for query in (
        {"queue": "nowhere"},
        {"library": "-1"},
        {"queue": "٣"},
        {"library": "a\0b"},
        {"queue": "' OR 1=1"},
    ):
        assert codes(hana.get("/conversations", **query)) == []


def test_a_list_takes_the_same_number_of_queries_whatever_its_length(cast: Cast) -> None:
    numbers = []
    for more in (2, 20):
        for _ in range(more):
            make_talk(cast.ines, library=cast.ames, email="pia@example.com")
        hana = Caller.of(cast.hana)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            hana.get("/conversations")
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
    assert numbers[0] <= 12


def test_conversations_are_found_by_words_topic_person_and_days(cast: Cast) -> None:
    code = make_talk(cast.ines, "The marble statue", topic="art").conversation.code
    index_recent(clock.now())
    ines, day = Caller.of(cast.ines), cast.ames.local(clock.now()).date().isoformat()
    for query in ("words=marbles", "topic=art", "person=ines", f"from={day}&to={day}", "state=open"):
        assert codes(ines.get(f"/conversations?{query}")) == [code], query
        assert codes(Caller.of(cast.ira).get(f"/conversations?{query}")) == []
    assert codes(ines.get("/conversations?from=2100-01-01")) == []
    for query in ("from=1", "to=2026-02-30", f"words={'a' * 201}"):
        assert ines.get(f"/conversations?{query}").status_code == 422, query
    for query in ("from=0001-01-01", "to=9999-12-31"):
        assert ines.get(f"/conversations?{query}").status_code in (200, 422), query
