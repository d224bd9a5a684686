"""Walks over every address of the house (bad-input 24 and 25).

What a page hides nothing else shows; reading writes nothing; no post goes without its token, and none sets a
field that is not its form's.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

import commondesk
from commondesk.consortium.librarian import Librarian
from commondesk.consortium.library import Library
from commondesk.consortium.membership import Membership, Role
from commondesk.consortium.queue import Queue
from commondesk.desk.aside import say_aside
from commondesk.desk.conversation import Conversation
from commondesk.desk.message import say_as_librarian, say_as_patron
from commondesk.desk.note import note
from commondesk.desk.searching import index_recent
from commondesk.desk.transferring import transfer
from commondesk.plumbing import clock
from tests.cast import Cast, make_asked, make_librarian, make_queue, make_talk, on_duty
from tests.web.access_table import BODIES, FORMS, WITH_FILES, rows
from tests.web.api.caller import slug_of
from tests.web.test_access import API, URLENCODED, House, filled, make_house

WORD = "quizzaciously"
NAME = "Xantippe"
# Seeing that somebody is there, or has read so far, changes nobody's state; nor do figures kept once counted.
MAY_WRITE_ON_READING = (
    "django_session", "commondesk_presence", "commondesk_monitoring", "commondesk_staffchannel",
    "commondesk_channelmark", "commondesk_readmark", "commondesk_ratebucket", "commondesk_dailykey",
    "commondesk_widgetcount", "commondesk_cache", "last_login", "patron_seen_at",
)  # fmt: skip


@pytest.fixture
def house(cast: Cast) -> House:
    return make_house(cast)


def gets() -> Iterator[str]:
    return (route for method, route in rows() if method == "GET")


@pytest.fixture
def hidden(house: House) -> str:
    """What only staff of Ames, its coordinator and the help desk may see; with all it can have."""
    ames = Membership.objects.get(librarian=house.staff["holder"]).library
    own = make_queue("ames-only", "Ames only", staff=[ames])
    ines, hana = house.staff["holder"], house.staff["help_desk"]
    talk = make_talk(ines, f"Where is {WORD}?", queue=own, library=ames, name=NAME, topic=WORD)
    code = talk.conversation.code
    on_duty(hana)
    say_as_librarian(talk.conversation, ines, f"I look for {WORD}.")
    say_as_patron(talk.conversation, f"{WORD}, yes.")
    note(talk.conversation, ines, f"{NAME} asked for {WORD}.")
    say_aside(talk.conversation, ines, [hana], f"Do you know {WORD}?")
    transfer(code, ines, hana, f"{NAME} and {WORD}.")
    make_asked(f"Again {WORD}?", queue=own, library=ames, name=NAME)
    index_recent(clock.now())
    return code


@pytest.mark.parametrize(
    "role", ["nobody", "stranger", "colleague", "outsider", "intern", "coordinator", "analyst"]
)
def test_no_list_search_count_export_or_name_offered_tells_of_what_its_page_hides(
    house: House,
    hidden: str,
    role: str,
) -> None:
    asked = [
        {}, {"q": NAME}, {"q": hidden}, {"words": WORD}, {"topic": WORD}, {"q": WORD}, {"library": "ames"},
        {"queue": "ames-only"}, {"person": "ines@ames.example"}, {"mine": "true"}, {"state": "open"},
    ]  # fmt: skip
    walked = 0
    who = browser(house, role)
    for route in gets():
        address = "/" + filled(route, house)
        searches = asked if address.rstrip("/").endswith(("conversations", "desk", "channel")) else asked[:1]
        for query in searches:
            answer = look(who, address, query)
            said = body_of(answer)
            walked += 1
            for secret in (WORD, NAME, hidden):
                if secret not in query.values():  # a form shows what was typed into it
                    assert secret not in said, f"{role} read {secret} at {address}?{urlencode(query)}"
    assert walked > 80


def test_those_who_may_see_it_find_it_in_each_of_these_ways(house: House, hidden: str) -> None:
    """Else the walk above would prove nothing."""
    holder, help_desk = browser(house, "holder"), browser(house, "help_desk")
    for query in ({"q": NAME}, {"words": WORD}, {"topic": WORD}):
        assert hidden in body_of(look(holder, "/api/v1/conversations", query))
        assert hidden in body_of(look(help_desk, "/desk/conversations/", query))


def browser(house: House, role: str) -> Client:
    """Signed in, or with the patron's cookie; at the interface the same person by token."""
    client = Client()
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {house.tokens[role]}" if role in house.tokens else ""
    if role in house.staff:
        client.force_login(house.staff[role])
    elif role in ("patron", "stranger"):
        asked = house.asked if role == "patron" else house.stranger
        client.cookies[f"patron_{asked.conversation.code}"] = asked.token
    return client


