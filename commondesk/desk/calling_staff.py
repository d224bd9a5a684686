"""Who of the staff is told on their devices that somebody waits, or has written: looked at every two seconds.

Driven by the few devices, so that asking and writing cost nothing more. Whoever is on duty is told when it
rings with them. Where nobody on duty is reached, whoever staffs the queue is told that nobody is at the
desk: that is how a library with one librarian and a telephone works.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, Q

from commondesk.consortium.calls import wants_push
from commondesk.consortium.staffing import live_staff
from commondesk.consortium.standard import standard
from commondesk.desk import notice, push_device
from commondesk.desk.claiming import PATRON_IS_HERE
from commondesk.desk.conversation import Conversation
from commondesk.desk.notice import Notice
from commondesk.desk.push_device import PushDevice
from commondesk.desk.ringing import Calls, calls
from commondesk.schedule import coverage, presence

MOST_LOOKED_AT: Final = 200  # who came last: of the others is told already, and they would hide these
MOST_TOLD: Final = 1_000  # at one look: a flood of questions must not hold up what else `work` does
# What rang longer ago is not told now: whoever turns a device on, or comes on duty, sees it at the desk.
FRESH: Final = dt.timedelta(minutes=2)
# Who was left alone longer ago than this is told of only while they are there.
LEFT_LATELY: Final = dt.timedelta(minutes=5)

# A day before it ends, which is at the hour at which they signed in.
ENDS_SOON: Final = dt.timedelta(days=1)

Told = Iterator[tuple[Notice, PushDevice]]


@dataclass(frozen=True, slots=True)
class Devices:
    """Of the staff, by the number of the person."""

    by_person: dict[int, list[PushDevice]]

    def wanting(self, kind: str, people: Iterable[int]) -> Iterator[PushDevice]:
        """Of these people, the devices of those who want this kind of call there."""
        for device in chain.from_iterable(self.by_person.get(person, ()) for person in people):
            assert device.librarian is not None
            if wants_push(device.librarian, kind):
                yield device


def call_staff(now: dt.datetime) -> None:
    """Write down whatever is to be told now, each thing once."""
    if not settings.COMMONDESK.push:
        return
    by_person: dict[int, list[PushDevice]] = {}
    for device in push_device.of_staff():
        by_person.setdefault(device.librarian_id or 0, []).append(device)
    if not by_person:
        return
    devices = Devices(by_person)
    told = [*_of_what_ends(devices, now), *_of_who_waits(devices, now), *_of_who_wrote(devices, now)]
    if told:
        with transaction.atomic():
            notice.add(told, MOST_TOLD)


def _of_what_ends(devices: Devices, now: dt.datetime) -> Told:
    """A session runs out by itself, and a device that fell silent would not be missed until it was needed."""
    for device in chain.from_iterable(devices.by_person.values()):
        ends_at = getattr(device, "ends_at", None)
        if ends_at and ends_at - now < ENDS_SOON:
            yield Notice("ends", f"{device.pk}.{int(ends_at.timestamp())}", "/me/calls/", "ends"), device


def _of_who_waits(devices: Devices, now: dt.datetime) -> Told:
    rows = Conversation.objects.waiting().filter(is_practice=False)
    told_apart = rows.annotate(held=Count("claims"), let_go_at=Max("claims__ended_at"))
    latest = told_apart.select_related("queue").order_by("-waiting_since", "-id")[:MOST_LOOKED_AT]
    waiting = list(reversed(latest))
    if not waiting:
        return
    now_calls = calls({row.queue_id for row in waiting})
    attended = presence.attended_queues(now)
    is_alone = {row.pk: attended.isdisjoint(now_calls.paths[row.queue_id]) for row in waiting}
    danger = dt.timedelta(seconds=standard("AC8.danger_seconds"))
    for row in waiting:
        if not is_alone[row.pk]:
            yield from _rung(row, now_calls, devices, now, danger)
    yield from _of_who_is_alone([row for row in waiting if is_alone[row.pk]], now_calls, devices, now)


def _rung(row: Any, now_calls: Calls, devices: Devices, now: dt.datetime, danger: dt.timedelta) -> Told:
    """Those on duty with whom it rings by now, and once more when people begin to leave (AC8)."""
    since = row.waiting_since
    for one in now_calls.on_call:
        rings_at = now_calls.rings_at(row, one)
        if rings_at is None or one.librarian_id not in devices.by_person:
            continue
        for what, at in (("rings", rings_at), ("danger", since + danger)):
            if _is_fresh(max(at, rings_at, _begun(row)), now):
                for device in devices.wanting(what, [one.librarian_id]):
                    yield Notice.at_desk(what, row.code, _episode(row)), device


def _of_who_is_alone(alone: Sequence[Any], now_calls: Calls, devices: Devices, now: dt.datetime) -> Told:
    """Of those the hours say somebody should be there for: each queue of the way that somebody can be told of
    has its time, as if it were heard."""
    waiting = [row for row in alone if _is_there(row, now) or now - _begun(row) < LEFT_LATELY]
    hours = coverage.on_the_way([row.queue for row in waiting])
    open_ = [row for row, there in zip(waiting, hours, strict=True) if there.is_open(now)]
    if not open_:
        return
    staff = live_staff({queue for path in now_calls.paths.values() for queue in path}, devices.by_person)
    for row in open_:
        after = 0
        for queue in now_calls.paths[row.queue_id]:
            told = list(devices.wanting("rings", staff[queue]))
            if told and _begun(row) + dt.timedelta(seconds=after) <= now:
                yield from ((Notice.at_desk("alone", row.code, _episode(row)), device) for device in told)
            after += now_calls.lasts(queue) if told else 0


def _of_who_wrote(devices: Devices, now: dt.datetime) -> Told:
    """Patrons who have written to somebody whose desk answers no more; once an absence and conversation."""
    gone = presence.leases_over(devices.by_person, now)
    if not gone:
        return
    talks = Conversation.objects.filter(state=Conversation.State.TALKING, is_practice=False)
    for talk in talks.filter(Q(claimed_by__in=gone) | Q(helped_by__in=gone)):
        for person in filter(None, (talk.claimed_by_id, talk.helped_by_id)):
            if person in gone and _asks_since(talk, gone[person] - presence.LEASE):
                about = f"{talk.pk}.{int(gone[person].timestamp())}"
                told = Notice.at_desk("message", talk.code, about)
                yield from ((told, device) for device in devices.wanting("message", [person]))


def _asks_since(talk: Conversation, moment: dt.datetime) -> bool:
    """The patron has written since then, and nobody of us after them."""
    asked, answered = talk.last_patron_at, talk.last_staff_at
    return bool(asked and asked >= moment and (answered is None or answered < asked))


def _begun(row: Any) -> dt.datetime:
    """When this wait began: a conversation that came back keeps the time of the first one (AC3)."""
    since: dt.datetime = row.waiting_since
    return max(since, row.let_go_at) if row.let_go_at else since


def _episode(row: Any) -> str:
    """One wait of one conversation: another when it was held meanwhile, or re-opened."""
    return f"{row.pk}.{row.held}.{int(row.waiting_since.timestamp())}"


def _is_there(row: Any, now: dt.datetime) -> bool:
    return bool(row.patron_seen_at >= now - PATRON_IS_HERE)


def _is_fresh(at: dt.datetime, now: dt.datetime) -> bool:
    return at <= now < at + FRESH
