"""The list of all conversations: it finds what one may see, and only by the filters it has."""

import pytest

from commondesk.desk import counts, saved_view
from commondesk.desk.closing import close
from commondesk.desk.conversation import Conversation
from commondesk.desk.saved_view import SavedView, save_view
from commondesk.desk.searching import index_recent
from commondesk.plumbing import clock
from tests.cast import make_asked, make_talk


@pytest.fixture
def found(client, cast):
    """The codes on the page that Ines gets for a query."""
    client.force_login(cast.ines)

    def codes(query=""):
        page = client.get(f"/desk/conversations/{query}")
        return (
            [one["code"] for one in page.context["conversations"]]
            if page.status_code == 200
            else page.status_code
        )

    return codes


def test_the_newest_stands_first(found, cast):
    first, second = make_asked().conversation.code, make_asked().conversation.code
    assert found() == [second, first]


def test_it_finds_by_state_queue_and_whether_one_has_held_it(found, cast):
    waits = make_asked(queue=cast.statewide).conversation.code
    held = make_talk(cast.ines, library=cast.ames).conversation.code
    closed = make_talk(cast.otto, library=cast.birch).conversation.code
    close(closed, cast.otto, "Good-bye.")
    assert found("?state=waiting") == [waits]
    assert found("?state=closed") == [closed]
    assert found("?queue=ames") == [held]
    assert found("?mine=true") == [held]


def test_it_finds_by_code_and_by_the_beginning_of_a_name_in_any_case(found, cast):
    pia = make_asked(name="Pía Löwe").conversation.code
    make_asked(name="Quentin")
    assert found(f"?q={pia.upper()}") == [pia]
    assert found("?q=PIA") == [pia]
    assert found("?q=nobody") == []


def test_it_hides_what_the_desk_hides(found, cast):
    make_asked(queue=cast.birch_queue, name="Pia")
    cast.birch_queue.rolls_on_to = None
    cast.birch_queue.save()
    assert found() == found("?q=Pia") == found("?queue=birch") == []


@pytest.mark.parametrize(
    "query",
    [
        "?state=nonsense",
        "?state[]=closed",
        "?claimed_by__email=otto",
        "?queue__slug=x",
        "?order_by=-id",
        "?mine=1",
        "?q=%00",
    ],
)
def test_only_named_filters_with_values_of_theirs_are_used(found, cast, query):
    code = make_asked().conversation.code
    assert found(query) in ([code], [])


def test_a_page_ends_after_fifty_and_the_next_one_goes_on(found, client, cast):
    codes = [make_asked().conversation.code for _ in range(52)]
    assert found() == codes[:1:-1]
    older = client.get("/desk/conversations/").context["older"]
    assert found(f"?{older}") == codes[1::-1]


def test_a_place_in_the_list_that_is_not_theirs_is_not_found(found, client, cast):
    assert found("?after=zzzzzzzz") == 404


def test_what_a_patron_wrote_is_text_in_the_list(client, cast):
    make_asked("<script>alert(1)</script>", name="<b>Pia</b>")
    client.force_login(cast.ines)
    page = client.get("/desk/conversations/?q=%22%3E%3Cscript%3E").content.decode()
    assert "<script>alert" not in page
    assert '"><script>' not in page


def test_it_finds_by_words_topic_person_and_days_of_the_librarys_zone(found, cast):
    code = make_talk(cast.ines, "The marble statue", library=cast.ames, topic="art").conversation.code
    index_recent(clock.now())
    make_asked("The marble floor")
    assert found("?words=marble") == [code]
    assert found("?topic=art") == found("?person=ines") == found("?library=ames") == [code]
    assert found("?words=%27%22%28%29%2A") == []
    assert len(found("?from=2020-01-01&to=2199-12-31")) == 2
    assert found("?to=2020-01-01") == []


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-03-08T04:59:00Z", "2026-03-07"),  # 23:59 in winter
        ("2026-03-08T05:00:00Z", "2026-03-08"),
        ("2026-03-09T03:59:00Z", "2026-03-08"),  # the day of 23 hours
        ("2026-03-09T04:00:00Z", "2026-03-09"),
        ("2026-11-02T04:59:00Z", "2026-11-01"),  # the day of 25 hours
        ("2026-11-02T05:00:00Z", "2026-11-02"),
    ],
)
def test_days_begin_and_end_at_the_librarys_midnight_when_the_clocks_change(found, cast, moment, day):
    code = make_asked().conversation.code
    Conversation.objects.update(asked_at=moment)
    assert found(f"?from={day}&to={day}") == [code]


