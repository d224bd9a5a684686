"""What an installation may set: read as documented, refused where it would be insecure."""

import os
import re
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_network
from pathlib import Path

import pytest
from pydantic import ValidationError

from commondesk import settings as installed
from commondesk.environment import PREFIX, Environment, sentences, unknown_names

ROOT = Path(__file__).resolve().parent.parent
GOOD_SECRET = "k3y-" + "abcdefghijklmnop" * 2


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch, tmp_path):
    """An installation of which nothing is said but where its data is."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COMMONDESK_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def say(monkeypatch):
    """`say(base_url="...")` sets variables and reads them."""

    def _say(**values: str) -> Environment:
        for name, value in values.items():
            monkeypatch.setenv(PREFIX + name.upper(), value)
        return Environment()

    return _say


def test_every_setting_is_documented_and_every_documented_one_exists():
    table = (ROOT / "docs/settings.md").read_text().split("## What the tests")[0]
    documented = set(re.findall(r"(?m)^\| `(COMMONDESK_\w+)`", table))
    assert documented == {PREFIX + name.upper() for name in Environment.model_fields}


def test_documented_defaults_are_the_real_ones():
    table = (ROOT / "docs/settings.md").read_text()
    documented = dict(re.findall(r"(?m)^\| `(COMMONDESK_\w+)` \| `([^`|]+)` \|", table))
    environment = Environment()
    for name in ("base_url", "rate_limits", "time_zone", "demo", "log_level"):
        value = getattr(environment, name)
        shown = {True: "on", False: "off"}.get(value, value)
        assert documented[PREFIX + name.upper()] == shown


def test_data_is_kept_in_the_home_directory_unless_told_otherwise(monkeypatch):
    monkeypatch.delenv("COMMONDESK_DATA_DIR")
    monkeypatch.setenv("XDG_DATA_HOME", "/srv/somewhere")
    assert Environment().data_dir == Path("/srv/somewhere/commondesk")
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", "/home/noor")
    assert Environment().data_dir == Path("/home/noor/.local/share/commondesk")


def test_a_secret_and_a_public_https_address_are_enough(say):
    assert say(secret_key=GOOD_SECRET, base_url="https://ask.example.org/").refusals() == []


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({}, "COMMONDESK_SECRET_KEY is not set"),
        ({"secret_key": "short"}, "too short"),
        ({"secret_key": "a" * 60}, "can be guessed"),
        ({"secret_key": GOOD_SECRET, "base_url": "http://ask.example.org"}, "https://"),
        ({"secret_key": GOOD_SECRET, "allowed_hosts": "*"}, "COMMONDESK_ALLOWED_HOSTS"),
        ({"secret_key": GOOD_SECRET, "trusted_proxies": "0.0.0.0/0"}, "COMMONDESK_TRUSTED_PROXIES"),
        ({"secret_key": GOOD_SECRET, "reach_inside": "10.0.0.0/8,::/0"}, "COMMONDESK_REACH_INSIDE"),
        ({"demo": "on", "base_url": "https://ask.example.org"}, "passwords everybody knows"),
    ],
)
def test_what_is_insecure_is_refused_in_one_sentence(say, values, named):
    (refusal,) = say(**values).refusals()
    assert named in refusal


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("base_url", "ask.example.org"),
        ("base_url", "ftp://ask.example.org"),
        ("base_url", "https://ask.example.org/desk"),
        ("base_url", "https://ask.example.org:port"),
        ("base_url", "https://me:secret@ask.example.org"),
        ("base_url", "http://[::1"),
        ("database_url", "postgres//desk"),
        ("database_url", "postgres://desk:secret@db.example:port/desk"),
        ("database_url", "postgres://db.example"),
        ("database_url", "mysql://db.example/desk"),
        ("database_url", "sqlite://"),
        ("database_url", "sqlite:///:memory:"),
        ("bus_url", "http://bus.example"),
        ("bus_url", "redis://:port/0"),
        ("bus_url", "redis://bus.example/0?nonsense=1"),
        ("bus_url", "redis://bus.example/0?socket_timeout=long"),
        ("listen_url", "db.example"),
        ("smtp_url", "mail.example"),
        ("smtp_url", "smtp://"),
        ("smtp_url", "smtp://mail.example:port"),
        ("mail_from", "the desk"),
        ("mail_from", "a@desk.example\nBcc: all@desk.example"),
        ("time_zone", "Mars/Olympus"),
        ("trusted_proxies", "10.0.0.1/8"),
        ("reach_inside", "intranet"),
        ("rate_limits", "perhaps"),
        ("log_level", "loud"),
    ],
)
def test_a_value_that_makes_no_sense_is_named(say, name, value):
    with pytest.raises(ValidationError) as refused:
        say(**{name: value})
    (sentence,) = sentences(refused.value)
    assert sentence.startswith(f"COMMONDESK_{name.upper()}: ")
    assert "Value error" not in sentence
    assert "Input should" not in sentence
    assert "secret" not in sentence


def test_lists_and_switches_are_read_as_documented(say):
    found = say(
        allowed_hosts="a.example, b.example",
        trusted_proxies="10.0.0.0/24,fd00::/8",
        reach_inside="10.1.2.0/24, 10.9.8.7",
        rate_limits="off",
        log_level="warning",
        listen_url="",
    )
    assert found.hosts == ["a.example", "b.example"]
    assert found.trusted_proxies == (ip_network("10.0.0.0/24"), ip_network("fd00::/8"))
    assert found.reach_inside == (ip_network("10.1.2.0/24"), ip_network("10.9.8.7/32"))
    assert found.rate_limits is False
    assert found.log_level == "WARNING"


def test_hosts_follow_from_the_base_address(say):
    hosts = say(base_url="https://ask.example.org:8443").hosts
    assert hosts == ["ask.example.org", "localhost", "127.0.0.1", "[::1]"]


def test_a_misspelt_variable_is_noticed(monkeypatch):
    monkeypatch.setenv("COMMONDESK_SECERT_KEY", "x")
    monkeypatch.setenv("COMMONDESK_TEST_DATABASE", "sqlite")
    assert unknown_names() == ["COMMONDESK_SECERT_KEY"]


def test_the_demo_makes_one_secret_keeps_it_and_shows_it_to_nobody_else(say):
    demo = say(demo="on")
    with ThreadPoolExecutor(8) as several:
        found = {made.result() for made in [several.submit(demo.secret) for _ in range(8)]}
    assert len(found) == 1
    assert len(found.pop()) >= 32
    assert stat.S_IMODE(demo.demo_secret_file.stat().st_mode) == 0o600
    assert [path.name for path in demo.data_dir.iterdir()] == ["demo-secret"]
    assert stat.S_IMODE(demo.data_dir.stat().st_mode) == 0o700


def test_a_data_directory_that_held_a_demo_stays_one(say):
    secret = say(demo="on").secret()
    later = say(demo="off")
    assert later.is_demo
    assert later.secret() == secret
    assert say(base_url="https://ask.example.org").refusals()


def test_outside_the_demo_no_secret_is_made_up(say):
    assert say(secret_key="").secret() == ""


@pytest.mark.parametrize(
    ("url", "engine", "name"),
    [
        ("", "commondesk.plumbing.sqlite", "/data/commondesk.sqlite3"),
        ("sqlite:////srv/desk.sqlite3", "commondesk.plumbing.sqlite", "/srv/desk.sqlite3"),
        ("postgres://desk:a%40b@db.example:6432/desk", "django.db.backends.postgresql", "desk"),
        ("postgresql:///desk", "django.db.backends.postgresql", "desk"),
    ],
)
def test_the_database_follows_its_address(say, url, engine, name):
    database = installed._database(say(database_url=url))
    assert database["ENGINE"] == engine
    assert database["NAME"].endswith(name)


def test_mail_follows_its_address(say):
    mail = installed._mail(say(smtp_url="smtp://desk:p%40ss@mail.example:2525"))
    assert (mail["EMAIL_HOST"], mail["EMAIL_PORT"], mail["EMAIL_USE_TLS"]) == ("mail.example", 2525, True)
    assert (mail["EMAIL_HOST_USER"], mail["EMAIL_HOST_PASSWORD"]) == ("desk", "p@ss")
    assert installed._mail(say(smtp_url="smtps://mail.example"))["EMAIL_PORT"] == 465
    assert installed._mail(say(smtp_url="smtp://relay.example:25?tls=off"))["EMAIL_USE_TLS"] is False
    assert "dummy" in installed._mail(say(smtp_url=""))["EMAIL_BACKEND"]


def test_without_a_secret_no_door_opens(tmp_path):
    started = _python("import commondesk.wsgi", tmp_path)
    assert started.returncode
    assert "COMMONDESK_SECRET_KEY is not set" in started.stderr


@pytest.mark.parametrize(
    ("base_url", "secure"), [("https://ask.example.org", True), ("http://127.0.0.1:9", False)]
)
def test_cookies_are_as_secure_as_the_address(tmp_path, base_url, secure):
    told = _python(
        "from commondesk import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.SESSION_COOKIE_NAME.startswith('__Host-'), bool(s.SECURE_HSTS_SECONDS))",
        tmp_path,
        COMMONDESK_SECRET_KEY=GOOD_SECRET,
        COMMONDESK_BASE_URL=base_url,
    )
    assert told.stdout.split() == [str(secure)] * 4


def test_pages_may_load_only_from_us_and_be_framed_by_nobody():
    policy = installed.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == ["'self'"]
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
    assert installed.X_FRAME_OPTIONS == "DENY"


def _python(code: str, data_dir: Path, **values: str) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": os.environ["PATH"], "COMMONDESK_DATA_DIR": str(data_dir), **values}
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=ROOT, check=False, capture_output=True, text=True
    )


def test_neither_side_waits_for_hours_on_a_network_that_has_broken(say):
    options = installed._database(say(database_url="postgres://desk@db.example/desk"))["OPTIONS"]
    assert (options["connect_timeout"], options["keepalives_idle"]) == (5, 10)
    assert "idle_in_transaction_session_timeout=20s" in options["options"]


def test_what_an_address_says_itself_counts_and_a_pooler_is_told_nothing_of_the_servers_side(say):
    address = "postgres://desk@db.example/desk?connect_timeout=30"
    options = installed._database(say(database_url=address, listen_url="postgres://desk@db.example/desk"))
    assert int(options["OPTIONS"]["connect_timeout"]) == 30
    assert "options" not in options["OPTIONS"]