def look(who: Client, address: str, query: dict[str, str] | None = None) -> Any:
    """Whatever reading it changes is taken back."""
    headers = {} if address.startswith(f"/{API}") else {"authorization": ""}
    with transaction.atomic():
        answer = who.get(address, query or {}, headers=headers)
        transaction.set_rollback(True)
    return answer


def body_of(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode("utf-8", "replace"))


@pytest.mark.parametrize("role", ["patron", "holder", "help_desk"])
def test_reading_changes_nothing(house: House, role: str) -> None:
    who = browser(house, role)
    for route in gets():
        address = "/" + filled(route, house)
        with CaptureQueriesContext(connection) as queries:
            body_of(look(who, address))
        wrote = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
        beside = [sql for sql in wrote if not any(f'"{name}"' in sql for name in MAY_WRITE_ON_READING)]
        assert beside == [], f"{role} GET {address}"


def test_nothing_that_is_posted_to_is_done_by_reading_it(house: House) -> None:
    """An address that only takes posts, met by a link or a picture on another site."""
    posts = {route for method, route in rows() if method == "POST"} - set(gets())
    who = browser(house, "help_desk")
    before = state_of_the_house()
    for route in sorted(posts):
        answer = look(who, "/" + filled(route, house))
        assert answer.status_code in (302, 303, 404, 405), route
    assert state_of_the_house() == before


def test_no_page_of_staff_takes_a_post_without_its_token(house: House) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(house.staff["help_desk"])
    before = state_of_the_house()
    for method, route in rows():
        if method != "POST" or of_patrons(route):
            continue
        address = "/" + filled(route, house)
        if route in WITH_FILES:
            assert client.post(address, {"file": SimpleUploadedFile("a.txt", b"a")}).status_code == 403, route
        elif route.startswith(API):
            answer = client.post(address, BODIES.get(route, {}), content_type="application/json")
            # 401: it takes the patron's bearer alone, and no session at all.
            assert (answer.status_code, slug_of(answer)) in ((403, "not-allowed"), (401, "no-token")), route
        else:
            answer = client.post(address, urlencode(FORMS.get(route, {})), content_type=URLENCODED)
            assert answer.status_code == 403, route
    assert state_of_the_house() == before


def of_patrons(route: str) -> bool:
    """Patrons have no session: their forms are known by the place they come from and by their own token."""
    return route in (
        "",
        "return/",
        f"{API}conversations",
        f"{API}conversations/<code>/token",
    ) or route.startswith(("c/", "ask/", "w/"))


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_json_is_taken_as_json_alone(house: House, kind: str) -> None:
    """A form of another site can send these three without asking; none of them is a body of the interface."""
    headers = {"authorization": f"Bearer {house.tokens['help_desk']}"}
    before = state_of_the_house()
    for route, body in BODIES.items():
        raw = urlencode(body) if "form" in kind else str(body).replace("'", '"')
        answer = Client().generic("POST", "/" + filled(route, house), raw, content_type=kind, headers=headers)
        assert answer.status_code in (404, 415), (route, answer.status_code)
    assert state_of_the_house() == before


EXTRA = {
    "is_active": "", "is_superuser": "on", "is_staff": "on", "password": "hacked",
    "email": "mallory@x.example",
    "owner": "1", "by": "1", "librarian": "1", "verified": "on", "created_at": "2001-01-01",
    "joined_at": "2001-01-01", "slug": "mallory", "is_practice": "on", "system": "1", "library_id": "1",
    "claimed_by": "1", "state": "closed", "id": "1", "pk": "1", "memberships": "1",
}  # fmt: skip


# Fields of these names that the form does show.
SHOWN = {
    "": {"email", "state"},
    "ask/<slug:library>/": {"email", "state"},
    "w/<slug:library>/": {"email", "state"},
    "library/<slug:slug>/": {"email", "state"},
    "library/<slug:slug>/staff/invite/": {"email"},
    "consortium/queues/new/": {"is_practice"},
    "consortium/libraries/new/": {"system", "slug"},
}