@pytest.mark.parametrize(
    "query", ["?from=0001-01-01", "?to=9999-12-31", "?from=x", "?to=2026-02-30", "?from=%00"]
)
def test_what_is_no_day_narrows_nothing(found, cast, query):
    assert found(query) == [make_asked().conversation.code][:0] or len(found(query)) == 1


def test_the_side_counts_what_is_open_by_state_and_queue(client, cast):
    make_asked(queue=cast.statewide)
    make_talk(cast.ines, library=cast.ames)
    hidden = make_asked(queue=cast.birch_queue)
    cast.birch_queue.rolls_on_to = None
    cast.birch_queue.save()
    client.force_login(cast.ines)
    context = client.get("/desk/conversations/").context
    assert [one["count"].number if one["count"] else 0 for one in context["by_state"]] == [1, 1, 0]
    assert {one["name"]: one["count"].number for one in context["by_queue"]} == {"Statewide": 1, "Ames": 1}
    assert hidden.conversation.queue == cast.birch_queue


def test_what_is_much_is_not_counted_for_ever(client, cast, monkeypatch):
    monkeypatch.setattr(counts, "MOST_READ", 2)
    monkeypatch.setattr(counts, "MOST_LOOKED_AT", 3)
    for _each in range(5):
        make_asked()
    client.force_login(cast.ines)
    assert "more than 2" in client.get("/desk/conversations/").content.decode()


def test_a_view_is_saved_opened_first_deleted_and_brought_back(client, cast):
    client.force_login(cast.ines)
    views = "/desk/conversations/views/"
    given = {"name": " Waiting here ", "state": "waiting", "queue": "ames", "is_default": "on", "after": "x"}
    answer = client.post(views, given)
    assert (answer.status_code, answer.url) == (303, "/desk/conversations/?state=waiting&queue=ames")
    view = SavedView.objects.get()
    assert (view.librarian, view.name, view.filters) == (
        cast.ines, "Waiting here", {"state": "waiting", "queue": "ames"},
    )  # fmt: skip
    assert client.get("/desk/conversations/").url == "/desk/conversations/?state=waiting&queue=ames"
    page = client.get("/desk/conversations/?everything=1")
    assert [one["view"].name for one in page.context["views"]] == ["Waiting here"]
    client.post(f"{views}{view.pk}/delete/")
    assert not SavedView.objects.exists()
    undo = client.get("/desk/conversations/").context["said"]
    client.post(undo["action"], dict(undo["fields"]))
    again = SavedView.objects.get()
    assert (again.name, again.filters, again.is_default) == (view.name, view.filters, True)


def test_there_is_one_default_view_and_one_view_of_a_name(client, cast):
    client.force_login(cast.ines)
    for state in ("waiting", "closed"):
        client.post("/desk/conversations/views/", {"name": state, "state": state, "is_default": "on"})
    client.post("/desk/conversations/views/", {"name": "closed", "q": "pia"})
    assert list(SavedView.objects.values_list("name", "filters", "is_default")) == [
        ("closed", {"q": "pia"}, False),
        ("waiting", {"state": "waiting"}, False),
    ]
    undo = client.get("/desk/conversations/").context["said"]
    client.post(undo["action"], dict(undo["fields"]))
    assert SavedView.objects.get(name="closed").is_default


def test_a_view_is_its_owners_alone(client, cast):
    view, _before = save_view(cast.otto, "Mine", {"state": "waiting"})
    client.force_login(cast.ines)
    assert client.post(f"/desk/conversations/views/{view.pk}/delete/").status_code == 404
    assert client.get("/desk/conversations/").context["views"] == []


def test_a_view_needs_a_name_and_there_are_not_too_many(client, cast, monkeypatch):
    monkeypatch.setattr(saved_view, "MOST", 1)
    client.force_login(cast.ines)
    for name in ("", "One", "Two"):
        client.post("/desk/conversations/views/", {"name": name, "state": "waiting"})
    assert [view.name for view in SavedView.objects.all()] == ["One"]
    assert "1 views" in client.get("/desk/conversations/").content.decode()
