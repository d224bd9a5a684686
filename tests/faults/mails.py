"""What became of the mails of a storm: each arrived once, or a person is shown that nobody knows."""

from __future__ import annotations

import re
import time
from collections import Counter
from contextlib import ExitStack
from typing import Final

import psycopg

from tests.channels.email.smtp_server import SmtpServer
from tests.faults.storm import Storm
from tests.support.fleet import Fleet, Worker
from tests.support.moved_desk import order

PATIENCE: Final = 90
PAST_A_LEASE: Final = 130  # seconds; outbox/delivery.py gives two minutes
TO: Final = re.compile(r"^To: (\S+)", re.MULTILINE)


def hold_against_the_outbox(fleet: Fleet, server: SmtpServer, storm: Storm) -> None:
    """No mail came twice; what came is `sent`, or `unknown` where its worker died; all else came nowhere."""
    asked = {key: address for talk in storm.talks for key, address in talk.mailed.items()}
    ends = _ends(fleet, set(asked))
    came = Counter(address for mail in server.mails for address in TO.findall(mail))
    assert set(ends) == set(asked)
    for key, address in asked.items():
        assert came[address] <= 1, f"{address} was mailed {came[address]} times"
        assert ends[key] in ("sent", "unknown")
        if ends[key] == "sent":
            assert came[address] == 1, f"{address} was never mailed, and is said to be"


def _ends(fleet: Fleet, keys: set[str]) -> dict[str, str]:
    """How each ended; what a killed worker had in its hands ends once its lease is over."""
    _until_none_is("waiting", fleet)
    with ExitStack() as stack:
        if _states(fleet, "sending"):
            _let_leases_run_out(fleet, stack)
        _until_none_is("sending", fleet)
    return {key: state for key, state in _states(fleet).items() if key in keys}


def _let_leases_run_out(fleet: Fleet, stack: ExitStack) -> None:
    """One more worker, for which two minutes pass at once."""
    orders = fleet.folder / "clock"
    program = ("tests.support.serve_moved", str(orders), "work")
    stack.enter_context(Worker(fleet.workers[0].environment, fleet.folder / "moved.log", program))
    order(orders, str(PAST_A_LEASE))


def _until_none_is(state: str, fleet: Fleet) -> None:
    until = time.monotonic() + PATIENCE
    while left := _states(fleet, state):
        assert time.monotonic() < until, f"still {state}: {left}"
        time.sleep(0.2)


def _states(fleet: Fleet, only: str = "") -> dict[str, str]:
    """The state of each transcript by the key under which it was asked for."""
    with psycopg.connect(fleet.database_url) as connection:
        rows = connection.execute("SELECT key, state FROM commondesk_delivery WHERE key LIKE 'transcript:%'")
        return {key.rpartition(":")[2]: state for key, state in rows if only in ("", state)}
