"""An address we may be told to go to, taken apart once: what is checked is what is connected to."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final, Self

import httpx2
from django.conf import settings
from django.utils.functional import Promise

from commondesk.plumbing.fetch import outcome, reach
from commondesk.plumbing.fetch.outcome import NotAllowed
from commondesk.plumbing.network_address import Address

HTTPS: Final = 443
# Below lie the ports of well-known services; a mail server takes a line of our request for one of its own.
LOWEST_FREE, HIGHEST = 1024, 65_535
LONGEST_NAME: Final = 253
_LABEL: Final = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
# Name servers and C libraries read 2130706433, 0x7f.1 and 0177.0.0.1 as numbers; no name ends like that.
_NUMBER: Final = re.compile(r"(?:.*\.)?(?:\d+|0x[0-9a-f]*)")
_ONLY_INSIDE: Final = re.compile(r"[^.]+|.*\.(?:localhost|local|internal|home\.arpa)")


def check(url: str) -> None:
    """Raises NotAllowed where the form or the host of the address tells that we never go there.

    Asks nobody, so a name may still turn out to lead inside when it is gone to.
    """
    Place.of(url)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a call goes: `host` as ASCII without brackets, `target` is path and query."""

    url: httpx2.URL
    host: str
    port: int
    target: bytes

    @classmethod
    def of(cls, url: str | httpx2.URL) -> Self:
        """Raises NotAllowed."""
        try:
            parts = httpx2.URL(url)
        except (httpx2.InvalidURL, ValueError) as error:
            raise NotAllowed(outcome.NO_ADDRESS) from error
        _refuse(not parts.scheme or not parts.raw_host, outcome.NO_ADDRESS)
        _refuse(parts.scheme != "https", outcome.NOT_HTTPS)
        _refuse(bool(parts.userinfo), outcome.SIGNED_IN)
        port = HTTPS if parts.port is None else parts.port
        _refuse(port != HTTPS and not LOWEST_FREE <= port <= HIGHEST, outcome.OTHER_PORT)
        host = parts.raw_host.decode().removesuffix(".")
        _refuse_host(host)
        return cls(parts, host, port, parts.raw_path)

    def further(self, location: str) -> Place:
        """Where a redirect leads, checked anew. Raises NotAllowed."""
        try:
            further = self.url.join(location)
        except (httpx2.InvalidURL, ValueError) as error:
            raise NotAllowed(outcome.NO_ADDRESS) from error
        return Place.of(further)

    @property
    def netloc(self) -> str:
        """As it stands in the header Host."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == HTTPS else f"{host}:{self.port}"

    @property
    def origin(self) -> tuple[str, int]:
        return self.host, self.port

    @property
    def address(self) -> Address | None:
        """The network address, where the host is written as one."""
        return _address(self.host)


def _refuse_host(host: str) -> None:
    inside = settings.COMMONDESK.reach_inside
    address = _address(host)
    if address is not None:
        _refuse(not reach.is_reachable(address, inside), outcome.INSIDE)
        return
    _refuse(len(host) > LONGEST_NAME or not _NAME.fullmatch(host), outcome.NO_SERVER)
    _refuse(bool(_NUMBER.fullmatch(host)), outcome.NO_SERVER)
    # Nobody outside has such a name. Where something inside may be reached, its address decides.
    _refuse(not inside and bool(_ONLY_INSIDE.fullmatch(host)), outcome.INSIDE)


def _address(host: str) -> Address | None:
    with suppress(ValueError):
        return ip_address(host)
    return None


def _refuse(is_bad: bool, sentence: Promise) -> None:
    if is_bad:
        raise NotAllowed(sentence)
