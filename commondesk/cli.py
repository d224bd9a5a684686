"""The command `commondesk`. Rooms are imported inside the functions: Django must be set up first."""

import argparse
import getpass
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version

import django
import pydantic
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.management import call_command
from django.db import DatabaseError, connection

from commondesk import checkup
from commondesk.arguments import port, worker_count
from commondesk.checkup import database
from commondesk.checkup.disk import FOLDERS
from commondesk.environment import LOCAL_HOSTS, Environment, sentences
from commondesk.moving.marker import why_nobody_migrates_here, why_nobody_works_here
from commondesk.plumbing.refusal import Refusal
from commondesk.plumbing.sqlite.one_server import DataDirectoryInUse

ROLES = ("librarian", "intern", "coordinator", "help_desk", "analyst")
Arguments = argparse.Namespace


class CannotStart(Exception):
    """Said to whoever typed the command; the text is all they see."""


_TOLD = (
    CannotStart,
    DataDirectoryInUse,
    ImproperlyConfigured,
    pydantic.ValidationError,
    DatabaseError,
    OSError,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0: it went well, 1: it was refused, 2: it was called wrongly or cannot start."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments) or 0)
    except Refusal as refusal:
        return _say(str(refusal), 1)
    except (KeyboardInterrupt, BrokenPipeError):  # whoever read what we say has gone
        return 130
    except _TOLD as error:
        return _say(_in_words(error), 2)


def _in_words(error: Exception) -> str:
    """What went wrong, without a traceback: it is the person's to put right, not ours."""
    if isinstance(error, pydantic.ValidationError):
        return "\n".join(sentences(error))
    if isinstance(error, DatabaseError):
        return database.about(error)
    if isinstance(error, OSError):
        return _NOT_USABLE.format(error.filename or "A file", error.strerror or error)
    return str(error)


def demo(arguments: Arguments) -> None:
    os.environ["COMMONDESK_DEMO"] = "on"
    os.environ.setdefault("COMMONDESK_BASE_URL", f"http://127.0.0.1:{arguments.port}")
    is_new = not Environment().demo_secret_file.exists()
    _ready()
    _refuse_moved()
    if is_new and checkup.somebody_works_here():
        Environment().demo_secret_file.unlink(missing_ok=True)
        raise CannotStart(_NO_DEMO_HERE.format(Environment().data_dir))
    from commondesk import demo
    from commondesk.plumbing import assets

    assets.collect()
    demo.run(port=arguments.port, reset=arguments.reset, seed_only=arguments.seed_only)


def serve(arguments: Arguments) -> None:
    if arguments.host in ("127.0.0.1", "localhost"):
        os.environ.setdefault("COMMONDESK_BASE_URL", f"http://127.0.0.1:{arguments.port}")
    _ready()
    if Environment().is_demo and arguments.host not in LOCAL_HOSTS:
        raise CannotStart(_DEMO_FOR_ALL.format(Environment().data_dir, arguments.host))
    _refuse_unmigrated()
    from commondesk import serve
    from commondesk.plumbing import assets

    if arguments.role != "line":
        assets.collect()
    serve.run(arguments.host, arguments.port, arguments.role, workers=arguments.workers)


def work(arguments: Arguments) -> None:
    _ready()
    _refuse_unmigrated()
    from commondesk import work

    work.run_forever(arguments.metrics_port, arguments.host)


def migrate(_arguments: Arguments) -> None:
    _ready()
    if why := why_nobody_migrates_here(connection):
        raise CannotStart(why)
    call_command("migrate", interactive=False, verbosity=1)
    call_command("createcachetable", verbosity=0)
    from commondesk.consortium import beginning
    from commondesk.desk.mark_kind import first_kinds

    if not Environment().is_demo:
        first_kinds()
        if beginning.first_queue(Environment().time_zone):
            print("There is one queue now, Questions: whatever patrons ask waits in it.")


def check(_arguments: Arguments) -> int:
    findings = checkup.of_the_environment()
    if all(finding.good for finding in findings):
        _ready()
        findings += checkup.of_the_parts()
    for finding in [*findings, *checkup.notes()]:
        print(f"{finding.heading}  {finding.says}")
    return 0 if all(finding.good for finding in findings) else 1


def import_libraries(arguments: Arguments) -> None:
    _ready()
    _refuse_unmigrated()
    from commondesk import import_libraries

    import_libraries.run(arguments)


def move(arguments: Arguments) -> None:
    _ready()
    from commondesk.moving import command

    if arguments.back:
        command.back()
    else:
        command.refuse_what_cannot_be(arguments.to)
        _refuse_changes_missing()
        command.run(arguments.to, mends=arguments.mend)


def user_add(arguments: Arguments) -> None:
    _ready()
    _refuse_moved()
    from commondesk.consortium import librarian

    password = _new_password(arguments.password_stdin)
    librarian.add(arguments.email, arguments.name, arguments.role, arguments.library, password)
    print(f"{arguments.name} can sign in with {arguments.email}.")


def user_password(arguments: Arguments) -> None:
    _ready()
    _refuse_moved()
    from commondesk.desk import new_password

    person = new_password.give_password(arguments.email, _new_password(arguments.password_stdin))
    print(f"{person.name} signs in with the new password, and is signed out everywhere until then.")


def mail(arguments: Arguments) -> None:
    _ready()
    from commondesk.channels.email import trial

    trial.send_trial(arguments.address)
    if Environment().is_demo and not Environment().smtp_url:
        print(f"A demo mails nothing. It has written this one down: {Environment().base_url}/demo/mail/")
        return
    print(f"The mail server has taken a mail to {arguments.address}. Look whether it arrives.")


def token_create(arguments: Arguments) -> None:
    _ready()
    _refuse_moved()
    from commondesk.desk import bearer

    print(bearer.create_personal(arguments.email))


def _ready() -> None:
    """Everything a room needs before it may be imported."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commondesk.settings")
    try:
        django.setup()
        # What patrons ask is nobody else's business on this machine.
        home = Environment().data_dir
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        # There from the start, so that whoever keeps copies keeps them by name.
        for folder in FOLDERS:
            (home / folder).mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise CannotStart(
            f"{error.filename} cannot be made: {error.strerror}. Set COMMONDESK_DATA_DIR."
        ) from error


def _refuse_moved() -> None:
    if why := why_nobody_works_here(connection):
        raise CannotStart(why)


def _refuse_unmigrated() -> None:
    _refuse_moved()
    _refuse_changes_missing()


def _refuse_changes_missing() -> None:
    if missing := database.missing_migrations(connection):
        raise CannotStart(
            f"The database lacks {missing} changes of this version. Run `commondesk migrate` first."
        )


def _new_password(from_stdin: bool) -> str:
    from django.contrib.auth.password_validation import validate_password

    password = sys.stdin.readline().rstrip("\n") if from_stdin else _asked_password()
    try:
        validate_password(password)
    except ValidationError as error:
        raise CannotStart(" ".join(error.messages)) from error
    return password


def _asked_password() -> str:
    """Typed twice by whoever sits there, and shown nowhere."""
    # Without a terminal getpass would read from the input, and show what it reads.
    if not sys.stdin.isatty():
        raise CannotStart(_NOBODY_TO_ASK)
    password = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != password:
        raise CannotStart("The two were not the same. Nothing was changed.")
    return password


def _say(text: str, code: int) -> int:
    print(text, file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="commondesk",
        description="A cooperative virtual reference desk. Settings come from COMMONDESK_... variables.",
        epilog="Begin with `commondesk demo`. Each command has its own --help, with an example.",
    )
    parser.add_argument("--version", action="version", version=f"Commondesk {version('commondesk')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_servers(commands)
    _command(commands, "migrate", migrate, "bring the database up to this version", "commondesk migrate")
    _command(commands, "check", check, "say in words whether everything is set up well", "commondesk check")
    _add_import(commands)
    _add_move(commands)
    trial = _command(
        commands, "mail", mail, "send one mail, to try the mail server", "commondesk mail you@example.org"
    )
    trial.add_argument("address", metavar="ADDRESS", help="your own")
    _add_people(commands)
    return parser


def _add_servers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    trial = _command(
        commands,
        "demo",
        demo,
        "serve an invented consortium to try things with",
        "commondesk demo --port 9000",
    )
    trial.add_argument("--port", type=port, default=8000, help="on 127.0.0.1 (default 8000)")
    trial.add_argument("--reset", action="store_true", help="throw away what the demo holds and start over")
    trial.add_argument("--seed-only", action="store_true", help="fill the data directory and leave")
    server = _command(
        commands,
        "serve",
        serve,
        "serve patrons and librarians",
        "commondesk serve --host 127.0.0.1 --port 8000",
    )
    server.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    server.add_argument("--port", type=port, default=8000, help="default 8000")
    server.add_argument(
        "--role",
        choices=("all", "line", "pages"),
        default="all",
        help="all in one process (default), or with PostgreSQL the line and the pages apart",
    )
    server.add_argument(
        "--workers",
        type=worker_count,
        help="processes of --role pages, each with eight threads (default: one a core)",
    )
    worker = _command(
        commands, "work", work, "send what must leave and do what is due (with PostgreSQL)", "commondesk work"
    )
    worker.add_argument("--metrics-port", type=port, help="answer /metrics there (default: nowhere)")
    worker.add_argument("--host", default="127.0.0.1", help="of that port (default 127.0.0.1)")


def _add_import(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    says = "make libraries of the file of a public libraries survey; run again, it makes none twice"
    example = "commondesk import-libraries libraries.csv --dry-run"
    table = _command(commands, "import-libraries", import_libraries, says, example)
    table.add_argument("file", metavar="FILE", help="a CSV file whose first line names the columns")
    table.add_argument("--dry-run", action="store_true", help="say what would be done, and write nothing")
    table.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="NAME=COLUMN",
        help="a column of another name, as in key=ID",
    )
    table.add_argument(
        "--rolls-on-to", metavar="SLUG", help="the shared queue behind theirs; none: the first"
    )
    table.add_argument("--report", metavar="FILE", help="write what there is to say of rows there, as CSV")
    table.add_argument("--encoding", metavar="NAME", help="of FILE, as cp1252 (default UTF-8)")


def _add_move(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    says = "bring a desk on SQLite over to PostgreSQL, whole; run again, it goes on where it broke off"
    example = "commondesk move --to postgres://desk@127.0.0.1/desk"
    mover = _command(commands, "move", move, says, example)
    way = mover.add_mutually_exclusive_group(required=True)
    way.add_argument(
        "--to", metavar="DATABASE_URL", help="an empty database; its password may stand in PGPASSWORD instead"
    )
    way.add_argument("--back", action="store_true", help="give the move up, and let the file be served again")
    mover.add_argument(
        "--mend", action="store_true", help="change what PostgreSQL would refuse, and tell each such value"
    )


def _add_people(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    people = commands.add_parser("user", help="make accounts").add_subparsers(
        required=True, metavar="COMMAND"
    )
    example = "commondesk user add ines@ames.example --name 'Ines Vega' --role librarian --library ames"
    person = _command(people, "add", user_add, "make an account for a member of the staff", example)
    person.add_argument("email", metavar="EMAIL", help="what they sign in with")
    person.add_argument("--name", required=True, help="their full name")
    person.add_argument("--role", required=True, choices=ROLES)
    person.add_argument("--library", metavar="SLUG", help="the library they work for; none: the consortium")
    person.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    example = "commondesk user password ines@ames.example"
    forgot = _command(people, "password", user_password, "give somebody a new password", example)
    forgot.add_argument("email", metavar="EMAIL", help="what they sign in with")
    forgot.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    tokens = commands.add_parser("token", help="make tokens for scripts").add_subparsers(
        required=True, metavar="COMMAND"
    )
    example = 'curl -H "Authorization: Bearer $(commondesk token create ines@ames.example)" .../api/v1/desk'
    token = _command(tokens, "create", token_create, "print a new personal token, and nothing else", example)
    token.add_argument("email", metavar="EMAIL", help="whose rights it has")


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: object,
    says: str,
    example: str,
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=says,
        description=says[0].upper() + says[1:] + ".",
        epilog=f"example: {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    return parser


_DEMO_FOR_ALL = (
    "{} holds the demo, whose passwords everybody knows, and --host {} would open it to the network. Leave "
    "out --host, or set COMMONDESK_DATA_DIR to an empty directory and start afresh."
)
_NOT_USABLE = "{} cannot be used: {}. Is COMMONDESK_DATA_DIR right, and may you write there?"
_NOBODY_TO_ASK = (
    "There is no terminal to ask for the password at. Give it on standard input, with --password-stdin."
)
_NO_DEMO_HERE = (
    "{} or its database holds an installation that is not a demo, and nothing was changed. "
    "Set COMMONDESK_DATA_DIR to an empty directory and leave COMMONDESK_DATABASE_URL unset."
)
