"""What is logged holds nothing a patron wrote and nobody's address."""

import io
import json
import logging
from types import SimpleNamespace

import pytest
import structlog

from commondesk.plumbing import logs


@pytest.fixture
def lines():
    """What reaches standard error, as parsed lines."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=logs._before(), processors=logs._to_text())
    )
    logger = logging.getLogger("commondesk.test_logs")
    logger.addHandler(handler)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logger.removeHandler(handler)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("mail to pia.o'neil+x@mail.example failed", "mail to "),
        ("GET /desk/conversations?q=divorce+lawyer failed", "GET /desk/conversations?(query) failed"),
        ("from 203.0.113.9 again", "from (network address) again"),
        ("from 2001:db8:0:1::7 again", "from (network address) again"),
        ("from ::ffff:203.0.113.9 again", "from "),
        ("at 2026-11-21T19:35:02Z in 12:30:59", "at 2026-11-21T19:35:02Z in 12:30:59"),
        ("Not Found: /c/abcd-efgh/", "Not Found: /c/abcd-efgh/"),
        ("Not Found: /invitation/pia-divorce_3fA9xQ/", "Not Found: /invitation/(link)/"),
        ("Bad: /sign-in/forgotten/1a-pia-203.0.113/", "Bad: /sign-in/forgotten/(link)"),
        ("commondesk/desk/log.py:12: took 1.5 s", "commondesk/desk/log.py:12: took 1.5 s"),
    ],
)
def test_a_line_leaves_without_what_would_name_a_patron(said, left):
    cleaned = logs.clean(said)
    assert cleaned.startswith(left)
    for private in ("pia", "divorce", "203.0.113", "2001:db8"):
        assert private not in cleaned


def test_a_row_that_a_database_refused_is_not_quoted():
    said = 'value violates unique constraint "once"\nDETAIL:  Key (body)=(my divorce) already exists.'
    assert "divorce" not in logs.clean(said)
    assert "unique constraint" in logs.clean(said)


def test_a_line_is_json_and_carries_no_request(lines):
    request = SimpleNamespace(path="/c/x", __str__=lambda: "secret")
    logging.getLogger("commondesk.test_logs").warning(
        "Not Found: %s", "/x?name=pia", extra={"request": request}
    )
    (line,) = lines()
    assert line["event"] == "Not Found: /x?(query)"
    assert line["level"] == "warning"
    assert "pia" not in json.dumps(line)


def test_a_traceback_is_kept_and_cleaned(lines):
    try:
        raise ValueError("bad address pia@mail.example")
    except ValueError:
        logging.getLogger("commondesk.test_logs").exception("A delivery failed")
    (line,) = lines()
    assert "Traceback" in line["exception"]
    assert "pia@" not in line["exception"]


def test_strangers_with_made_up_hosts_and_refused_requests_write_no_line():
    assert logging.getLogger("django.security.DisallowedHost").isEnabledFor(logging.ERROR) is False
    assert logging.getLogger("django.request").isEnabledFor(logging.WARNING) is False
