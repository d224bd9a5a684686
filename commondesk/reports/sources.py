"""Where questions came from, by the tags of links, buttons and posters (CO2). Only reads."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db.models import Count

from commondesk.consortium.library import Library
from commondesk.desk.conversation import Conversation
from commondesk.plumbing import clock

DAYS: Final = 30
# Anybody can put a tag into a link, so the list must not grow as somebody likes.
MOST: Final = 30


def sources(library: Library | None) -> tuple[dict[str, int], int]:
    """Questions of the last thirty days by tag ("": without one), most first; and those of tags beyond MOST.

    None: of questions whose patron has named no library. By one query. Practice is left out.
    """
    since = clock.now() - dt.timedelta(days=DAYS)
    rows = Conversation.objects.filter(library=library, asked_at__gte=since, is_practice=False)
    counted = rows.order_by().values_list("source").annotate(number=Count("pk"))
    found = dict(counted.order_by("-number", "source"))
    kept = {tag: found[tag] for at, tag in enumerate(found) if at < MOST or not tag}
    return kept, sum(found.values()) - sum(kept.values())
