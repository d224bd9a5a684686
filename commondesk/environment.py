"""What an installation is told by its environment: `COMMONDESK_*`, each documented in docs/settings.md."""

import os
import re
import secrets
from contextlib import suppress
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Literal
from urllib.parse import SplitResult, urlsplit
from zoneinfo import available_timezones

import redis
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "COMMONDESK_"
# Settings of the test runner and of the scripts in bin/, which no installation reads.
OF_THE_TOOLS = ("COMMONDESK_TEST_", "COMMONDESK_BENCH_")
SHORTEST_SECRET = 32
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
POSTGRES = ("postgres", "postgresql")
REDIS = ("redis", "rediss")
_MAIL_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


def _data_home() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share").expanduser() / "commondesk"


class Environment(BaseSettings):
    """The settings of one installation. An empty variable counts as not set."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True)

    data_dir: Path = Field(default_factory=_data_home)
    database_url: str = ""
    listen_url: str = ""
    bus_url: str = ""
    base_url: str = "http://127.0.0.1:8000"
    secret_key: str = ""
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = ()
    reach_inside: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = ()
    metrics_from: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = (
        ip_network("127.0.0.0/8"),
        ip_network("::1/128"),
    )
    rate_limits: bool = True
    smtp_url: str = ""
    mail_from: str = ""
    push: bool = True
    time_zone: str = "UTC"
    demo: bool = False
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("base_url")
    @classmethod
    def _an_address_without_path(cls, value: str) -> str:
        parts = _split_url(value)
        if (
            parts is None
            or parts.scheme not in ("http", "https")
            or not parts.hostname
            or "@" in parts.netloc
            or parts.path.strip("/")
            or parts.query
        ):
            raise ValueError("must be the address patrons type, such as https://ask.example.org")
        return f"{parts.scheme}://{parts.netloc}"

    @field_validator("database_url")
    @classmethod
    def _a_database(cls, value: str) -> str:
        parts = _split_url(value)
        is_one = parts is not None and parts.scheme in (*POSTGRES, "sqlite") and parts.path.strip("/")
        # SQLite in memory would forget everything with each command.
        if value and (not is_one or ":memory:" in value):
            raise ValueError(
                "must look like postgres://name:password@host/database or sqlite:////path/file.sqlite3, "
                "with the special characters of a password percent-encoded"
            )
        return value

    @field_validator("listen_url")
    @classmethod
    def _a_postgres(cls, value: str) -> str:
        parts = _split_url(value)
        if value and (parts is None or parts.scheme not in POSTGRES):
            raise ValueError("must look like postgres://name:password@host/database")
        return value

    @field_validator("bus_url")
    @classmethod
    def _a_bus(cls, value: str) -> str:
        parts = _split_url(value)
        if value and (parts is None or parts.scheme not in REDIS or not parts.hostname):
            raise ValueError("must look like redis://name:password@host:6379/0, or rediss:// for TLS")
        try:
            if value:
                redis.Redis.from_url(value).connection_pool.make_connection()  # which connects to nothing yet
        except (ValueError, TypeError, redis.RedisError) as error:
            raise ValueError("must have no option behind a ? that redis-py does not know") from error
        return value

    @field_validator("smtp_url")
    @classmethod
    def _a_mail_server(cls, value: str) -> str:
        parts = _split_url(value)
        if value and (parts is None or parts.scheme not in ("smtp", "smtps") or not parts.hostname):
            raise ValueError("must look like smtp://name:password@mail.example.org:587")
        return value

    @field_validator("mail_from")
    @classmethod
    def _a_sender(cls, value: str) -> str:
        if value and ("\n" in value or not _MAIL_ADDRESS.fullmatch(parseaddr(value)[1])):
            raise ValueError("must be a mail address, such as Ask a Librarian <ask@example.org>")
        return value

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _hosts(cls, value: object) -> object:
        return _split(value)

    @field_validator("trusted_proxies", "reach_inside", "metrics_from", mode="before")
    @classmethod
    def _networks(cls, value: object) -> object:
        return tuple(ip_network(item) for item in _split(value))

    @field_validator("time_zone")
    @classmethod
    def _a_known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("must be a time zone such as America/New_York")
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @property
    def demo_secret_file(self) -> Path:
        """Its being there also says: here is a demo, with passwords that everybody knows."""
        return self.data_dir / "demo-secret"

    @property
    def is_demo(self) -> bool:
        return self.demo or self.demo_secret_file.exists()

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).hostname or ""

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def is_local(self) -> bool:
        return self.host in LOCAL_HOSTS

    @property
    def hosts(self) -> list[str]:
        """The Host headers that are answered."""
        if self.allowed_hosts:
            return list(self.allowed_hosts)
        # Health checks and a proxy on the same machine speak to the machine, not to its public name.
        return list(dict.fromkeys([_bracketed(self.host), *map(_bracketed, LOCAL_HOSTS)]))

    @property
    def sender(self) -> str:
        return self.mail_from or f"Commondesk <desk@{self.host if not self.is_local else 'localhost'}>"

    def secret(self) -> str:
        """The secret all tokens and sessions hang on. A demo makes and keeps its own."""
        if not self.is_demo:
            return self.secret_key
        kept = _kept_secret(self.demo_secret_file)
        return self.secret_key or kept

    def refusals(self) -> list[str]:
        """Why this must not be served, each as a sentence that says what to set; empty when all is well."""
        if self.is_demo:
            return [] if self.is_local else [_DEMO_IN_PUBLIC.format(self.data_dir, self.base_url)]
        found = []
        if len(self.secret_key) < SHORTEST_SECRET:
            found.append(_UNSET if not self.secret_key else _TOO_SHORT)
        if len(self.secret_key) >= SHORTEST_SECRET and _is_plain(self.secret_key):
            found.append(_TOO_PLAIN)
        if not self.is_https and not self.is_local:
            found.append(_NOT_HTTPS.format(self.base_url))
        if "*" in self.allowed_hosts:
            found.append(_ANY_HOST)
        if any(network.prefixlen == 0 for network in self.trusted_proxies):
            found.append(_ANY_PROXY)
        if any(network.prefixlen == 0 for network in self.reach_inside):
            found.append(_ALL_INSIDE)
        if any(network.prefixlen == 0 for network in self.metrics_from):
            found.append(_ANY_READER)
        return found


def with_database(url: str) -> dict[str, str]:
    """The variables for a command that is to work on another database than this process."""
    return {**os.environ, f"{PREFIX}DATABASE_URL": url}


def unknown_names() -> list[str]:
    """Variables that look like ours but are none: most often a slip of the pen."""
    known = {PREFIX + name.upper() for name in Environment.model_fields}
    ours = (name for name in os.environ if name.startswith(PREFIX) and not name.startswith(OF_THE_TOOLS))
    return sorted(name for name in ours if name not in known)


def sentences(error: ValidationError) -> list[str]:
    """What is wrong with the values, each with the name of its variable."""
    return [
        f"{PREFIX}{str(item['loc'][0]).upper()}: "
        f"{_OURS.get(item['type'], item['msg'].removeprefix('Value error, '))}."
        for item in error.errors(include_url=False)
    ]


def _split_url(value: str) -> SplitResult | None:
    """The parts of an address; None for what is none."""
    try:
        parts = urlsplit(value)
        _ = parts.port  # read only now, and refused where it is no number
    except ValueError:
        return None
    return parts


def _split(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(item.strip() for item in value.split(",") if item.strip())
    return tuple(value) if isinstance(value, (list, tuple)) else ()


def _is_plain(secret: str) -> bool:
    """Few different characters, or the same piece again and again: such a secret is soon guessed."""
    half = len(secret) // 2
    repeats = any(secret == (secret[:size] * len(secret))[: len(secret)] for size in range(1, half + 1))
    return repeats or len(set(secret)) < 8


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _kept_secret(path: Path) -> str:
    """The secret in `path`, made on the first call; of two processes starting at once the first counts."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A temporary file has mode 0600 from its first byte; a link is there with all of it or not at all.
        with NamedTemporaryFile("w", dir=path.parent, prefix=".secret-", encoding="ascii") as fresh:
            fresh.write(secrets.token_urlsafe(48))
            fresh.flush()
            os.fsync(fresh.fileno())
            with suppress(FileExistsError):
                os.link(fresh.name, path)
    return path.read_text(encoding="ascii").strip()


