"""What `commondesk check` looks at, told in words."""

import tempfile
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from pydantic import ValidationError

from commondesk.environment import Environment, sentences, unknown_names
from commondesk.moving.marker import why_nobody_works_here


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: is it good, and a sentence which, if it is not, says what to do."""

    good: bool
    says: str


def of_the_environment() -> list[Finding]:
    """Everything that can be said before Django starts."""
    try:
        environment = Environment()
    except ValidationError as error:
        return [Finding(False, sentence) for sentence in sentences(error)]
    if refusals := environment.refusals():
        return [Finding(False, refusal) for refusal in refusals]
    secret = "The demo has made its own secret." if environment.is_demo else "The secret is set."
    return [
        Finding(True, secret),
        Finding(True, f"Patrons reach us at {environment.base_url} (COMMONDESK_BASE_URL)."),
        Finding(True, _PUSH if environment.push else _NO_PUSH),
        _data_dir(environment),
    ]


def of_the_parts() -> list[Finding]:
    """Database and mail; Django must be set up."""
    return [_database(), _mail()]


def notes() -> list[str]:
    """What is not wrong, and may still not be meant."""
    try:
        environment = Environment()
    except ValidationError:
        return []
    found = [f"{name} is no setting of Commondesk; is it misspelt?" for name in unknown_names()]
    if environment.is_https and not environment.trusted_proxies:
        found.append(_NO_PROXY)
    return found


def missing_migrations(database: BaseDatabaseWrapper) -> int:
    """How many migrations of this version the database has not seen."""
    executor = MigrationExecutor(database)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def somebody_works_here() -> bool:
    """Whether the database holds accounts already."""
    librarian = get_user_model()
    if librarian._meta.db_table not in connection.introspection.table_names():
        return False
    return librarian._default_manager.exists()


def about_database(error: DatabaseError) -> str:
    """An error of the database as a sentence with what to do."""
    said = " ".join(str(error).split()).rstrip("?.")
    if connection.vendor == "sqlite":
        return f"The database {connection.settings_dict['NAME']} cannot be used: {said}."
    return f"The database cannot be used: {said}. Is it running, and is COMMONDESK_DATABASE_URL right?"


def _data_dir(environment: Environment) -> Finding:
    try:
        environment.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=environment.data_dir):
            return Finding(True, f"Data is kept in {environment.data_dir} (COMMONDESK_DATA_DIR).")
    except OSError as error:
        says = f"{environment.data_dir} cannot be written: {error.strerror}. Set COMMONDESK_DATA_DIR."
        return Finding(False, says)


def _database() -> Finding:
    try:
        if moving := why_nobody_works_here(connection):
            return Finding(False, moving)
        missing = missing_migrations(connection)
    except (DatabaseError, ImproperlyConfigured) as error:
        return Finding(False, about_database(error) if isinstance(error, DatabaseError) else str(error))
    if missing:
        return Finding(
            False, f"The database lacks {missing} changes of this version. Run `commondesk migrate`."
        )
    return Finding(True, f"The database ({connection.display_name}) answers and is up to date.")


def _mail() -> Finding:
    environment = settings.COMMONDESK
    if not environment.smtp_url:
        read_at = f"Mail does not leave the demo and is read at {environment.base_url}/demo/mail/."
        return Finding(True, read_at if environment.is_demo else _NO_MAIL)
    try:
        with get_connection():
            return Finding(True, f"Mail leaves by {settings.EMAIL_HOST} as {settings.DEFAULT_FROM_EMAIL}.")
    except OSError as error:
        return Finding(
            False,
            f"The mail server {settings.EMAIL_HOST} does not let us in: {error}. See COMMONDESK_SMTP_URL.",
        )


_PUSH = (
    "Staff and patrons may be told on their devices: this machine must reach the push services of browsers "
    "by https (COMMONDESK_PUSH=off turns it off)."
)
_NO_PUSH = "Nobody is told on their devices (COMMONDESK_PUSH)."
_NO_MAIL = (
    "No mail leaves, as COMMONDESK_SMTP_URL is not set. Invitations and answers to patrons who have gone "
    "wait in the outbox, 30 days at most; links for a new password and transcripts are not taken."
)
_NO_PROXY = (
    "COMMONDESK_TRUSTED_PROXIES is not set, so all that comes through a proxy counts as one patron's. "
    "Name the proxy that answers https, such as 127.0.0.1."
)
