"""The description of the interface tells the truth: every route, every status, every kind of event."""

import re

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS

from commondesk.desk.bearer import create_personal
from commondesk.desk.event import FOR_EVERYBODY, FOR_STAFF
from commondesk.web.api.event_kinds import KINDS_OF_EVENTS
from commondesk.web.api.openapi import described
from commondesk.web.api.urls import urlpatterns
from tests.cast import Cast, make_talk
from tests.web.api.caller import Caller

# Most of what fits the description of a file is no file that is taken; test_files.py looks at that.
FILES = "/api/v1/conversations/{code}/attachments"
# No description tells a point of the curve from other text; test_devices.py looks at that.
DEVICES = "/api/v1/conversations/{code}/devices"
STREAMS = {"/api/v1/conversations/{code}/stream", "/api/v1/desk/stream"}
TELLING_STATUSES = {"401", "403", "404", "413", "503"}


def operations():
    for path, methods in described()["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_it_is_served_to_everybody_as_openapi_3_1(db) -> None:
    answer = Caller().get("/openapi.json")
    assert answer.json()["openapi"] == "3.1.0"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert Caller().send("POST", "/openapi.json", "{}").status_code == 405


def test_every_route_is_described_and_the_streams_too() -> None:
    written = {
        "/api/v1/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(each.pattern)) for each in urlpatterns[:-2]
    }
    assert set(described()["paths"]) == written | STREAMS


def test_every_kind_of_event_is_described_with_its_data() -> None:
    assert set(KINDS_OF_EVENTS) == FOR_EVERYBODY | FOR_STAFF
    schemas = described()["components"]["schemas"]
    for kind in KINDS_OF_EVENTS:
        assert f"DataOf_{kind}" in schemas
        assert f"| `{kind}` |" in schemas["EventShape"]["description"]


def test_every_refusal_is_a_problem_and_every_operation_has_words() -> None:
    for path, method, operation in operations():
        assert operation.get("description"), f"{method} {path}"
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"], f"{method} {path} {status}"


def test_what_needs_a_token_says_so_and_what_it_may_answer() -> None:
    for path, method, operation in operations():
        needs = "security" in operation
        statuses = {str(status) for status in operation["responses"]}
        assert ("401" in statuses) is needs, f"{method} {path}"
        if "requestBody" in operation:
            assert {"413", "415", "422", "503"} <= statuses, f"{method} {path}"


def test_every_route_refuses_parameters_it_does_not_have_and_says_so(cast: Cast) -> None:
    for path, method, operation in operations():
        assert "422" in {str(status) for status in operation["responses"]}, f"{method} {path}"
    assert Caller().get("/libraries", colour="blue").status_code == 422


def test_every_reference_leads_somewhere() -> None:
    schemas = described()["components"]["schemas"]
    for name in set(re.findall(r"#/components/schemas/(\w+)", str(described()))):
        assert name in schemas


@pytest.fixture
def schema(cast: Cast, settings):
    settings.COMMONDESK = settings.COMMONDESK.model_copy(update={"rate_limits": False})
    for signal in (
        request_started,
        request_finished,
    ):  # as Django's own client does, to stay in one transaction
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("role", ["nobody", "patron", "librarian"])
def test_whatever_is_sent_the_answer_is_as_described(cast: Cast, schema, role: str) -> None:
    """Schemathesis makes up requests that fit the description and others that do not; it finds nothing."""
    asked = make_talk(cast.ines)
    tokens = {
        "patron": asked.token,
        "librarian": create_personal(cast.ines.email),
    }
    headers = {"Authorization": f"Bearer {tokens[role]}"} if role in tokens else {}
    for result in schema.get_all_operations():
        operation = result.ok()
        is_made_up = (operation.path, operation.method.upper()) in {(FILES, "POST"), (DEVICES, "POST")}
        if operation.path not in STREAMS and not is_made_up and operation.method.upper() != "DELETE":
            _look_at(operation, headers, asked.conversation.code)


def _look_at(operation, headers: dict[str, str], code: str) -> None:
    quick = settings(
        max_examples=5,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    def look(case) -> None:
        if "code" in (case.path_parameters or {}):
            case.path_parameters["code"] = code
        case.call_and_validate(headers=headers, checks=CHECKS.get_all())

    given(case=operation.as_strategy())(quick(look))()
