"""What takes long to make and may be some minutes old, kept for all processes in Django's cache."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from django.core.cache import cache

Made = TypeVar("Made")
# So long the last one is still there for whoever comes while it is made anew.
AT_HAND: Final = 24 * 3600


def lately(name: str, seconds: int, make: Callable[[], Made]) -> Made:
    """What `make` has made, about so many seconds old at most.

    Once it is older one of those who ask makes it anew, and all others are given the last one meanwhile: a
    crowd that asks at once costs one making. By one query as long as it is new.
    """
    is_new = f"{name}:new"
    found = cache.get_many([name, is_new])
    if name in found and (is_new in found or not cache.add(is_new, True, seconds)):
        last: Made = found[name]
        return last
    made = make()
    cache.set(name, made, AT_HAND)
    cache.set(is_new, True, seconds)
    return made
