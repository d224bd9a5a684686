"""Where a request came from, and the only form in which that is kept: a keyed hash whose key dies (PR5)."""

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from django.db import models

from commondesk.plumbing import clock

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

UNKNOWN: Final = "unknown"
KEPT_FOR: Final = timedelta(days=30)
# Real chains have two or three hops; a header of thousands is not worth reading.
_MOST_HOPS: Final = 32


def client_address(peer: str, forwarded_for: str | None, trusted: Sequence[Network]) -> str:
    """The address of whoever asks: the right-most hop that is not a proxy of ours, or `UNKNOWN`.

    A client can write anything into X-Forwarded-For, so the header counts only when the peer itself is
    trusted, and it is read from the right, the end our own proxies wrote. At the first hop that is junk, the
    proxy that passed it on answers for it: no text from outside is ever returned as an address.
    """
    nearest = _parsed(peer)
    if nearest is None:
        return UNKNOWN
    hops = (forwarded_for or "").split(",")[-_MOST_HOPS:]
    while hops and _is_trusted(nearest, trusted):
        further = _parsed(hops.pop())
        if further is None:
            break
        nearest = further
    return str(nearest)


def is_trusted(peer: str, trusted: Sequence[Network]) -> bool:
    """Whether the peer is one of our own proxies."""
    address = _parsed(peer)
    return address is not None and _is_trusted(address, trusted)


def comes_from(
    networks: Sequence[Network], peer: str, forwarded_for: str | None, trusted: Sequence[Network]
) -> bool:
    """Whether whoever asks is surely in one of `networks`.

    Stricter than `client_address`, for what must not be shown by mistake: what was passed on by somebody we
    do not trust, or for a hop that cannot be read, comes from nowhere. A proxy on this machine that nobody
    has named in the settings would else make the whole world this machine.
    """
    if forwarded_for is not None:
        hops = forwarded_for.split(",")[-_MOST_HOPS:]
        if not is_trusted(peer, trusted) or any(_parsed(hop) is None for hop in hops):
            return False
    address = _parsed(client_address(peer, forwarded_for, trusted))
    return address is not None and any(address in network for network in networks)


class DailyKey(models.Model):
    """The key of one day's hashes. Once it is gone, no hash of that day can be led back to an address."""

    day = models.DateField(unique=True)
    key = models.CharField(max_length=64)

    class Meta:
        app_label = "commondesk"

    def __str__(self) -> str:
        return f"key of {self.day}"


def hashed(address: str) -> str:
    """HMAC of an address under today's key, 64 hex digits: equal within a day, meaningless across days.

    IPv6 is cut to its /64, which is what one household or library has; finer would only name a device.
    """
    today = clock.now().date()
    daily, _ = DailyKey.objects.get_or_create(day=today, defaults={"key": secrets.token_hex(32)})
    return hmac.digest(bytes.fromhex(daily.key), _household(address).encode(), sha256).hex()


def destroy_old_keys(now: datetime) -> int:
    """Delete the keys that 30 days are over for, so that none is older than that; says how many."""
    deleted, _ = DailyKey.objects.filter(day__lte=(now - KEPT_FOR).date()).delete()
    return deleted


def _household(address: str) -> str:
    parsed = _parsed(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, 64), strict=False))
    return UNKNOWN if parsed is None else str(parsed)


def _parsed(text: str) -> Address | None:
    """An address with or without port, brackets or zone; None for anything else. IPv4-mapped becomes IPv4."""
    host = text.strip()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def _is_trusted(address: Address, trusted: Sequence[Network]) -> bool:
    return any(address in network for network in trusted)
