"""When the library, or one of its queues, is open: the usual week, and the coming fortnight as it will be."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from commondesk.consortium.library import Library
from commondesk.consortium.queue import Queue
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import Invalid
from commondesk.plumbing.wall_clock import wall_time
from commondesk.schedule.closure import Closure
from commondesk.schedule.coverage import Place
from commondesk.schedule.opening_hours import OpeningHours
from commondesk.schedule.setting_hours import ALL_YEAR, set_week, usual_week
from commondesk.web.coordinator.day_forms import ClosureForm, SeasonForm
from commondesk.web.coordinator.gate import of_library, page
from commondesk.web.coordinator.places import address, back_to_hours, place_of
from commondesk.web.coordinator.week_form import WeekForm, as_posted
from commondesk.web.hours import hours_of_days
from commondesk.web.meanwhile import SavedMeanwhile, mark_for, refuse_if_changed, undo
from commondesk.web.staff import librarian_of
from commondesk.web.times import date_in_words
from commondesk.web.undoing import say

FORTNIGHT = 14


@of_library
def hours_page(request: HttpRequest, library: Library) -> HttpResponse:
    """A post sets the usual week; seasons and other days have posts of their own."""
    place = place_of(request, library)
    if request.method != "POST":
        return show(request, library, place)
    form = WeekForm.posted(request.POST)
    try:
        if not form.is_valid():
            return show(request, library, place, 422, week=form)
        _save(request, library, place, form)
    except SavedMeanwhile as refusal:
        return show(request, library, place, 422, week=form, meanwhile=str(refusal), told=True)
    except Invalid as refusal:
        form.refuse(refusal)
        return show(request, library, place, 422, week=form)
    return back_to_hours(library, place)


def _save(request: HttpRequest, library: Library, place: Place, form: WeekForm) -> None:
    with transaction.atomic():
        type(place)._default_manager.select_for_update(no_key=True, of=("self",)).get(pk=place.pk)
        before = as_posted(usual_week(place))
        refuse_if_changed(request, before)
        changed = set_week(place, librarian_of(request), form.week)
    if changed:
        back = undo(before, as_posted(usual_week(place)))
        say(request, _("Saved."), address("hours", library, place), back)


def show(
    request: HttpRequest,
    library: Library,
    place: Place,
    status: int = 200,
    *,
    told: bool = False,
    **forms: Any,
) -> HttpResponse:
    """The page; `forms` may bring `week`, `closure` or `season` with what is wrong in them."""
    today = clock.now().astimezone(ZoneInfo(place.time_zone)).date()
    over = Q(last_day__lt=today)
    shown = {
        "week": WeekForm.of(usual_week(place)),
        "shown": mark_for(request, as_posted(usual_week(place)), told=told),
        "closure": ClosureForm(),
        "season": SeasonForm(),
        "place": place,
        "places": [library, *library.queues.filter(is_active=True, is_practice=False)],
        "is_queue": isinstance(place, Queue),
        "follows": isinstance(place, Queue) and not place.opening_hours.exists(),
        "fortnight": hours_of_days(place, FORTNIGHT),
        "closures": [_row(each, each.reason) for each in place.closures.filter(last_day__gte=today)],
        "seasons": [_row(each, each.day_name) for each in place.opening_hours.exclude(ALL_YEAR | over)],
    }
    return page(request, library, "hours", status, **shown | forms)


def _row(row: Closure | OpeningHours, why: str) -> dict[str, Any]:
    """Its number, days and hours in words; `hours` is empty where it is closed."""
    first, last = (day and date_in_words(day) for day in (row.first_day, row.last_day))
    days = first if first == last else f"{first or ''} \N{EN DASH} {last or ''}"
    times = [wall_time(time) for time in (row.opens, row.closes) if time is not None]
    hours = " \N{EN DASH} ".join(times)
    return {"id": row.pk, "days": days, "hours": hours, "why": why}
