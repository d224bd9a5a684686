"""What takes long to make and may be some minutes old, kept for all processes in Django's cache."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final, TypeVar

from django.core.cache import cache

Made = TypeVar("Made")
# So long the last one is still there for whoever comes while it is made anew.
AT_HAND: Final = 24 * 3600
LOOKS: Final = 10
LOOK_SECONDS: Final = 0.2


def lately(name: str, seconds: int, make: Callable[[], Made]) -> Made:
    """What `make` has made, about so many seconds old at most.

    Once it is older one of those who ask makes it anew, and all others are given the last one meanwhile;
    where there is none yet they wait a little for the one who makes it. By one query as long as it is new.
    """
    is_new = f"{name}:new"
    found = cache.get_many([name, is_new])
    if name in found and (is_new in found or not cache.add(is_new, True, seconds)):
        last: Made = found[name]
        return last
    if name not in found and not cache.add(is_new, True, seconds):
        found = _soon(name)
        if name in found:
            first: Made = found[name]
            return first
    made = make()
    cache.set(name, made, AT_HAND)
    cache.set(is_new, True, seconds)
    return made


def _soon(name: str) -> dict[str, Any]:
    """What somebody else is making; without it after all, whoever waited makes it."""
    for _look in range(LOOKS):
        time.sleep(LOOK_SECONDS)
        found: dict[str, Any] = cache.get_many([name])
        if found:
            return found
    return {}
