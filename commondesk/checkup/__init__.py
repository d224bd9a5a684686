"""What `commondesk check` looks at, told in words."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import get_connection
from django.db import connection
from pydantic import ValidationError

from commondesk.checkup.database import of_the_database
from commondesk.checkup.disk import of_the_disk
from commondesk.checkup.finding import Finding, note
from commondesk.checkup.reaching import of_the_base_address
from commondesk.environment import Environment, sentences, unknown_names


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
        Finding(True, f"Patrons are to reach us at {environment.base_url} (COMMONDESK_BASE_URL)."),
        Finding(True, _PUSH if environment.push else _NO_PUSH),
        *of_the_disk(environment),
    ]


def of_the_parts() -> list[Finding]:
    """Database, bus, clocks, mail, and the desk as patrons reach it; Django must be set up."""
    environment = settings.COMMONDESK
    return [*of_the_database(), _mail(), *of_the_base_address(environment)]


def notes() -> list[Finding]:
    """What of the settings is not wrong, and may still not be meant."""
    try:
        environment = Environment()
    except ValidationError:
        return []
    found = [note(f"{name} is no setting of Commondesk; is it misspelt?") for name in unknown_names()]
    if environment.is_https and not environment.trusted_proxies:
        found.append(note(_NO_PROXY))
    return found


def somebody_works_here() -> bool:
    """Whether the database holds accounts already."""
    librarian = get_user_model()
    if librarian._meta.db_table not in connection.introspection.table_names():
        return False
    return librarian._default_manager.exists()


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