def test_no_body_of_the_interface_takes_a_field_that_is_not_its_own(house: House) -> None:
    headers = {"authorization": f"Bearer {house.tokens['help_desk']}"}
    for route, body in BODIES.items():
        for name in ("role", "claimed_by", "created_at", "is_active"):
            answer = Client().post(
                "/" + filled(route, house),
                body | {name: "1"},
                content_type="application/json",
                headers=headers,
            )
            assert answer.status_code == 422, (route, name)
            assert [error["field"] for error in answer.json()["errors"]] == [name], route


def test_no_form_sets_what_it_does_not_show(house: House) -> None:
    """Each form as the help desk sends it, with every field that somebody might hope for beside it."""
    who, took = browser(house, "help_desk"), []
    who.defaults["HTTP_AUTHORIZATION"] = ""
    for method, route in rows():
        if method != "POST" or route.startswith((API, "sign-")):
            continue
        form = FORMS.get(route, {})
        extra = {name: value for name, value in EXTRA.items() if name not in {*form, *SHOWN.get(route, ())}}
        plain, full = (posted(who, "/" + filled(route, house), fields) for fields in (form, form | extra))
        if plain != full:
            took.append(route)
    assert took == []


def posted(who: Client, address: str, fields: dict[str, str]) -> tuple[int, dict[str, list[Any]]]:
    """What it answers, and what the house would be like; it is taken back."""
    with transaction.atomic():
        answer = who.post(address, urlencode(fields), content_type=URLENCODED)
        after = state_of_the_house()
        transaction.set_rollback(True)
    return answer.status_code, after


def state_of_the_house() -> dict[str, list[Any]]:
    """Who is who, may what, and stands where; without times that pass."""
    stands = ("state", "ended", "queue", "library", "claimed_by", "is_practice", "topic", "asked_at__date")
    known = list(Conversation.objects.order_by("pk").values_list(*stands))
    return {
        "people": list(
            Librarian.objects.order_by("pk").values_list("email", "name", "is_active", "password")
        ),
        "roles": list(Membership.objects.order_by("pk").values_list("librarian", "library", "role")),
        "libraries": list(Library.objects.order_by("pk").values_list("slug", "is_active", "system")),
        "queues": list(Queue.objects.order_by("pk").values_list("slug", "is_active", "is_practice")),
        "conversations": known,
    }


def test_every_form_of_a_model_lists_its_fields() -> None:
    """`fields = "__all__"` or `exclude` would let a column of tomorrow in."""
    for path in Path(commondesk.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and any(
                "ModelForm" in ast.unparse(base) for base in node.bases
            ):
                [meta] = [
                    each for each in node.body if isinstance(each, ast.ClassDef) and each.name == "Meta"
                ]
                names = {ast.unparse(t) for each in meta.body for t in _targets(each)}
                assert "fields" in names, path
                assert "exclude" not in names, path
                assert "__all__" not in ast.unparse(meta), path


def _targets(node: ast.stmt) -> list[ast.expr]:
    if isinstance(node, ast.AnnAssign):
        return [node.target]
    return list(node.targets) if isinstance(node, ast.Assign) else []


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "https:evil.example",
     "javascript:alert(1)", "\thttps://evil.example/", "///evil.example", "http://testserver@evil.example/"],
)  # fmt: skip
def test_signing_in_and_choosing_a_language_lead_to_no_other_site(cast: Cast, elsewhere: str) -> None:
    make_librarian("lena@ames.example", "Lena", Role.LIBRARIAN, cast.ames)
    client = Client()
    form = {"login": "lena@ames.example", "password": "reading-room", "next": elsewhere}
    signed_in = client.post(f"/sign-in/?{urlencode({'next': elsewhere})}", form)
    assert signed_in.status_code == 302
    for answer in (
        signed_in,
        client.post("/sign-in/language/", {"language": "es", "next": elsewhere}),
        client.get(f"/sign-in/?{urlencode({'next': elsewhere})}"),
        client.post("/sign-out/", {"next": elsewhere}),
    ):
        assert answer["Location"].startswith("/"), elsewhere
        assert not answer["Location"].startswith(("//", "/\\")), elsewhere
