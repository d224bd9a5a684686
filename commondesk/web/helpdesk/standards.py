"""The numbers of the service standards: what each does, its default, its own value, its history (SV9)."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commondesk.consortium.consortium import the_consortium
from commondesk.consortium.standard import DEFAULTS, FIXED, bounds, histories, set_standard, standards
from commondesk.plumbing.refusal import Invalid
from commondesk.web.helpdesk.door import address, help_desk_required, page, to
from commondesk.web.meanwhile import FIELD
from commondesk.web.staff import librarian_of
from commondesk.web.times import exact_time
from commondesk.web.undoing import say

BEYOND_ALL = 1_000_000


def what_it_does() -> dict[str, tuple[str, str]]:
    """Of each number of the standards: what it is called, and what follows from it."""
    return {
        "AC3.pick_up_seconds": (
            _("Picked up within"),
            _(
                "From then on the clock of a waiting patron is amber. Patrons read it on the page of our "
                "promise, with how often it was kept."
            ),
        ),
        "AC7.ring_home_first_seconds": (
            _("The patron's own library rings first for"),
            _(
                "Then the next queue hears of the patron too. 0: everybody hears at once. A queue may "
                "have its own number."
            ),
        ),
        "AC8.danger_seconds": (
            _("Danger line of waiting"),
            _("From then on the clock is red: this is when people leave."),
        ),
        "AC8.roll_on_seconds": (
            _("A shared queue rings alone for"),
            _("Then the queue it rolls on to hears of the patron too. A queue may have its own number."),
        ),
        "AC9.lost_after_seconds": (
            _("Lost after"),
            _("A waiting patron whose browser gives no sign for so long is counted as lost, with the wait."),
        ),
        "EM1.answer_hours": (
            _("What was left is answered within"),
            _("Patrons read it on the page of our promise, with how often it was kept."),
        ),
        "IN6.mark_days": (
            _("A mark on conduct ends after"),
            _("What was seen is deleted then. Marks that were set before keep the end they were given."),
        ),
        "ON6.ring_speakers_first_seconds": (
            _("Who speaks the patron's language rings first for"),
            _("Then those who do not speak it hear of the patron too."),
        ),
        "PR4.gone_after_hours": (
            _("An erased conversation is still named for"),
            _("So long its address says that it was erased; afterwards it is as if it had never been."),
        ),
        "SV3.update_seconds": (
            _("An update while searching every"),
            _("From then on the librarian's clock since our last word is amber."),
        ),
    }


@help_desk_required
def standards_page(request: HttpRequest) -> HttpResponse:
    return page(request, "standards", "standards", standards=_rows())


@require_POST
@help_desk_required
def set_standard_page(request: HttpRequest, name: str) -> HttpResponse:
    """`value`, or nothing at all to go back to the default."""
    given = request.POST.get("value", "")
    value = _whole_number(given, BEYOND_ALL) if given.strip() else None
    try:
        if given.strip() and value is None:
            least, most = bounds(name)
            raise Invalid(_("Between %(least)s and %(most)s, please.") % {"least": least, "most": most})
        shown = _whole_number(request.POST.get(FIELD, ""), BEYOND_ALL)
        before = set_standard(librarian_of(request), name, value, shown)
    except Invalid as refusal:
        wrong = {"name": name, "sentence": str(refusal), "given": given[:12]}
        return page(request, "standards", "standards", 422, standards=_rows(wrong))
    title = what_it_does()[name][0] if name in what_it_does() else name
    say(
        request,
        _("“%(title)s” is saved.") % {"title": title},
        address("standard", name),
        [("value", str(before)), (FIELD, str(standards(name)[name]))],
    )
    return to("standards")


def _rows(wrong: dict[str, str] | None = None) -> list[dict[str, Any]]:
    words, past, zone = what_it_does(), histories(), ZoneInfo(the_consortium().time_zone)
    in_force = standards(*DEFAULTS)
    rows = []
    for name, default in DEFAULTS.items():
        if name in FIXED:
            continue
        title, says = words.get(name, (name, ""))
        least, most = bounds(name)
        rows.append(
            {
                "name": name,
                "id": name.replace(".", "-"),
                "row": name.partition(".")[0],
                "title": title,
                "says": says,
                "unit": _unit(name),
                "default": default,
                "value": in_force[name],
                "is_own": in_force[name] != default,
                "least": least,
                "most": most,
                "wrong": wrong if wrong and wrong["name"] == name else None,
                "history": [{"at": exact_time(each.at, zone), "change": each} for each in past[name]],
            }
        )
    return rows


def _unit(name: str) -> str:
    words = {"seconds": _("seconds"), "hours": _("hours"), "days": _("days"), "minutes": _("minutes")}
    return words.get(name.rpartition("_")[2], "")


def _whole_number(text: str, most: int) -> int | None:
    """What somebody typed as a number of plain digits; None for anything else and beyond `most`."""
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) < 10):
        return None
    return int(plain) if int(plain) <= most else None