# In our words what pydantic says in its own.
_OURS = {"bool_parsing": "must be on or off", "literal_error": "must be DEBUG, INFO, WARNING or ERROR"}
_UNSET = (
    "COMMONDESK_SECRET_KEY is not set. Set it to a random text of at least 32 characters and keep it: "
    'python3 -c "import secrets; print(secrets.token_urlsafe(48))" makes one.'
)
_TOO_SHORT = (
    "COMMONDESK_SECRET_KEY is too short to protect anybody. Set it to at least 32 random characters: "
    'python3 -c "import secrets; print(secrets.token_urlsafe(48))" makes one.'
)
_TOO_PLAIN = (
    "COMMONDESK_SECRET_KEY repeats the same characters and can be guessed. Set it to a random text: "
    'python3 -c "import secrets; print(secrets.token_urlsafe(48))" makes one.'
)
_NOT_HTTPS = (
    "COMMONDESK_BASE_URL is {}, which would send patrons' questions over the network for all to read. "
    "Set it to the https:// address that your proxy answers, or to http://127.0.0.1:8000 to try things here."
)
_ANY_HOST = (
    "COMMONDESK_ALLOWED_HOSTS must not be *, or links in mails can be made to point anywhere. "
    "Name the hosts, or leave it unset to allow the host of COMMONDESK_BASE_URL."
)
_ANY_PROXY = (
    "COMMONDESK_TRUSTED_PROXIES names the whole internet, so that anybody could claim any address. "
    "Name only your own proxies, such as 10.0.0.0/24."
)
_ALL_INSIDE = (
    "COMMONDESK_REACH_INSIDE names every network there is, so that an address from outside could lead us "
    "anywhere inside. Name only the networks with servers that the desk has to reach, such as 10.1.2.0/24."
)
_ANY_READER = (
    "COMMONDESK_METRICS_FROM names the whole internet, which is not to read the figures of the desk. "
    "Name only where you watch from, such as 10.0.0.0/24."
)
_DEMO_IN_PUBLIC = (
    "{} holds the demo, whose passwords everybody knows, and COMMONDESK_BASE_URL is {}. "
    "Serve the demo on this machine only, or set COMMONDESK_DATA_DIR to an empty directory and start afresh."
)
