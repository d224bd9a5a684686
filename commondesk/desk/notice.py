"""Notices to devices: each is a delivery by the carrier `push`, for one device, once for what it is about.

It says what has happened, never what anybody wrote or who asks: its reader may not be the only one to see it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from commondesk.consortium.calls import wants_push
from commondesk.consortium.librarian import Librarian
from commondesk.desk.event import rfc3339
from commondesk.desk.push_device import PushDevice
from commondesk.outbox.delivery import Delivery
from commondesk.plumbing import clock

CARRIER: Final = "push"
KIND: Final = "notice"
# How long each is of use; after that it is dropped, here and by the push service.
MINUTES: Final[Mapping[str, int]] = MappingProxyType(
    {
        "rings": 5,
        "alone": 10,
        "danger": 5,
        "offer": 2,
        "help": 2,
        "returned": 10,
        "message": 5,
        "mention": 60,
        "ends": 12 * 60,
        "claimed": 30,
        "answer": 60,
    }
)


@dataclass(frozen=True, slots=True)
class Notice:
    """`what` has happened, at `place` (a path of ours); `about` tells apart what is told once each.

    Of two with one `tag` a device shows the later one alone.
    """

    what: str
    about: str
    place: str
    tag: str
    conversation_id: int | None = None  # a patron's own; what staff are told is none of the patron's

    @staticmethod
    def at_desk(what: str, code: str, about: str) -> Notice:
        return Notice(what, about, f"/desk/{code}/", code)


def add(notices: Iterable[tuple[Notice, PushDevice]], at_most: int | None = None) -> None:
    """Write down what must leave, in the caller's transaction; what is known already is not told again.

    With `at_most` the first ones alone of those that are not known yet: the others when it is called anew.
    At most two queries, whatever their number.
    """
    asked = {_key(notice, device): (notice, device) for notice, device in notices}
    if not asked:
        return
    known = set(Delivery.objects.filter(key__in=asked).values_list("key", flat=True))
    fresh = [(key, pair) for key, pair in asked.items() if key not in known][:at_most]
    # In one order, or two workers who write the same ones at the same moment wait for each other.
    in_order = sorted(fresh, key=lambda item: (item[1][1].pk, item[1][0].about))
    Delivery.objects.bulk_create([_row(key, *pair) for key, pair in in_order], ignore_conflicts=True)


def tell(librarian: Librarian, kind: str, notice: Notice) -> None:
    """On all devices of this person, if they want this kind of call there."""
    if not wants_push(librarian, kind):
        return
    devices = PushDevice.objects.live().filter(librarian=librarian)
    add([(notice, device) for device in devices])


def _key(notice: Notice, device: PushDevice) -> str:
    return f"{KIND}:{notice.what}:{notice.about}:{device.pk}"


def _row(key: str, notice: Notice, device: PushDevice) -> Delivery:
    now = clock.now()
    until = now + dt.timedelta(minutes=MINUTES[notice.what])
    content: dict[str, Any] = {
        "device": device.pk,
        "what": notice.what,
        "place": notice.place,
        "tag": notice.tag,
        "until": rfc3339(until),
    }
    return Delivery(
        carrier=CARRIER,
        key=key,
        conversation_id=notice.conversation_id,
        to=device.service[:254],
        content=content,
        due_at=now,
    )
