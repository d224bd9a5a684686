"""The desk by the interface: what is going on, being there, which queues ring, canned messages."""

import datetime as dt

from commondesk.consortium.calls import calls_of
from commondesk.desk.bearer import who
from commondesk.knowledge.canned_message import CannedMessage, Step
from commondesk.plumbing import clock
from commondesk.schedule import presence
from commondesk.schedule.presence import Monitoring, Presence
from tests.cast import Cast, make_asked, make_talk, on_duty
from tests.web.api.caller import Caller, slug_of


def desk(caller: Caller) -> dict:
    return caller.get("/desk").json()


def test_the_desk_shows_queues_my_conversations_and_who_is_on_duty(cast: Cast) -> None:
    on_duty(cast.ines, cast.statewide)
    mine = make_talk(cast.ines).conversation.code
    waits = make_asked(library=cast.birch, topic="maps").conversation.code
    seen = desk(Caller.of(cast.ines))
    who = {"id": cast.ines.pk, "name": "Ines", "library": "Ames Public Library", "libraries": ["ames"]}
    own = {"languages": [], "limit": None, "back_at": None, "calls": calls_of(cast.ines), "letter_keys": True}
    assert seen["me"] == who | own
    queues = {queue["slug"]: queue for queue in seen["queues"]}
    assert set(queues) == {"statewide", "practice", "ames"}
    assert (queues["statewide"]["monitored"], queues["statewide"]["waiting"]) == (True, 1)
    assert [(row["code"], row["topic"]) for row in queues["statewide"]["conversations"]] == [(waits, "maps")]
    assert "conversations" not in queues["ames"]
    assert [row["code"] for row in seen["mine"]] == [mine]
    assert [(one["name"], one["open_conversations"]) for one in seen["on_duty"]] == [("Ines", 1)]


def test_monitoring_begins_and_ends_by_the_queues_address(cast: Cast) -> None:
    ines = Caller.of(cast.ines)
    for _ in range(2):
        assert ines.post("/queues/statewide/monitor").status_code == 204
    assert Monitoring.objects.get().queue == cast.statewide
    for _ in range(2):
        assert ines.delete("/queues/statewide/monitor").status_code == 204
    assert not Monitoring.objects.exists()


def test_a_queue_one_does_not_staff_is_refused_and_an_unknown_one_not_found(cast: Cast) -> None:
    ines = Caller.of(cast.ines)
    assert slug_of(ines.post("/queues/birch/monitor")) == "not-allowed"
    for slug in ("nowhere", "1", "-1", "a b", "a%00b"):
        assert ines.post(f"/queues/{slug}/monitor").status_code == 404


def test_answering_a_beat_renews_the_lease_and_off_duty_ends_it(cast: Cast) -> None:
    ines = Caller.of(cast.ines)
    ines.post("/queues/statewide/monitor")
    with clock.moved(dt.timedelta(seconds=30)):
        assert ines.post("/desk/here").status_code == 204
        assert Presence.objects.get().lease_until > clock.now() + dt.timedelta(seconds=35)
        assert ines.post("/desk/off-duty").status_code == 204
        assert presence.on_duty() == []


def test_any_request_of_somebody_on_duty_renews_a_fading_lease_and_begins_none(cast: Cast) -> None:
    ines = Caller.of(cast.ines)
    desk(ines)
    assert not Presence.objects.exists()
    ines.post("/queues/statewide/monitor")
    with clock.moved(dt.timedelta(seconds=30)):
        desk(ines)
        assert Presence.objects.get().lease_until > clock.now() + dt.timedelta(seconds=35)
    with clock.moved(dt.timedelta(minutes=5)):
        desk(ines)
        assert presence.on_duty() == []


def test_an_intern_neither_monitors_nor_reads_who_waits_in_a_chat(cast: Cast) -> None:
    make_asked("My secret question", queue=cast.statewide)
    ira = Caller.of(cast.ira)
    assert ira.post("/queues/statewide/monitor").status_code == 403
    assert desk(ira)["queues"] == []


def test_a_line_token_is_for_sessions_and_ends_with_them(cast: Cast) -> None:
    given = Caller(session_of=cast.ines).post("/desk/line-token")
    assert given.status_code == 201
    assert who(given.json()["token"]).author == f"librarian:{cast.ines.pk}"
    expires_at = dt.datetime.fromisoformat(given.json()["expires_at"])
    assert dt.timedelta(minutes=14) < expires_at - clock.now() <= dt.timedelta(minutes=15)
    assert Caller.of(cast.ines).post("/desk/line-token").status_code == 403
    assert Caller(session_of=cast.ines, csrf=False).post("/desk/line-token").status_code == 403
    assert Caller(session_of=cast.ines).get("/desk/line-token").status_code == 405


def test_a_line_token_can_be_renewed_by_the_session_alone(cast: Cast) -> None:
    token = Caller(session_of=cast.ines).post("/desk/line-token").json()["token"]
    assert Caller(token).get("/desk").status_code == 200
    assert slug_of(Caller(token).post("/desk/line-token")) == "not-allowed"


def test_canned_messages_are_found_and_filled_in_for_a_conversation(cast: Cast) -> None:
    for language, body in (
        ("en", "Hello {patron}, {librarian} here. {odd}"),
        ("es", "Hola {patron}, soy {librarian}. {link}"),
    ):
        CannedMessage.objects.create(
            name=f"hello {language}", step=Step.GREETING, language=language, body=body
        )
    CannedMessage.objects.create(name="bye", step=Step.CLOSING, body="Bye", library=cast.birch)
    ines = Caller.of(cast.ines)
    plain = ines.get("/canned-messages", q="hello here").json()["canned_messages"]
    assert [(each["body"], each["filled"]) for each in plain] == [
        ("Hello {patron}, {librarian} here. {odd}", None)
    ]
    code = make_talk(cast.ines, language="es", name="Pia").conversation.code
    found = ines.get("/canned-messages", conversation=code).json()["canned_messages"]
    assert [each["filled"] for each in found] == [
        f"Hola Pia, soy Ines. http://127.0.0.1:8000/es/c/{code}/",
        "Hello Pia, Ines here. {odd}",
    ]


def test_canned_messages_open_no_conversation_that_is_not_ones_to_see(cast: Cast) -> None:
    cast.statewide.staffing.filter(library=cast.birch).delete()
    code = make_asked(library=cast.ames).conversation.code
    assert Caller.of(cast.otto).get("/canned-messages", conversation=code).status_code == 404
    assert Caller.of(cast.otto).get("/canned-messages", conversation="a\0b").status_code == 404
