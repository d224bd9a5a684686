"""Signing in and out: who comes in, what nobody learns, and what ends with a session."""

import re

import pytest
from django.db import connection
from django.test import Client

from commondesk.desk.bearer import Bearer, issue_line, who
from commondesk.schedule.presence import Monitoring
from tests.cast import PASSWORD, on_duty

INES = "ines@ames.example"
NEW = "quiet-lamp-and-ledger"


@pytest.fixture
def sign_in(client, cast):
    """Post the form as a browser would."""

    def post(email=INES, password=PASSWORD, query=""):
        return client.post(f"/sign-in/{query}", {"login": email, "password": password})

    return post


def test_signing_in_leads_to_the_desk(client, sign_in):
    response = sign_in()
    assert (response.status_code, response["Location"]) == (302, "/desk/")
    assert client.get("/desk/").status_code == 200


def test_whoever_was_sent_to_sign_in_comes_back_to_where_they_were(client, cast, sign_in):
    sent = client.get("/desk/conversations/?state=closed")
    assert sent["Location"] == "/sign-in/?next=/desk/conversations/%3Fstate%3Dclosed"
    assert sign_in(query="?next=/desk/conversations/")["Location"] == "/desk/conversations/"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "javascript:alert(1)",
        "\\\\evil.example",
        "http://localhost/",
    ],
)
def test_signing_in_never_leads_to_another_site(sign_in, target):
    assert sign_in(query=f"?next={target}")["Location"] == "/desk/"


def test_a_wrong_password_and_an_unknown_address_are_told_alike(sign_in):
    wrong, unknown = sign_in(password="guessed-it"), sign_in(email="nobody@ames.example")
    said = [
        re.search(r'role="alert".*?<p>(.*?)</p>', page.content.decode(), re.DOTALL)[1]
        for page in (wrong, unknown)
    ]
    assert (wrong.status_code, unknown.status_code, said[0]) == (200, 200, said[1])


def test_after_a_refusal_the_address_stands_and_the_password_is_typed_anew(sign_in):
    page = sign_in(password="guessed-it").content.decode()
    focused = re.search(r"<input[^>]*autofocus[^>]*>", page)[0]
    assert 'name="password"' in focused
    assert f'value="{INES}"' in page


def test_guessing_is_slowed_down(sign_in):
    answers = [sign_in(password=f"guess-{number}").content.decode() for number in range(12)]
    assert "Too many" in answers[-1] or "later" in answers[-1]


def test_another_port_in_the_host_gives_no_more_guesses(client, cast):
    for port in range(1, 6):
        guess = {"login": INES, "password": f"guess {port}"}
        client.post("/sign-in/", guess, headers={"Host": f"localhost:{port}"})
    right = {"login": INES, "password": PASSWORD}
    assert client.post("/sign-in/", right, headers={"Host": "localhost:6"}).status_code == 200


def test_nobody_can_make_an_account_for_themselves(client, cast):
    for address in ("/sign-up/", "/signup/", "/sign-in/signup/", "/accounts/signup/"):
        assert client.get(address).status_code == 404
    assert "sign up" not in client.get("/sign-in/").content.decode().lower()


def test_signing_out_ends_the_tokens_of_this_session_and_only_those(client, cast, sign_in):
    sign_in()
    here, _ = issue_line(cast.ines, client.session.session_key)
    elsewhere, _ = issue_line(cast.ines, "another-session")
    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    assert who(here) is None
    assert who(elsewhere) is not None
    assert client.get("/desk/").status_code == 302


def test_signing_out_goes_off_duty(client, cast, sign_in):
    sign_in()
    issue_line(cast.ines, client.session.session_key)
    on_duty(cast.ines, cast.statewide)
    client.post("/sign-out/")
    assert not Monitoring.objects.filter(librarian=cast.ines).exists()


def test_a_link_cannot_sign_anybody_out(client, sign_in):
    sign_in()
    assert client.get("/sign-out/").status_code == 200
    assert client.get("/desk/").status_code == 200


def test_another_site_cannot_sign_anybody_out(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.ines)
    assert client.post("/sign-out/").status_code == 403
    assert client.get("/desk/").status_code == 200


def test_the_session_of_somebody_who_was_deactivated_opens_nothing(client, cast, sign_in):
    sign_in()
    cast.ines.is_active = False
    cast.ines.save()
    assert client.get("/desk/").status_code == 302
    assert sign_in()["Location"] == "/sign-in/inactive/"
    assert sign_in(password="guessed-it").status_code == 200


def test_a_changed_password_ends_the_other_sessions_and_their_tokens(client, cast, sign_in):
    other = Client()
    other.force_login(cast.ines)
    token, _ = issue_line(cast.ines, other.session.session_key)
    sign_in()
    response = client.post(
        "/sign-in/password/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    )
    assert response.status_code == 302
    assert other.get("/desk/").status_code == 302
    assert client.get("/desk/").status_code == 200
    assert who(token) is None


def test_a_short_password_is_refused_with_a_sentence(client, sign_in):
    sign_in()
    page = client.post(
        "/sign-in/password/", {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    )
    assert "at least 10 characters" in page.content.decode()


def test_personal_tokens_outlive_a_changed_password(client, cast, sign_in):
    Bearer.objects.create(
        digest="d" * 64, kind=Bearer.Kind.PERSONAL, librarian=cast.ines, created_at=cast.ines.joined_at
    )
    sign_in()
    client.post("/sign-in/password/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert Bearer.objects.filter(kind=Bearer.Kind.PERSONAL).exists()


def test_tries_are_counted_without_keeping_an_address(client, cast, sign_in):
    for _ in range(3):
        client.post("/sign-in/", {"login": INES, "password": "wrong"}, REMOTE_ADDR="198.51.100.77")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM commondesk_cache")
        keys = [key for (key,) in cursor.fetchall()]
    assert keys
    assert not [key for key in keys if "198.51.100.77" in key or INES in key]


def test_a_form_that_was_open_for_too_long_is_told_so_in_our_clothes(cast):
    refused = Client(enforce_csrf_checks=True).post("/sign-in/", {"login": INES, "password": PASSWORD})
    assert refused.status_code == 403
    assert b"open for too long" in refused.content
    assert refused["Cache-Control"] == "no-store"
