"""What one address may cost the line: wrong tokens, long bodies that have to be looked through, fetches.

Counted in memory, for each process: a write for each would cost more than what is counted.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from commondesk.plumbing.network_address import client_address
from commondesk.plumbing.rates import whole_seconds
from commondesk.plumbing.refusal import NoToken, Refusal, SlowDown
from commondesk.web.line.request import Scope, bearer_digest

MOST: Final = 10_000
# Fetches that are answered at once, and how many times as many there may be in all.
OF_A_TOKEN: Final = 2
OF_AN_ADDRESS: Final = 6
MOST_BEHIND: Final = 50


def address_of(scope: Scope) -> str:
    """The address of whoever asks, behind the proxies we trust. Held in memory only, while it is needed."""
    return client_address(peer_of(scope), forwarded_for(scope), settings.COMMONDESK.trusted_proxies)


def peer_of(scope: Scope) -> str:
    """The address at the other end of the connection: the client's, or a proxy's."""
    return (scope.get("client") or ("",))[0]


def forwarded_for(scope: Scope) -> str | None:
    """X-Forwarded-For, of several headers all in their order; None without any."""
    forwarded = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
    return b",".join(forwarded).decode("latin-1") if forwarded else None


class Pace:
    """So many at once for each address, then so many a second."""

    def __init__(self, burst: float, per_second: float) -> None:
        self.burst = burst
        self.per_second = per_second
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, scope: Scope) -> None:
        """Count one. Raises SlowDown when there was none left, and then counts none."""
        if not settings.COMMONDESK.rate_limits:
            return
        address, now = address_of(scope), asyncio.get_running_loop().time()
        left = self._left_of(address, now)
        if left < 1:
            raise SlowDown(retry_after=whole_seconds((1 - left) / self.per_second))
        if address in self._left or len(self._left) < MOST:
            self._left[address] = (left - 1, now)

    def tick(self) -> None:
        """Forget whoever has nothing on their account any more."""
        now = asyncio.get_running_loop().time()
        for address in list(self._left):
            if self._left_of(address, now) >= self.burst:
                del self._left[address]

    def _left_of(self, address: str, now: float) -> float:
        left, at = self._left.get(address, (self.burst, now))
        return min(self.burst, left + (now - at) * self.per_second)


@dataclass(slots=True)
class _Turns:
    free: asyncio.Semaphore
    taken: int = 0  # by those who are being answered and those who wait


class Queues:
    """Fetches of one token, and of one address, are answered a few at a time; the others wait for them.

    All stand before one reader, whom a page of the longest messages takes as long as fifty usual ones.
    """

    def __init__(self) -> None:
        self._turns: dict[str, _Turns] = {}

    @asynccontextmanager
    async def turn(self, scope: Scope) -> AsyncIterator[None]:
        """Once it is this one's turn. Raises SlowDown when far too many wait, NoToken for what is none."""
        token = bearer_digest(scope)
        if not settings.COMMONDESK.rate_limits:
            yield
            return
        async with self._one_of(token, OF_A_TOKEN), self._one_of(address_of(scope), OF_AN_ADDRESS):
            yield

    @asynccontextmanager
    async def _one_of(self, key: str, at_once: int) -> AsyncIterator[None]:
        turns = self._turns.get(key) or _Turns(asyncio.Semaphore(at_once))
        if turns.taken >= at_once * MOST_BEHIND:
            raise SlowDown
        self._turns[key] = turns
        turns.taken += 1
        try:
            async with turns.free:
                yield
        finally:
            turns.taken -= 1
            if not turns.taken:
                del self._turns[key]


class Strangers:
    """Of each address 40 wrong tokens are told so at once, then 20 a minute, as by Django's routes.

    Whoever has a good token is never in the way of it, however many a neighbour of the same address tries.
    A long body may take a quarter of a second to be looked through, and so is counted before that: 20, then 2
    a second.
    """

    def __init__(self) -> None:
        self.wrong_tokens = Pace(40, 20 / 60)
        self.long_bodies = Pace(20, 2)
        self.fetches = Queues()

    def answer(self, scope: Scope, refusal: NoToken) -> Refusal:
        """What this wrong token is told: that it is none, or that there were too many."""
        try:
            self.wrong_tokens.take(scope)
        except SlowDown as too_many:
            return too_many
        return refusal

    def tick(self) -> None:
        self.wrong_tokens.tick()
        self.long_bodies.tick()
