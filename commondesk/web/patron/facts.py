"""Pages that only tell: when somebody is here, and what we keep."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commondesk.consortium.library import Library
from commondesk.desk.asking import PRIVACY_LINE, queue_for
from commondesk.plumbing import clock
from commondesk.schedule import coverage
from commondesk.schedule.timetable import Day
from commondesk.web.patron.entering import in_ones_language
from commondesk.web.patron.page import for_patrons, page
from commondesk.web.patron.standing import before_asking
from commondesk.web.times import day_of, span


@for_patrons
@in_ones_language
def privacy_page(request: HttpRequest) -> HttpResponse:
    """What we keep, for how long, how to erase it; the version each conversation remembers (PR6)."""
    return page(request, "patron/privacy.html", version=PRIVACY_LINE)


@for_patrons
@in_ones_language
def hours_page(request: HttpRequest) -> HttpResponse:
    """The coming seven days of the queue a question would land in; `?library=` for one library's."""
    library = library_named(request)
    return page(request, "patron/hours.html", library=library, **week_of(library))


def library_named(request: HttpRequest) -> Library | None:
    """The one of `?library=`. PostgreSQL cannot even be asked for some of what people send, such as a NUL."""
    given = request.GET.get("library", "")
    return Library.objects.open_to_patrons().filter(slug=given).first() if given.isprintable() else None


def week_of(library: Library | None) -> dict[str, Any]:
    """When a question asked here is answered, and whether somebody is there now."""
    queue, now = queue_for(library, get_language() or "en"), clock.now()
    hours = coverage.on_the_way([queue])[0]
    days = [_day(day, hours.zone) for day in hours.week(now)]
    return {
        "standing": before_asking(queue, hours.zone),
        "days": days,
        "has_hours": any(day["hours"] for day in days),
        "zone": now.astimezone(hours.zone).tzname(),
    }


def _day(day: Day, zone: ZoneInfo) -> dict[str, object]:
    noon = dt.datetime.combine(day.date, dt.time(12), zone)
    intervals = [span(opens, closes, zone) for opens, closes in day.intervals]
    hours = [_("all day")] if day.is_whole else intervals
    return {"name": day_of(noon, zone), "hours": hours, "reason": day.reason}
