"""The command `commondesk`: what it says to the person who typed it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

import pytest

from commondesk import cli
from tests.channels.email.smtp_server import smtp_server
from tests.support.served_desk import free_port

COMMANDS = (
    ["demo"],
    ["serve"],
    ["work"],
    ["migrate"],
    ["check"],
    ["import-libraries"],
    ["move"],
    ["mail"],
    ["user", "add"],
    ["user", "password"],
    ["token", "create"],
)
Done = subprocess.CompletedProcess[str]


pytestmark = pytest.mark.sqlite  # each test is an installation of its own, on a file

PASSWORD = "a-quiet-reading-room"
SECRET = "k3y-" + "abcdefghijklmnop" * 2


@pytest.fixture
def run(tmp_path):
    """`run("check", SECRET_KEY="...")` runs the command as a process of its own, in an empty installation."""

    def _run(*arguments: str, stdin: str = "", **values: str) -> Done:
        return _commondesk(arguments, stdin, {"DATA_DIR": str(tmp_path / "data"), **values})

    return _run


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    """The data directory of a fresh installation, to be copied."""
    data_dir = tmp_path_factory.mktemp("migrated") / "data"
    done = _commondesk(["migrate"], "", {"DATA_DIR": str(data_dir), "SECRET_KEY": SECRET})
    assert done.returncode == 0, done.stderr
    return data_dir


@pytest.fixture
def installed(run, migrated, tmp_path):
    """`run` in an installation with a secret and a migrated database."""
    shutil.copytree(migrated, tmp_path / "data")

    def _run(*arguments: str, stdin: str = "", **values: str) -> Done:
        return run(*arguments, stdin=stdin, **{"SECRET_KEY": SECRET, **values})

    return _run


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_explains_itself_with_an_example(words, capsys):
    with pytest.raises(SystemExit) as left:
        cli.main([*words, "--help"])
    assert left.value.code == 0
    assert (
        f"example: {'curl' if words[0] == 'token' else 'commondesk ' + ' '.join(words)}"
        in capsys.readouterr().out
    )


@pytest.mark.parametrize("port", ["0", "65536", "-1", "eight", "٨٠٠٠"])
def test_a_port_that_is_none_is_refused(port, capsys):
    with pytest.raises(SystemExit) as left:
        cli.main(["serve", f"--port={port}"])
    assert left.value.code == 2
    assert "is no port" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["serve", "work", "migrate"])
def test_nothing_starts_without_a_secret(run, command):
    refused = run(command)
    assert refused.returncode == 2
    assert refused.stderr.startswith("COMMONDESK_SECRET_KEY is not set")
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_a_value_that_makes_no_sense_is_told_in_a_sentence(run, command):
    refused = run(command, TIME_ZONE="Mars/Olympus", SECRET_KEY=SECRET)
    assert refused.returncode == 2
    assert refused.stderr == "COMMONDESK_TIME_ZONE: must be a time zone such as America/New_York.\n"


def test_check_names_all_that_is_wrong_at_once(run):
    told = run("check", BASE_URL="http://ask.example.org", SECERT_KEY="x")
    assert told.returncode == 1
    assert told.stdout.count("WRONG") == 2
    assert "COMMONDESK_SECERT_KEY is no setting" in told.stdout


def test_check_says_that_the_database_must_be_migrated_and_then_that_all_is_well(installed, tmp_path):
    told = installed("check", DATABASE_URL=f"sqlite:///{tmp_path}/never-migrated.sqlite3")
    assert told.returncode == 1
    assert "Run `commondesk migrate`" in told.stdout
    told = installed("check")
    assert told.returncode == 0, told.stdout
    assert "WRONG" not in told.stdout


def test_check_tells_of_a_database_that_does_not_answer(installed):
    told = installed("check", DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    assert told.returncode == 1
    assert "Is it running" in told.stdout
    assert "Traceback" not in told.stderr


def test_check_tells_of_a_mail_server_that_does_not_answer(installed):
    told = installed("check", SMTP_URL="smtp://127.0.0.1:1")
    assert told.returncode == 1
    assert "COMMONDESK_SMTP_URL" in told.stdout


def test_check_says_that_no_mail_leaves_and_which_setting_mends_it(installed):
    told = installed("check")
    assert "No mail leaves, as COMMONDESK_SMTP_URL is not set." in told.stdout


def test_a_trial_mail_is_sent_at_once_and_a_server_that_does_not_take_it_is_told_of(installed):
    assert "No mail leaves this desk" in installed("mail", "you@example.org").stderr
    refused = installed("mail", "you@example.org", SMTP_URL="smtp://127.0.0.1:1?tls=off")
    assert (refused.returncode, "did not take it" in refused.stderr) == (1, True)
    with smtp_server() as server:
        sent = installed("mail", "you@example.org", SMTP_URL=f"smtp://127.0.0.1:{server.port}?tls=off")
        assert (sent.returncode, len(server.mails)) == (0, 1), sent.stderr


def test_a_trial_mail_of_the_demo_says_where_it_is_read(installed):
    told = installed("mail", "you@example.org", DEMO="on")
    assert told.returncode == 0, told.stderr
    assert "A demo mails nothing" in told.stdout
    assert "http://127.0.0.1:8000/demo/mail/" in told.stdout


def test_the_operator_gives_a_new_password_where_no_mail_can(installed):
    unknown = installed("user", "password", "nobody@desk.example", "--password-stdin", stdin=f"{PASSWORD}\n")
    assert (unknown.returncode, "Nobody signs in with" in unknown.stderr) == (1, True)
    weak = installed("user", "password", "hana@desk.example", "--password-stdin", stdin="short\n")
    assert weak.returncode == 2


def test_check_tells_of_a_data_directory_that_is_none(run, tmp_path):
    (tmp_path / "a-file").write_text("")
    told = run("check", DATA_DIR=str(tmp_path / "a-file"), SECRET_KEY=SECRET)
    assert told.returncode == 1
    assert "Set COMMONDESK_DATA_DIR" in told.stdout


def test_serve_refuses_a_database_that_was_never_migrated(run):
    refused = run("serve", SECRET_KEY=SECRET)
    assert refused.returncode == 2
    assert "Run `commondesk migrate` first" in refused.stderr


def test_an_account_is_made_and_gets_a_token_alone_on_its_line(installed):
    made = installed(
        "user", "add", "hana@desk.example", "--name", "Hana Sato", "--role", "help_desk", "--password-stdin",
        stdin=PASSWORD + "\n",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    token = installed("token", "create", "hana@desk.example")
    assert token.returncode == 0, token.stderr
    assert len(token.stdout.split()) == 1
    assert len(token.stdout.strip()) >= 32
    assert token.stderr == ""


def test_a_password_that_all_know_and_an_address_that_nobody_has_are_refused_in_words(installed):
    weak = installed(
        "user", "add", "hana@desk.example", "--name", "Hana Sato", "--role", "help_desk", "--password-stdin",
        stdin="password12\n",
    )  # fmt: skip
    assert weak.returncode == 2
    assert "common" in weak.stderr
    nobody = installed("token", "create", "hana@desk.example")
    assert nobody.returncode == 1
    assert "hana@desk.example" in nobody.stderr
    assert nobody.stdout == ""


@pytest.mark.parametrize(
    ("email", "name", "says"),
    [("hana", "Hana Sato", "hana is no e-mail address"), ("hana@desk.example", " ", "needs a name")],
)
def test_an_account_needs_an_address_and_a_name(installed, email, name, says):
    refused = installed(
        "user", "add", email, "--name", name, "--role", "help_desk", "--password-stdin", stdin=PASSWORD + "\n"
    )
    assert refused.returncode == 1
    assert says in refused.stderr


def test_without_a_terminal_it_says_how_to_give_the_password(installed):
    refused = installed("user", "add", "hana@desk.example", "--name", "Hana Sato", "--role", "help_desk")
    assert refused.returncode == 2
    assert "--password-stdin" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("words", [["demo", "--seed-only"], ["migrate"], ["serve"], ["work"]], ids=" ".join)
def test_a_data_directory_that_is_none_is_told_in_a_sentence(run, tmp_path, words):
    (tmp_path / "a-file").write_text("")
    refused = run(*words, DATA_DIR=str(tmp_path / "a-file"), SECRET_KEY=SECRET)
    assert refused.returncode == 2
    assert "COMMONDESK_DATA_DIR" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_file_that_may_not_be_written_is_told_in_a_sentence(monkeypatch, capsys):
    def refuse(_arguments):
        raise PermissionError(13, "Permission denied", "/var/lib/desk/serving.lock")

    monkeypatch.setattr(cli, "migrate", refuse)
    assert cli.main(["migrate"]) == 2
    assert "/var/lib/desk/serving.lock cannot be used: Permission denied" in capsys.readouterr().err


def test_who_stops_reading_what_it_says_is_told_nothing_more(monkeypatch, capsys):
    def stop(_arguments):
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr(cli, "check", stop)
    assert cli.main(["check"]) == 130
    assert capsys.readouterr().err == ""


def test_check_says_when_a_public_desk_trusts_no_proxy(installed):
    address = f"https://127.0.0.1:{free_port()}"
    told = installed("check", BASE_URL=address)
    assert told.returncode == 0, told.stdout
    assert "note   COMMONDESK_TRUSTED_PROXIES is not set" in told.stdout
    told = installed("check", BASE_URL=address, TRUSTED_PROXIES="127.0.0.1")
    assert "COMMONDESK_TRUSTED_PROXIES" not in told.stdout


def test_a_new_installation_begins_with_a_queue_and_keeps_it_at_one(installed):
    again = installed("migrate")
    assert again.returncode == 0, again.stderr
    assert "There is one queue" not in again.stdout


def test_it_tells_its_version(capsys):
    with pytest.raises(SystemExit) as left:
        cli.main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out.startswith("Commondesk ")


def test_the_data_directory_is_for_its_owner_only(installed, tmp_path):
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0


def test_the_database_is_for_its_owner_only_in_whatever_directory(run, tmp_path):
    (tmp_path / "data").mkdir(mode=0o755)
    assert run("migrate", SECRET_KEY=SECRET).returncode == 0
    assert (tmp_path / "data" / "commondesk.sqlite3").stat().st_mode & 0o077 == 0


def test_a_demo_is_not_opened_to_the_network(run):
    refused = run("serve", "--host", "0.0.0.0", DEMO="on")
    assert refused.returncode == 2
    assert "passwords everybody knows" in refused.stderr


def test_a_demo_is_not_put_into_an_installation_where_people_work(installed, tmp_path):
    installed(
        "user", "add", "hana@desk.example", "--name", "Hana Sato", "--role", "help_desk", "--password-stdin",
        stdin=PASSWORD + "\n",
    )  # fmt: skip
    refused = installed("demo", "--seed-only")
    assert refused.returncode == 2
    assert "not a demo" in refused.stderr
    assert not (tmp_path / "data" / "demo-secret").exists()
    assert installed("token", "create", "ines@ames.example").returncode == 1


def _commondesk(arguments: Sequence[str], stdin: str, values: dict[str, str]) -> Done:
    environment = {f"COMMONDESK_{name}": value for name, value in values.items()}
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "commondesk", *arguments],
        env={"PATH": os.environ["PATH"], **environment},
        input=stdin,
        check=False,
        capture_output=True,
        text=True,
    )
