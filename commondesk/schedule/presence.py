"""Presence by beats and leases: a browser that stops answering is off duty (DESIGN.md section 5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.queue import Queue
from commondesk.plumbing import bus, clock
from commondesk.plumbing.refusal import NotAllowed

LEASE = dt.timedelta(seconds=40)
# Whoever's browser answers every beat, and clicks about as well, is written down only every few seconds.
FRESH = dt.timedelta(seconds=35)
# A restarted server or a short sleep finds its librarians still monitoring what they monitored.
KEPT_AFTER_LEASE = dt.timedelta(minutes=10)
# By then all that hangs on it, such as claims that were not kept, has been settled; also after a long stop.
FORGOTTEN_AFTER = dt.timedelta(days=1)


class Presence(models.Model):
    """One librarian's lease; on duty while it lives and at least one queue is monitored."""

    librarian = models.OneToOneField("Librarian", on_delete=models.CASCADE, related_name="presence")
    lease_until = models.DateTimeField(db_index=True)
    since = models.DateTimeField()
    ran_out = models.BooleanField(default=False)  # the sweep has seen it, and has told everybody
    back_at = models.DateTimeField(null=True)  # AC10: away for some minutes, and nobody rings meanwhile

    class Meta:
        app_label = "commondesk"

    def __str__(self) -> str:
        return f"{self.librarian} until {self.lease_until:%H:%M:%S}"


