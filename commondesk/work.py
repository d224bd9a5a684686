"""The work that no request does: what is due, what must leave, who has gone, what may be forgotten.

Inside `serve` where one process does everything, else `commondesk work`; any number may run beside each
other, because whatever they take is leased or decided under a lock.
"""

from __future__ import annotations

import datetime as dt
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, Final

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.db.models import Q

from commondesk.channels.email import carrier, outbound
from commondesk.channels.push import outbound as push
from commondesk.consortium import logo
from commondesk.desk import attaching, bearer, marking, push_device, searching
from commondesk.desk.calling_patrons import call_patrons
from commondesk.desk.calling_staff import call_staff
from commondesk.desk.claiming import return_to_queue
from commondesk.desk.closing import lose
from commondesk.desk.signs_of_life import patrons_gone, unkept_claims
from commondesk.desk.transferring import lapse, lapsed_offers
from commondesk.outbox import delivery, timer, unsent
from commondesk.outbox.delivery import PASSING, Delivery
from commondesk.plumbing import bus, clock, network_address, rates, running
from commondesk.plumbing.refusal import Refusal
from commondesk.plumbing.running import Pulse
from commondesk.plumbing.sqlite.one_server import DataDirectoryInUse, data_dir_lock
from commondesk.plumbing.tally import tally
from commondesk.privacy import leftovers, retention, wiping
from commondesk.reports import roll_up
from commondesk.schedule import presence
from commondesk.web.watching import port

log = structlog.get_logger(__name__)

Moment = dt.datetime
# What a timer's kind does, called with the timer's data; it must bear being called twice.
VERBS: Final[Mapping[str, Callable[[dict[str, Any]], object]]] = MappingProxyType(
    {wiping.BEGIN: wiping.begin, wiping.GO_ON: wiping.go_on}
)
# How a delivery leaves; a carrier writes down itself how that ended.
CARRIERS: Final[Mapping[str, Callable[[Delivery], object]]] = MappingProxyType(
    {"email": outbound.send, "push": push.send}
)

TO_STAFF: Final = Q(conversation_id=None)  # what staff are told is none of a patron's
LOOK_EVERY: Final = 1.0
DAY: Final = 24 * 3600.0
HOUR: Final = 3600.0
TEN_MINUTES: Final = 600.0
LEASE: Final = presence.LEASE.total_seconds()
STOPS_WITHIN: Final = 5.0
AT_ONCE: Final = 2  # push services that are spoken to at one moment, for staff and for patrons each


@dataclass(frozen=True, slots=True)
class Job:
    """Something done every so many seconds, for the first time after `first` seconds.

    `by_signs`: it takes whoever gives no sign of life for gone. It waits until everybody could have given
    one: `first` seconds after servers were away, cut off from the database, or the clock has jumped.
    """

    name: str
    run: Callable[[Moment], object]
    every: float
    first: float = 0.0
    by_signs: bool = False


def run_timers(now: Moment) -> None:
    """Do what is due. A verb that fails is tried again later and keeps nobody waiting."""
    for due in timer.take_due(now):
        try:
            VERBS[due.kind](due.data)
        except KeyError:
            timer.failed(due, f"This version does not know what to do for {due.kind!r}.", now)
        except Exception as error:
            log.exception("A timer could not do its work.", kind=due.kind, tries=due.tries)
            timer.failed(due, f"{type(error).__name__}: {error}", now)
        else:
            timer.done(due)


def deliver(now: Moment, stop: threading.Event | None = None) -> None:
    """Send what is due, one after the other, until `stop` is set. Without a mail server no mail is tried."""
    delivery.give_up_lost_leases(now)
    without = PASSING if carrier.is_open() else {*PASSING, "email"}
    while not (stop and stop.is_set()) and (waiting := delivery.take(clock.now(), without)):
        _send(waiting)


def deliver_notices(_now: Moment, stop: threading.Event | None = None, among: Q = delivery.ALL) -> None:
    """The same for what is of use for minutes only, and `among` these."""
    while not (stop and stop.is_set()) and delivery.is_due(clock.now(), PASSING, among):
        waiting = delivery.take(clock.now(), only=PASSING, among=among)
        if waiting is None:
            return  # all that is due is in others' hands; if they let go of it, it is looked at again soon
        _send(waiting)


def _send(waiting: Delivery) -> None:
    try:
        CARRIERS[waiting.carrier](waiting)
    except KeyError:
        delivery.refused(waiting, f"This version has no carrier {waiting.carrier!r}.")
    except Exception as error:
        log.exception("A delivery broke off.", carrier=waiting.carrier)
        if waiting.carrier in PASSING:
            delivery.let_pass(waiting)
        else:
            delivery.nobody_knows(waiting, f"{type(error).__name__} while sending.")


def return_unkept_claims(now: Moment) -> None:
    """Claims whose librarian was gone before a first word, or leaves a patron without any, go back."""
    for code in unkept_claims(now):
        _unless_refused(return_to_queue, code)


def lapse_offers(now: Moment) -> None:
    """What was offered to a person who did not answer, or has gone, stays where it is (FO5)."""
    for code in lapsed_offers(now):
        _unless_refused(lambda code: lapse(code, now), code)


