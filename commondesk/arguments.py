"""What may be typed behind the options of `commondesk`."""

from argparse import ArgumentTypeError
from typing import Final

MOST_WORKERS: Final = 256


def port(text: str) -> int:
    """A port of this machine. Raises ArgumentTypeError in words."""
    if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise ArgumentTypeError(f"{text} is no port; ports are 1 to 65535")


def worker_count(text: str) -> int:
    """How many processes of pages. Raises ArgumentTypeError in words."""
    if text.isascii() and text.isdigit() and 0 < int(text) <= MOST_WORKERS:
        return int(text)
    raise ArgumentTypeError(f"{text} is no number of workers; it is 1 to {MOST_WORKERS}")
