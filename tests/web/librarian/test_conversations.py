"""The list of all conversations: it finds what one may see, and only by the filters it has."""

import pytest

from commondesk.desk.closing import close
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
