"""The help desk's pages of marks: a second look, lifting with a reason, and the list of kinds."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from commondesk.consortium.membership import Role
from commondesk.desk.mark import Mark
from commondesk.desk.mark_kind import MarkKind, kinds_in_use
from commondesk.desk.marking import confirm, lift, mark
from commondesk.privacy.erasure import erase
from tests.cast import Cast, make_librarian, make_talk

SEEN = "Wrote three times that he would break our windows."
NEW = {"name_en": "Stalking", "name_es": "Acoso", "order": "2", "is_active": "on"}


@pytest.fixture
def marked(cast: Cast) -> Mark:
    return mark(make_talk(cast.ines, library=cast.ames).conversation, cast.ines, "threat", SEEN)


def shown(hana: Client, query: str = "") -> list[int]:
    return [row["mark"].pk for row in hana.get(f"/consortium/marks/{query}").context["rows"]]


def undo(hana: Client, address: str = "/consortium/marks/") -> None:
    said = hana.get(address).context["said"]
    assert hana.post(said["action"], dict(said["fields"])).status_code == 303


def test_what_waits_for_a_second_look_stands_first_and_is_confirmed(hana: Client, marked: Mark) -> None:
    page = hana.get("/consortium/marks/").content.decode()
    assert SEEN in page
    assert f"/desk/{marked.conversation.code}/" in page
    assert hana.post(f"/consortium/marks/{marked.pk}/confirm/").status_code == 303
    assert shown(hana) == []
    assert shown(hana, "?state=in_force") == [marked.pk]
    assert Mark.objects.get().state == "confirmed"


def test_a_confirmation_is_taken_back_by_one_click(hana: Client, marked: Mark) -> None:
    hana.post(f"/consortium/marks/{marked.pk}/confirm/")
    undo(hana)
    assert shown(hana) == [marked.pk]


def test_one_s_own_mark_is_for_somebody_else(hana: Client, cast: Cast) -> None:
    own = mark(make_talk(cast.ines).conversation, cast.hana, "threat", SEEN)
    page = hana.get("/consortium/marks/").content.decode()
    assert "somebody else of the help desk looks at it" in page
    assert f"/consortium/marks/{own.pk}/confirm/" not in page
    refused = hana.post(f"/consortium/marks/{own.pk}/confirm/")
    assert refused.status_code == 403
    assert "A second person looks at it." in refused.content.decode()


def test_it_is_lifted_with_a_reason_and_put_back(hana: Client, marked: Mark) -> None:
    assert hana.post(f"/consortium/marks/{marked.pk}/lift/", {"why": "A quotation."}).status_code == 303
    undo(hana)
    assert Mark.objects.get().state == "waiting"
    hana.post(f"/consortium/marks/{marked.pk}/lift/", {"why": "A quotation."})
    assert shown(hana, "?state=over") == [marked.pk]
    assert "Why it was lifted: A quotation." in hana.get("/consortium/marks/?state=all").content.decode()


def test_without_a_reason_it_is_not_lifted_and_the_page_says_where(hana: Client, marked: Mark) -> None:
    refused = hana.post(f"/consortium/marks/{marked.pk}/lift/", {"why": "  "})
    assert refused.status_code == 422
    assert f'id="why-{marked.pk}-error"' in refused.content.decode()
    assert Mark.objects.get().state == "waiting"


def test_what_another_has_decided_meanwhile_is_said(hana: Client, cast: Cast, marked: Mark) -> None:
    hugo = make_librarian("hugo@desk.example", "Hugo", Role.HELP_DESK)
    confirm(marked.pk, hugo)
    assert hana.post(f"/consortium/marks/{marked.pk}/confirm/").status_code == 409
    lift(marked.pk, hugo, "After all not.")
    assert hana.post(f"/consortium/marks/{marked.pk}/lift/", {"why": "x"}).status_code == 409
    assert hana.post(f"/consortium/marks/{marked.pk}/put-back/").status_code == 403


def test_of_an_erased_conversation_the_mark_stays_without_words(hana: Client, marked: Mark) -> None:
    erase(marked.conversation.code)
    page = hana.get("/consortium/marks/").content.decode()
    assert "What was seen is deleted." in page
    assert SEEN not in page
    assert f"/consortium/marks/{marked.pk}/confirm/" not in page


def test_the_list_goes_on_by_pages_of_the_same_cost(
    hana: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for _ in range(52):
        mark(make_talk(cast.ines).conversation, cast.ines, "prank", SEEN)
    with django_assert_max_num_queries(12):
        first = hana.get("/consortium/marks/")
    numbers = [row["mark"].pk for row in first.context["rows"]]
    rest = shown(hana, f"?after={first.context['following']}")
    assert numbers + rest == sorted(numbers + rest, reverse=True)
    assert (len(numbers), len(rest)) == (50, 2)
    assert shown(hana, "?after=x&state=nothing") == numbers


@pytest.mark.parametrize("act", ["confirm", "look-again", "lift", "put-back"])
@pytest.mark.parametrize("number", ["0", "99999999999999999999999"])
def test_none_is_not_found(hana: Client, cast: Cast, act: str, number: str) -> None:
    assert hana.post(f"/consortium/marks/{number}/{act}/", {"why": "x"}).status_code == 404


def test_a_kind_is_added_and_not_used_after_an_undo(hana: Client, cast: Cast) -> None:
    assert hana.post("/consortium/marks/kinds/", NEW).status_code == 303
    assert "Stalking" in [kind.name for kind in kinds_in_use()]
    undo(hana, "/consortium/marks/kinds/")
    assert "Stalking" not in [kind.name for kind in kinds_in_use()]
    assert "not in use" in hana.get("/consortium/marks/kinds/").content.decode()


def test_a_kind_is_renamed_moved_stopped_and_all_of_it_undone(hana: Client, cast: Cast) -> None:
    prank = MarkKind.objects.get(slug="prank")
    hana.post(f"/consortium/marks/kinds/{prank.pk}/", NEW | {"is_active": ""})
    prank.refresh_from_db()
    assert (prank.name_en, prank.name_es, prank.order, prank.is_active) == ("Stalking", "Acoso", 2, False)
    undo(hana, "/consortium/marks/kinds/")
    prank.refresh_from_db()
    assert (prank.name_en, prank.name_es, prank.order, prank.is_active) == ("Prank", "Broma", 1, True)


@pytest.mark.parametrize("given", [{"name_en": ""}, {"name_es": "Amenaza"}, {"order": "-1"}, {"order": "٣x"}])
def test_what_is_wrong_with_a_kind_is_said_at_its_field(
    hana: Client, cast: Cast, given: dict[str, str]
) -> None:
    prank = MarkKind.objects.get(slug="prank")
    for address in ("/consortium/marks/kinds/", f"/consortium/marks/kinds/{prank.pk}/"):
        assert hana.post(address, NEW | given).status_code == 422
    assert MarkKind.objects.count() == 3


def test_ids_of_the_page_of_kinds_are_each_once(hana: Client, cast: Cast) -> None:
    ids = re.findall(r'\bid="([^"]+)"', hana.get("/consortium/marks/kinds/").content.decode())
    assert len(ids) == len(set(ids))


def test_the_number_of_days_is_a_standard_with_its_history(hana: Client, cast: Cast) -> None:
    assert hana.post("/consortium/standards/IN6.mark_days/", {"value": "30"}).status_code == 303
    assert "A mark on conduct ends after" in hana.get("/consortium/standards/").content.decode()
    assert "after 30 days" in hana.get("/consortium/marks/").content.decode()
    assert hana.post("/consortium/standards/IN6.mark_days/", {"value": "0"}).status_code == 422


def test_the_menu_says_how_many_wait_for_ones_own_look(
    hana: Client, cast: Cast, marked: Mark, django_assert_max_num_queries: Any
) -> None:
    mark(make_talk(cast.ines).conversation, cast.hana, "vulgar", SEEN)
    said = '<span class="count count-calls">1</span><span class="only-read-aloud"> to look at</span>'
    with django_assert_max_num_queries(13):
        assert said in hana.get("/consortium/marks/").content.decode()
    assert said in hana.get("/consortium/queues/").content.decode()
    assert "data-marks-count>1</span>" in hana.get("/desk/").content.decode()
    hana.post(f"/consortium/marks/{marked.pk}/confirm/")
    assert "count-calls" not in hana.get("/consortium/queues/").content.decode()
    assert "data-marks hidden" in hana.get("/desk/").content.decode()


def test_whoever_is_not_of_the_help_desk_has_no_such_count(client: Client, cast: Cast, marked: Mark) -> None:
    client.force_login(cast.noor)
    assert "data-marks" not in client.get("/desk/").content.decode()


def test_the_interface_counts_for_the_help_desk(hana: Client, marked: Mark) -> None:
    assert hana.get("/api/v1/marks/to-look-at").json() == {"count": 1, "newest": marked.pk}
