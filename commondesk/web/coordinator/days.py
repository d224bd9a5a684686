"""Posts about days that differ and about seasons: each adds or removes one row, and can be undone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commondesk.consortium.library import Library
from commondesk.plumbing.refusal import Invalid
from commondesk.schedule.closure import Closure
from commondesk.schedule.opening_hours import OpeningHours
from commondesk.schedule.setting_hours import add_closure, add_season, remove_closure, remove_season
from commondesk.web.coordinator.day_forms import ClosureForm, SeasonForm, refused
from commondesk.web.coordinator.gate import of_library
from commondesk.web.coordinator.hours import show
from commondesk.web.coordinator.places import address, back_to_hours, place_of
from commondesk.web.staff import librarian_of
from commondesk.web.undoing import as_posted, say


@require_POST
@of_library
def closure_page(request: HttpRequest, library: Library) -> HttpResponse:
    """Add days on which it is closed or keeps other hours."""
    place, form = place_of(request, library), ClosureForm(request.POST)
    if not form.is_valid():
        return show(request, library, place, 422, closure=form)
    try:
        closure = add_closure(place, librarian_of(request), form.save(commit=False))
    except Invalid as refusal:
        return show(request, library, place, 422, closure=refused(form, refusal))
    say(request, _("Saved."), address("remove-closure", library, place, closure.pk))
    return back_to_hours(library, place)


@require_POST
@of_library
def remove_closure_page(request: HttpRequest, library: Library, row: int) -> HttpResponse:
    """These days are ordinary ones again."""
    place = place_of(request, library)
    closure: Closure = remove_closure(place, librarian_of(request), row)
    values = {name: getattr(closure, name) for name in ClosureForm.Meta.fields}
    say(request, _("Removed."), address("closure", library, place), as_posted(ClosureForm(), values))
    return back_to_hours(library, place)


@require_POST
@of_library
def season_page(request: HttpRequest, library: Library) -> HttpResponse:
    """Add hours of a season."""
    place, form = place_of(request, library), SeasonForm(request.POST)
    if not form.is_valid():
        return show(request, library, place, 422, season=form)
    try:
        season = add_season(place, librarian_of(request), form.save(commit=False))
    except Invalid as refusal:
        return show(request, library, place, 422, season=refused(form, refusal))
    say(request, _("Saved."), address("remove-season", library, place, season.pk))
    return back_to_hours(library, place)


@require_POST
@of_library
def remove_season_page(request: HttpRequest, library: Library, row: int) -> HttpResponse:
    """The usual week alone counts again."""
    place = place_of(request, library)
    season: OpeningHours = remove_season(place, librarian_of(request), row)
    values = {name: getattr(season, name) for name in SeasonForm.Meta.fields}
    say(request, _("Removed."), address("season", library, place), as_posted(SeasonForm(), values))
    return back_to_hours(library, place)