class Monitoring(models.Model):
    """A librarian monitors a queue: new patrons of it ring here."""

    librarian = models.ForeignKey("Librarian", on_delete=models.CASCADE, related_name="monitoring")
    queue = models.ForeignKey("Queue", on_delete=models.CASCADE, related_name="monitored_by")
    since = models.DateTimeField()

    class Meta:
        app_label = "commondesk"
        constraints = [
            models.UniqueConstraint(fields=["librarian", "queue"], name="monitoring_once"),
        ]

    def __str__(self) -> str:
        return f"{self.librarian} monitors {self.queue}"


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Who is on duty, as colleagues see it (AC1); `queues` are slugs. The desk counts open conversations."""

    librarian_id: int
    name: str
    library: str
    languages: tuple[str, ...]
    queues: tuple[str, ...]
    back_at: dt.datetime | None
    chat_limit: int | None


@dataclass(frozen=True, slots=True)
class OnCall:
    """Somebody who hears new patrons now; `queues` they monitor and `libraries` they belong to, by id."""

    librarian_id: int
    queues: frozenset[int]
    libraries: frozenset[int]
    languages: frozenset[str]
    chat_limit: int | None


@transaction.atomic
def here(librarian: Librarian) -> None:
    """Answer a beat: the lease runs 40 s from now."""
    now = clock.now()
    lease = Presence.objects.select_for_update(no_key=True).filter(librarian=librarian).first()
    if lease and not lease.ran_out and now < lease.lease_until:
        if lease.lease_until < now + FRESH:
            Presence.objects.filter(pk=lease.pk).update(lease_until=now + LEASE)
        return
    if lease and now > lease.lease_until + KEPT_AFTER_LEASE:
        Monitoring.objects.filter(librarian=librarian).delete()
    begun = {"lease_until": now + LEASE, "since": now, "ran_out": False}
    Presence.objects.update_or_create(librarian=librarian, defaults=begun)
    bus.wake([bus.Wake("presence")])


def is_here(librarian: Librarian | None, now: dt.datetime | None = None) -> bool:
    """Somebody is at the desk, whether or not they take new patrons."""
    return Presence.objects.filter(librarian=librarian, lease_until__gt=now or clock.now()).exists()


def renew(librarian: Librarian) -> None:
    """Any request of somebody whose lease lives renews it, and begins none. No lock while it is fresh."""
    now = clock.now()
    fading = Presence.objects.filter(librarian=librarian, lease_until__gt=now, lease_until__lt=now + FRESH)
    if fading.exists():
        here(librarian)


@transaction.atomic
def monitor(librarian: Librarian, queue: Queue) -> None:
    """New patrons of `queue` ring here from now on; monitoring twice is once. Raises `NotAllowed`."""
    if not Queue.objects.monitored_live_by(librarian).filter(pk=queue.pk, is_active=True).exists():
        raise NotAllowed(_("Your library does not staff this queue. Your coordinator can change that."))
    here(librarian)
    begun = {"since": clock.now()}
    if Monitoring.objects.get_or_create(librarian=librarian, queue=queue, defaults=begun)[1]:
        bus.wake([bus.Wake("presence")])


@transaction.atomic
def stop_monitoring(librarian: Librarian, queue: Queue) -> None:
    """No new patrons of `queue`; conversations that are open stay (EN2)."""
    if Monitoring.objects.filter(librarian=librarian, queue=queue).delete()[0]:
        bus.wake([bus.Wake("presence")])


@transaction.atomic
def go_off_duty(librarian: Librarian) -> None:
    """Stop monitoring every queue at once; conversations that are open stay (EN2)."""
    if Monitoring.objects.filter(librarian=librarian).delete()[0]:
        bus.wake([bus.Wake("presence")])


@transaction.atomic
def leave(librarian: Librarian) -> None:
    """Signing out: off duty, and gone at once, so that claims without a first word go back."""
    go_off_duty(librarian)
    lease = Presence.objects.filter(librarian=librarian, ran_out=False)
    if lease.update(lease_until=clock.now(), ran_out=True):
        bus.wake([bus.Wake("presence")])


@transaction.atomic
def back_soon(librarian: Librarian, minutes: int) -> None:
    """Away for so many minutes (AC10): nobody rings here until then; open conversations stay. 0 = back."""
    here(librarian)
    until = clock.now() + dt.timedelta(minutes=minutes) if minutes else None
    Presence.objects.filter(librarian=librarian).update(back_at=until)
    bus.wake([bus.Wake("presence")])


@transaction.atomic
def limit_chats(librarian: Librarian, limit: int | None) -> None:
    """No new patron rings while this many are open here (AC10); None: however many."""
    Librarian.objects.filter(pk=librarian.pk).update(chat_limit=limit)
    bus.wake([bus.Wake("presence")])


def on_call(now: dt.datetime) -> list[OnCall]:
    """Everybody on duty who is not away for some minutes; three queries."""
    rows = _alive(now).exclude(librarian__presence__back_at__gt=now).select_related("librarian")
    queues: dict[Librarian, set[int]] = {}
    for row in rows.prefetch_related("librarian__memberships"):
        queues.setdefault(row.librarian, set()).add(row.queue_id)
    return [
        OnCall(
            librarian.pk,
            frozenset(monitored),
            frozenset(m.library_id for m in librarian.memberships.all() if m.library_id),
            frozenset(librarian.languages),
            librarian.chat_limit,
        )
        for librarian, monitored in queues.items()
    ]


def on_duty(now: dt.datetime | None = None) -> list[OnDuty]:
    """Everybody whose lease lives and who monitors at least one queue, by name; three queries."""
    rows = (
        _alive(now or clock.now())
        .select_related("librarian__presence", "queue")
        .prefetch_related("librarian__memberships__library")
        .order_by("librarian__name", "librarian_id", "queue__priority", "queue__slug")
    )
    slugs: dict[Librarian, list[str]] = {}
    for row in rows:
        slugs.setdefault(row.librarian, []).append(row.queue.slug)
    return [_on_duty(librarian, tuple(queues)) for librarian, queues in slugs.items()]


def on_duty_for(queue_ids: Iterable[int], now: dt.datetime | None = None) -> set[int]:
    """Ids of the librarians who are on duty for any of these queues."""
    rows = _alive(now or clock.now()).filter(queue__in=queue_ids)
    return set(rows.values_list("librarian_id", flat=True))


def attended_queues(now: dt.datetime) -> set[int]:
    """Ids of the queues that somebody on duty monitors."""
    return set(_alive(now).order_by().values_list("queue_id", flat=True).distinct())


def leases_over(librarian_ids: Iterable[int], now: dt.datetime) -> dict[int, dt.datetime]:
    """By id, when the lease ran out of those whose browsers answer no more; not who was never at the desk."""
    over = Presence.objects.filter(librarian__in=librarian_ids, lease_until__lte=now)
    return dict(over.values_list("librarian_id", "lease_until"))


@transaction.atomic
def sweep(now: dt.datetime) -> list[int]:
    """Ids of the librarians whose lease ran out since the last sweep, each said once."""
    ended = Presence.objects.select_for_update(no_key=True).filter(lease_until__lte=now)
    gone = sorted(ended.filter(ran_out=False).values_list("librarian_id", flat=True))
    if gone:
        Presence.objects.filter(librarian__in=gone).update(ran_out=True)
        bus.wake([bus.Wake("presence")])
    _forget(now)
    return gone


def forget(now: dt.datetime) -> None:
    """When somebody was last at the desk is nobody's business a day later."""
    Presence.objects.filter(ran_out=True, lease_until__lte=now - FORGOTTEN_AFTER).delete()


def _alive(now: dt.datetime) -> models.QuerySet[Monitoring]:
    return Monitoring.objects.filter(librarian__presence__lease_until__gt=now, librarian__is_active=True)


def _forget(now: dt.datetime) -> None:
    """Whoever has been away for longer comes back by choosing queues anew, never on duty by surprise."""
    kept = Monitoring.objects.filter(librarian__presence__lease_until__lte=now - KEPT_AFTER_LEASE)
    if ids := list(kept.values_list("pk", flat=True)):
        Monitoring.objects.filter(pk__in=ids).delete()


def _on_duty(librarian: Librarian, queues: tuple[str, ...]) -> OnDuty:
    first = min(librarian.memberships.all(), key=lambda membership: membership.pk, default=None)
    library = first.library.name if first and first.library else ""
    back_at = librarian.presence.back_at
    return OnDuty(
        librarian.pk,
        librarian.called,
        library,
        tuple(librarian.languages),
        queues,
        back_at if back_at and back_at > clock.now() else None,
        librarian.chat_limit,
    )
