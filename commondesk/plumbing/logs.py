"""One JSON object a line on standard error, without anything a patron wrote and without anybody's address."""

import logging.config
import re
from collections.abc import Callable, MutableMapping
from typing import Any

import structlog

from commondesk.plumbing.tally import CountTroubles

# A database's DETAIL line quotes the row that was refused: names, addresses, questions.
_QUOTED_ROW = re.compile(r"(?m)^\s*(DETAIL|CONTEXT|HINT|PARAMETERS):.*$|(?<=Failing row contains ).*$")
_MAIL_ADDRESS = re.compile(r"[^\s@<>\"(),;:]+@[^\s@<>\"'(),;:]+\.\w+")
_NETWORK_ADDRESS = re.compile(
    r"\b\d{1,3}(?:\.\d{1,3}){3}\b|(?<![\w:])(?:[0-9a-fA-F]{0,4}:){3,7}[0-9a-fA-F]{0,4}(?![\w:])"
)
_QUERY = re.compile(r"(/[^\s?\"']*)\?[^\s\"']+")
# Links that open an account: whoever reads the log could follow them.
_LINK = re.compile(r"(/invitation/|/sign-in/forgotten/)[\w-]{8,}")
_CUTS = ((_LINK, r"\1(link)"), (_QUOTED_ROW, "(row left out)"), (_MAIL_ADDRESS, "(mail address)"),
         (_QUERY, r"\1?(query)"), (_NETWORK_ADDRESS, "(network address)"))  # fmt: skip

Processor = Callable[[Any, str, MutableMapping[str, Any]], Any]


def clean(text: str) -> str:
    """`text` without mail and network addresses, query strings, secret links and quoted rows."""
    for pattern, instead in _CUTS:
        text = pattern.sub(instead, text)
    return text


def without_personal_data(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """The last processor but one: whatever a library or we have put into a line, it leaves cleaned."""
    # Django passes the whole request along; its repr is a path with query.
    event.pop("request", None)
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = clean(value) if name != "timestamp" else value
    return event


def _before() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _to_text() -> list[Processor]:
    return [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        without_personal_data,
        structlog.processors.JSONRenderer(),
    ]


def logging_config(level: str) -> dict[str, Any]:
    """The dictionary for `logging.config`, from `level` upwards."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _before(),
                "processors": _to_text(),
            }
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "json"},
            "tally": {"()": CountTroubles},
        },
        "root": {"handlers": ["stderr", "tally"], "level": level},
        "loggers": {
            # Strangers probing with made-up hosts are no event of ours. Django calls each an error.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            # Django warns of every 404 and 409: it was answered, and there is nothing for anybody to do.
            "django.request": {"level": "ERROR"},
            # It tells the host of every call, and all headers of the answer: addresses, cookies, secrets.
            "httpcore2": {"level": "WARNING"},
            # An access log would hold who asked, from where and when.
            "uvicorn.access": {"level": "ERROR", "propagate": False},
            "gunicorn.access": {"level": "ERROR", "propagate": False},
        },
    }


def configure(config: dict[str, Any]) -> None:
    """Called by Django with its LOGGING setting: standard library and structlog speak the same way."""
    logging.config.dictConfig(config)
    structlog.configure(
        processors=[*_before(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
