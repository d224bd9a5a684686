"""Which network addresses we connect to: those of the public internet, and those inside that were named."""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Sequence
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from itertools import chain, zip_longest
from typing import Final

from commondesk.plumbing.fetch import outcome
from commondesk.plumbing.fetch.outcome import NotAllowed, NotReached
from commondesk.plumbing.network_address import Address, Network

# Of IPv6 only this is given to anybody; all else is for one machine, link or site, for tunnels, or unused.
_UNICAST: Final = ip_network("2000::/3")
# How a network with IPv6 alone reaches the others (RFC 6052): the last four bytes are the true address.
_TRANSLATED: Final = ip_network("64:ff9b::/96")
# Special by the registries of IANA; not every version of Python says of each that it is not global.
_SPECIAL: Final = (
    ip_network("192.0.0.0/24"),
    ip_network("192.88.99.0/24"),  # relays of 6to4
    ip_network("2001::/23"),  # Teredo and other protocols
    ip_network("2002::/16"),  # 6to4: holds any IPv4 address, private ones too
    ip_network("3fff::/20"),  # for examples
)
# A name may have thousands; we knock at no more doors than this for one call.
MOST_DOORS: Final = 4


def is_reachable(address: Address, inside: Sequence[Network]) -> bool:
    """Whether we connect to it. `inside` are networks that may be reached although they are not public."""
    if any(address in network for network in inside):
        return True
    if isinstance(address, IPv6Address):
        if address in _TRANSLATED:
            return is_reachable(IPv4Address(address.packed[-4:]), inside)
        if address not in _UNICAST:  # also ::ffff:127.0.0.1 and ::127.0.0.1
            return False
    is_special = any(address in network for network in _SPECIAL)
    return address.is_global and not address.is_multicast and not is_special


def addresses(host: str, inside: Sequence[Network], within: float) -> list[Address]:
    """The addresses of a name, asked for once, at most four, of both families in turn.

    One address that we never go to spoils the name: who mixes them either tries to lead us inside by the
    second, or has a name server that does not know inside from outside, and should hear of it every time.
    Raises NotReached, NotAllowed.
    """
    found = _looked_up(host, within)
    if not all(is_reachable(address, inside) for address in found):
        raise NotAllowed(outcome.INSIDE)
    first = found[0].version
    same = [address for address in found if address.version == first]
    other = [address for address in found if address.version != first]
    turns = chain.from_iterable(zip_longest(same, other))
    return [address for address in turns if address is not None][:MOST_DOORS]


def _looked_up(host: str, within: float) -> list[Address]:
    answers: queue.SimpleQueue[list[Address]] = queue.SimpleQueue()
    # The system's resolver knows no deadline. A thread that it holds for longer ends by itself, unheard.
    threading.Thread(target=lambda: answers.put(_resolved(host)), daemon=True).start()
    try:
        found = answers.get(timeout=within)
    except queue.Empty:
        raise NotReached(outcome.NOT_IN_TIME) from None
    if not found:
        raise NotReached(outcome.NO_NAME)
    return found


def _resolved(host: str) -> list[Address]:
    """In the system's order of preference, each once; empty for a name that has none."""
    with suppress(OSError, UnicodeError):
        rows = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(ip_address(row[4][0]) for row in rows))
    return []
