"""Two who have the same settings open: whoever saves second is told, before the first one's change is lost.

Each form carries a mark of the values it was made of. A post without one, of a program, is taken as it is.
"""

from __future__ import annotations

import hashlib
import json
from typing import Final

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commondesk.plumbing.refusal import Invalid
from commondesk.web.undoing import Posted

FIELD: Final = "shown"
SAVED_MEANWHILE: Final = _(
    "Somebody has saved this while you had it open. Below stands what you wrote: save again to keep it, or "
    "load the page anew to see theirs."
)


class SavedMeanwhile(Invalid):
    """The values are no more those that the form was made of."""


def mark_of(posted: Posted) -> str:
    """Of values as a browser would post them."""
    return hashlib.sha256(json.dumps(posted).encode()).hexdigest()[:16]


def mark_for(request: HttpRequest, now: Posted, *, told: bool = False) -> str:
    """What the form carries. Shown again for another mistake it keeps the mark that it came with; once its
    sender is `told` that somebody was quicker, it is of the values as they are now.
    """
    came_with = request.POST.get(FIELD)
    return came_with if came_with and not told else mark_of(now)


def refuse_if_changed(request: HttpRequest, now: Posted, says: str | Promise = SAVED_MEANWHILE) -> None:
    """Raise SavedMeanwhile; ask it under the row's lock."""
    if request.POST.get(FIELD, mark_of(now)) != mark_of(now):
        raise SavedMeanwhile(says)


def undo(before: Posted, after: Posted) -> Posted:
    """What the way back posts: the old values, as long as nobody has changed the new ones."""
    return [*before, [FIELD, mark_of(after)]]
