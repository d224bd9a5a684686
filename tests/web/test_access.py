"""Every route with every role, as the table says; a route without a row fails (DESIGN.md section 9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.membership import Role
from commondesk.desk.asking import Asked
from commondesk.desk.attaching import Given, attach
from commondesk.desk.bearer import create_personal
from commondesk.desk.staff_channel import the_channel
from commondesk.desk.staff_message import say
from commondesk.knowledge.canned_message import CannedMessage
from commondesk.outbox import delivery
from commondesk.plumbing import clock
from commondesk.plumbing.tokens import new_key
from commondesk.web.api.urls import api
from tests.cast import Cast, make_asked, make_librarian, make_library, make_talk
from tests.web.access_table import BODIES, FORMS, KEY, ROLES, WITH_FILES, rows

API = "api/v1/"
URLENCODED = "application/x-www-form-urlencoded"


def routes(patterns: Any = None, prefix: str = "") -> Iterator[str]:
    """Every address of the house, as it is written."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, address)
        elif isinstance(pattern, URLPattern):
            yield address


def verbs_of_the_interface() -> set[tuple[str, str]]:
    found = set()
    for bound in api._get_bound_routers():
        for route, path_view in bound.path_operations.items():
            address = API + route.lstrip("/").replace("{", "<").replace("}", ">")
            found |= {(method, address) for each in path_view.operations for method in each.methods}
    return found


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    known = {route for _method, route in rows()}
    assert {route.replace(" ", "") for route in routes()} - known == set()
    assert known - {route.replace(" ", "") for route in routes()} == set()


def test_every_verb_of_the_interface_has_a_row() -> None:
    assert verbs_of_the_interface() - set(rows()) == set()


@dataclass
class House:
    """Everybody of the table, and the conversation it speaks of."""

    asked: Asked
    stranger: Asked
    staff: dict[str, Librarian]
    tokens: dict[str, str]
    canned: CannedMessage  # the consortium's
    file: str
    mail: int  # a delivery that has not left


@pytest.fixture
def house(cast: Cast) -> House:
    return make_house(cast)


def make_house(cast: Cast) -> House:
    """Everybody, and a conversation that Ines holds."""
    cedar, dale = make_library("cedar", "Cedar Library"), make_library("dale", "Dale Library")
    staff = {
        "holder": cast.ines,
        "colleague": cast.otto,
        "outsider": make_librarian("olga@cedar.example", "Olga", Role.LIBRARIAN, cedar),
        "intern": cast.ira,
        "coordinator": make_librarian("cora@dale.example", "Cora", Role.COORDINATOR, dale),
        "help_desk": cast.hana,
        "analyst": cast.anna,
    }
    asked = make_talk(cast.ines, library=dale, queue=cast.statewide)
    tokens = {role: create_personal(person.email) for role, person in staff.items()}
    stranger = make_asked()
    canned = CannedMessage.objects.create(name="Hello", step="greeting", body="Hello")
    bearers = {"patron": asked.token, "stranger": stranger.token, **tokens}
    say(the_channel(cast.ines, "queue-statewide"), cast.ines, "Hello", new_key())
    sent = attach(asked.conversation, None, [Given("a.txt", b"a")], "", None)
    mail = delivery.add(
        "email",
        "messages:0:0",
        "pia@example.com",
        {"code": "", "language": "en", "messages": []},
        clock.now(),
    )
    return House(asked, stranger, staff, bearers, canned, sent.data["attachments"][0]["id"], mail.pk)


@pytest.mark.parametrize("is_interface", [True, False], ids=["interface", "pages"])
def test_every_role_gets_what_the_table_says(house: House, is_interface: bool) -> None:
    for (method, route), expected in rows().items():
        if route.startswith(API) is is_interface:
            got = {role: status(house, method, route, role) for role in ROLES}
            assert got == expected, f"{method} /{route}"


def status(house: House, method: str, route: str, role: str) -> int:
    """What this role gets; whatever it changes is taken back."""
    with transaction.atomic():
        answer = ask(house, method, route, role)
        transaction.set_rollback(True)
    if answer.streaming:
        list(answer.streaming_content)  # read to its end, a file is closed
    return answer.status_code


def ask(house: House, method: str, route: str, role: str) -> Any:
    client, address = Client(), "/" + filled(route, house)
    if route.startswith(API):
        token = house.tokens.get(role)
        headers = {"authorization": f"Bearer {token}"} if token else {}
        if route in WITH_FILES:
            form = {"key": KEY, "file": SimpleUploadedFile("a.txt", b"a")}
            return client.post(address, form, headers=headers)
        body = BODIES.get(route) if method == "POST" else None
        if body is None:
            return client.generic(method, address, headers=headers)
        return client.post(address, body, content_type="application/json", headers=headers)
    if role in house.staff:
        client.force_login(house.staff[role])
    elif role in ("patron", "stranger"):
        code = house.asked.conversation.code if role == "patron" else house.stranger.conversation.code
        client.cookies[f"patron_{code}"] = house.tokens[role]
    if method == "POST":  # as a browser sends a form without files
        return client.post(address, urlencode(FORMS.get(route, {})), content_type=URLENCODED)
    return client.get(address)


def filled(route: str, house: House) -> str:
    """The route as an address: with this conversation, the library `ames`, the queue `statewide`."""
    address = route
    values = {
        "^c/(?P<code>[-\\w]+)": f"c/{house.asked.conversation.code}",
        "^(?P<code>[-\\w]+)": house.asked.conversation.code,
        "<slug:code>": house.asked.conversation.code,
        "<code>": house.asked.conversation.code,
        "\\.(?P<form>txt|html)$": ".txt",
        "\\.(?P<form>txt|html|json)$": ".txt",
        "mail/<slug:name>": "mail/nothing",
        "<slug:name>": "say",
        "<id>": house.file,
        "<slug:handle>": house.file,
        "<seq>": "1",
        "<int:seq>": "1",
        "channel/<slug:slug>": "channel/queue-statewide",
        "channels/<slug:slug>": "channels/queue-statewide",
        "<int:person>": str(house.staff["holder"].pk),
        "<int:row>": "1",
        "^invitation/(?P<token>[-\\w]{1,64})/$": "invitation/nothing/",
        "standards/<str:name>": "standards/AC3.pick_up_seconds",
        "<str:kind>.csv": "staff.csv",
        "consortium/queues/<slug:slug>": "consortium/queues/birch",
        "people/<int:number>": f"people/{house.staff['colleague'].pk}",
        "tables/<int:number>": "tables/1",
        "outbox/<int:number>": f"outbox/{house.mail}",
        "marks/<int:number>": "marks/0",
        "devices/<number>": "devices/1",
        "devices/<int:number>": "devices/1",
        "kinds/<int:number>": "kinds/0",
        "views/<int:number>": "views/1",
        "canned/<int:number>": f"canned/{house.canned.pk}",
        "<slug:language>/<slug:what>.svg": "en/small.svg",
        "<slug:language>/<slug:what>.<slug:ending>": "en/poster.png",
        "<slug:library>": "ames",
        "queues/<slug:slug>": "queues/statewide",
        "<slug:slug>": "ames",
        "^sign-in/forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "sign-in/forgotten/1-set-password/",
        "^logo/(?P<digest>[0-9a-f]{64})\\.(?P<ending>png|jpg|webp)$": f"logo/{'0' * 64}.png",
        "^(?P<rest>[\\s\\S]*)$": "nowhere",
    }
    for part, value in values.items():
        address = address.replace(part, value)
    return address
