"""Marks on conduct (IN6): those that wait for a second look, and all others, the newest first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from commondesk.consortium.consortium import the_consortium
from commondesk.consortium.librarian import Librarian
from commondesk.consortium.standard import standard
from commondesk.desk.mark import Mark
from commondesk.desk.marking import LONGEST, confirm, lift, look_again, put_back
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import NotVisible, Refusal
from commondesk.web.helpdesk.door import address, help_desk_required, page, to
from commondesk.web.keyset import newest_first
from commondesk.web.staff import librarian_of
from commondesk.web.times import date_of, exact_time
from commondesk.web.undoing import say

STATES: Final = (
    ("", gettext_lazy("Waiting for a second look")),
    ("in_force", gettext_lazy("In force")),
    ("over", gettext_lazy("Over")),
    ("all", gettext_lazy("All")),
)
BEYOND_ALL: Final = 10**18


@help_desk_required
def marks_page(request: HttpRequest) -> HttpResponse:
    return _shown(request)


@require_POST
@help_desk_required
def confirm_page(request: HttpRequest, number: int) -> HttpResponse:
    return _done(request, number, confirm, _("The mark stands."), "mark-look-again")


@require_POST
@help_desk_required
def look_again_page(request: HttpRequest, number: int) -> HttpResponse:
    return _done(request, number, look_again, _("It waits for a second look again."), "mark-confirm")


@require_POST
@help_desk_required
def lift_page(request: HttpRequest, number: int) -> HttpResponse:
    """A reason that does not do comes back to the person who wrote it."""
    why = request.POST.get("why", "")
    try:
        lift(_number(number), librarian_of(request), why)
    except NotVisible:
        raise
    except Refusal as refusal:
        return _shown(request, refusal, {"number": number, "why": why[:LONGEST]})
    say(request, _("The mark is lifted."), address("mark-put-back", number))
    return to("marks")


@require_POST
@help_desk_required
def put_back_page(request: HttpRequest, number: int) -> HttpResponse:
    return _done(request, number, put_back, _("The mark is back, as it was."))


def _done(
    request: HttpRequest,
    number: int,
    act: Callable[[int, Librarian], Mark],
    sentence: str,
    undone_by: str = "",
) -> HttpResponse:
    """Do it and say so; what is not possible any more is said above the list as it is now."""
    try:
        act(_number(number), librarian_of(request))
    except NotVisible:
        raise
    except Refusal as refusal:
        return _shown(request, refusal)
    say(request, sentence, address(undone_by, number) if undone_by else "")
    return to("marks")


def _shown(
    request: HttpRequest, refusal: Refusal | None = None, wrong: dict[str, Any] | None = None
) -> HttpResponse:
    # What could not be lifted for want of a reason is in force; everything else that failed is told above.
    state = "in_force" if wrong else request.GET.get("state", "")
    now, zone = clock.now(), ZoneInfo(the_consortium().time_zone)
    every = Mark.objects.select_related("kind", "conversation", "set_by", "confirmed_by", "lifted_by")
    chosen = {"in_force": every.in_force(now), "over": every.over(now), "all": every}
    rows, following = newest_first(chosen.get(state, every.waiting(now)), request.GET.get("after", ""))
    context = {
        "rows": [_row(mark, zone, librarian_of(request)) for mark in rows],
        "following": following,
        "given": {"state": state},
        "states": STATES,
        "days": standard("IN6.mark_days"),
        "refusal": refusal,
        "wrong": wrong,
        "longest": LONGEST,
    }
    return page(request, "marks", "marks", refusal.status if refusal else 200, **context)


def _row(mark: Mark, zone: ZoneInfo, reader: Librarian) -> dict[str, Any]:
    """A mark with its times in words, and what this reader may do with it."""
    waits = mark.state == Mark.State.WAITING
    return {
        "mark": mark,
        "state": _state_words()[mark.state],
        "set_at": exact_time(mark.set_at, zone),
        "confirmed_at": exact_time(mark.confirmed_at, zone) if mark.confirmed_at else "",
        "ended_at": exact_time(mark.ended_at, zone) if mark.ended_at else "",
        "ends": date_of(mark.expires_at, zone),
        "is_own": waits and mark.set_by_id == reader.pk,
        "can_confirm": waits and mark.seen is not None and mark.set_by_id != reader.pk,
    }


def _state_words() -> dict[str, str]:
    return {
        Mark.State.WAITING: _("waits for a second look"),
        Mark.State.CONFIRMED: _("confirmed"),
        Mark.State.LIFTED: _("lifted"),
        Mark.State.EXPIRED: _("ended by itself"),
    }


def _number(number: int) -> int:
    """Larger than any database counts is nobody's."""
    if number >= BEYOND_ALL:
        raise NotVisible
    return number