def lose_patrons(now: Moment) -> None:
    """Patrons who left while waiting are counted as lost, with their wait (AC9)."""
    for code in patrons_gone(now):
        _unless_refused(lose, code)


def _unless_refused(verb: Callable[[str], object], code: str) -> None:
    try:
        verb(code)
    except Refusal:  # somebody was quicker: closed, claimed or erased since we looked
        return


# While the server was down nobody could give a sign; after it comes up everybody is given the time to.
SWEEPS: Final = (
    Job("timers", run_timers, 1.0),
    Job("leases", presence.sweep, 5.0, first=LEASE, by_signs=True),
    Job("claims", return_unkept_claims, 5.0, first=LEASE + 5.0, by_signs=True),
    Job("offers", lapse_offers, 2.0, first=LEASE, by_signs=True),
    Job("patrons", lose_patrons, 5.0, first=95.0, by_signs=True),
    Job("calls to staff", call_staff, 2.0),
    Job("calls to patrons", call_patrons, 2.0, first=20.0),
    Job("words", searching.index_recent, 3.0, first=2.0),
    Job("words left", searching.index_the_rest, DAY, first=30.0),
    Job("roll-ups", roll_up.roll_up, TEN_MINUTES, first=90.0),
    Job("retention", retention.retire, DAY, first=60.0),
    Job("presence", presence.forget, DAY, first=120.0),
    Job("processes", running.forget, HOUR, first=67.0),
    Job("address keys", network_address.destroy_old_keys, DAY, first=61.0),
    Job("rates", rates.sweep, DAY, first=62.0),
    Job("unsent", unsent.empty_old, DAY, first=66.0),
    Job("passed", delivery.forget_passed, HOUR, first=67.0),
    Job("signed out", push_device.forget_signed_out, HOUR, first=68.0),
    Job("leftovers", leftovers.delete_expired, DAY, first=64.0),
    Job("files", lambda _now: attaching.sweep(), HOUR, first=65.0),
    Job("logos", logo.sweep, DAY, first=66.0),
    Job("marks", marking.expire, HOUR, first=66.0),
    Job("bearers", lambda _now: bearer.delete_expired(), DAY, first=63.0),
)


def run(stop: threading.Event) -> None:
    """Work until `stop` is set; then ends within seconds, whatever a mail server is doing."""
    # Apart from the others: a mail server may take its time to answer. Of those who are told that a patron
    # waits nobody is to wait for another one's push service.
    sending = Job("deliveries", partial(deliver, stop=stop), 2.0)
    # Nor for what patrons have named as theirs, which may be anything that answers slowly.
    telling = [
        Job(name, partial(deliver_notices, stop=stop, among=among), 1.0)
        for name, among in (("notices to staff", TO_STAFF), ("notices to patrons", ~TO_STAFF))
    ]
    senders = [
        threading.Thread(target=_loop, args=((job,), stop), name=job.name, daemon=True)
        for job in (sending, *telling * AT_ONCE)
    ]
    for sender in senders:
        sender.start()
    _loop(SWEEPS, stop)
    ends = time.monotonic() + STOPS_WITHIN
    for sender in senders:
        sender.join(max(0.0, ends - time.monotonic()))


def run_forever(metrics_port: int | None = None, host: str = "127.0.0.1") -> None:
    """The command `commondesk work`: until SIGTERM or SIGINT. With SQLite it refuses beside a server.

    With a `metrics_port` its figures are answered there. Raises ImproperlyConfigured in words.
    """
    stop = threading.Event()
    for which in (signal.SIGTERM, signal.SIGINT):
        signal.signal(which, lambda *_: stop.set())
    is_alone = data_dir_lock(settings.COMMONDESK.data_dir) if connection.vendor == "sqlite" else nullcontext()
    try:
        with is_alone, nullcontext() if metrics_port is None else port.served(host, metrics_port):
            pulse = Pulse("work", bus.lost_since)
            pulse.start()
            log.info("Working.")
            run(stop)
            pulse.stop()
    except DataDirectoryInUse as error:
        sys.exit(f"{error} The server does this work itself.")


def _loop(jobs: Sequence[Job], stop: threading.Event) -> None:
    """Run each job whenever it is due, by the clock that never moves back."""
    begun = time.monotonic()
    due = {job: begun + job.first for job in jobs}
    while not stop.is_set():
        for job in jobs:
            if due[job] <= time.monotonic() and not stop.is_set():
                _run(job)
                due[job] = time.monotonic() + job.every
        stop.wait(LOOK_EVERY)
    connection.close()


def _run(job: Job) -> None:
    """One job; its failure is said and never stops the next one."""
    try:
        close_old_connections()
        now = clock.now()
        if not job.by_signs or running.served_since(now - dt.timedelta(seconds=job.first)):
            job.run(now)
        tally.job_done(job.name)
    except (DatabaseError, InterfaceError) as error:
        log.error("The database did not let us work; we try again.", job=job.name, why=str(error))
        connection.close()
    except Exception:
        log.exception("A job failed; the others go on.", job=job.name)
