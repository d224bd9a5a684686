"""The one guarded way out by HTTP: whatever we fetch or post to goes through here (docs/decisions/0009)."""

from commondesk.plumbing.fetch.client import Answer, get, post
from commondesk.plumbing.fetch.outcome import BrokenOff, NotAllowed, NotReached
from commondesk.plumbing.fetch.place import check

__all__ = ["Answer", "BrokenOff", "NotAllowed", "NotReached", "check", "get", "post"]
