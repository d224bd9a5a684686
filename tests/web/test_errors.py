"""What cannot be shown says so in our clothes, and what to do next; the database may be away."""

import json

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from commondesk.plumbing.refusal import Erased, NotVisible, SlowDown
from commondesk.web import errors


def request(path="/nowhere/", **headers):
    return RequestFactory().get(path, headers=headers)


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        (lambda: errors.bad_request(request(), Exception()), 400, "could not read that"),
        (lambda: errors.not_allowed(request(), Exception()), 403, "not open to you"),
        (lambda: errors.not_found(request(), Exception()), 404, "nothing here"),
        (lambda: errors.broken(request()), 500, "our side"),
        (lambda: errors.away(request(), OperationalError()), 503, "away for a moment"),
        (lambda: errors.refused(request(), Erased()), 410, "erased"),
        (lambda: errors.refused(request(), SlowDown(retry_after=7)), 429, "wait a moment"),
    ],
)
def test_an_error_is_a_page_of_ours_that_needs_no_database(answer, status, words):
    response = answer()
    page = response.content.decode()
    assert response.status_code == status
    assert words in page
    assert 'href="/"' in page
    assert "css/patron.css" in page
    assert response["Cache-Control"] == "no-store"


def test_what_will_pass_says_when_to_try_again():
    assert errors.away(request(), OperationalError())["Retry-After"]
    assert errors.refused(request(), SlowDown(retry_after=7))["Retry-After"] == "7"


def test_a_form_is_never_sent_again_by_a_link_that_only_looks():
    posted = RequestFactory().post("/c/x/say", {"body": "Hello", "password": "secret"})
    for answer in (errors.broken(posted), errors.away(posted, OperationalError())):
        assert b'href="/c/x/say"' not in answer.content
        assert b"secret" not in answer.content
    assert b'name="body" value="Hello"' in errors.away(posted, OperationalError(), keep_form=True).content
    assert b'href="/nowhere/"' in errors.broken(request()).content


def test_scripts_get_a_problem_they_can_read():
    response = errors.refused(request("/c/x/say", Accept="application/json"), NotVisible())
    said = json.loads(response.content)
    assert response["Content-Type"] == "application/problem+json"
    assert (said["type"], said["status"], said["instance"]) == ("/problems/not-visible", 404, "/c/x/say")


def test_staff_find_their_way_back_to_the_desk():
    assert b"To the desk" in errors.not_found(request("/desk/zzz/"), Exception()).content
    assert b"To the desk" not in errors.not_found(request(), Exception()).content


def test_an_address_that_is_none_gets_the_page_from_the_whole_site(client):
    response = client.get("/no/such/page/")
    assert (response.status_code, b"There is nothing here" in response.content) == (404, True)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/nowhere/", "/api/v1/nowhere", "/desk/", "/healthz"])
@pytest.mark.parametrize("host", ["testserver", "evil.example"])
def test_every_answer_wears_the_same_headers(client, cast, path, host):
    answer = client.get(path, headers={"host": host})
    # Whoever watches a process asks it by whatever name reaches it; nothing in that answer hangs on the name.
    assert (answer.status_code == 400) is (host == "evil.example" and path != "/healthz")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
