"""One's own devices that are told while the desk is not open: turned on there, turned off from anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commondesk.consortium.consortium import the_consortium
from commondesk.consortium.librarian import Librarian
from commondesk.desk import push_device
from commondesk.desk.push_device import PushDevice, Subscription
from commondesk.web.staff import librarian_of, slow_down_staff, staff_required
from commondesk.web.times import exact_time
from commondesk.web.undoing import say

MAKERS: Final = {
    "mozilla.com": "Firefox",
    "googleapis.com": "Chrome",
    "apple.com": "Safari",
    "windows.com": "Edge",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A device in the list; `mark` is what the browser itself can tell that it is the one."""

    number: int
    mark: str
    name: str
    since: str
    until: str


def devices_of(librarian: Librarian) -> list[Shown]:
    """Those that are told now, the newest first."""
    home = librarian.home_library
    zone = ZoneInfo((home or the_consortium()).time_zone)
    live: Iterable[Any] = PushDevice.objects.live().with_end().filter(librarian=librarian).order_by("-id")
    return [
        Shown(row.pk, row.digest, _name(row), exact_time(row.created_at, zone), exact_time(row.ends_at, zone))
        for row in live
    ]


@require_POST
@staff_required
def turn_on(request: HttpRequest) -> HttpResponse:
    """By the script of the page, or of a desk that is opened where it was on before."""
    me = librarian_of(request)
    slow_down_staff(me)
    given = Subscription(*(request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth")))
    session = request.session.session_key or ""
    push_device.turn_on_for_librarian(me, session, given, get_language() or "en")
    return HttpResponse(status=204)


@require_POST
@staff_required
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Removing it again is the same."""
    if push_device.turn_off(PushDevice.objects.filter(librarian=librarian_of(request)), number):
        say(request, _("That device is told no more."))
    return HttpResponseRedirect(reverse("account:calls"), status=303)


def words() -> dict[str, Any]:
    """What the page's script says of this browser."""
    return {
        "on": _("On: this device is told, also while the desk is closed here."),
        "off": _("Off on this device."),
        "blocked": _(
            "Notices of this site are blocked in this browser. Open the browser's settings for this site,"
            " beside its address, allow notices, and load this page again."
        ),
        "install": _(
            "On an iPhone or iPad, first put the desk on the home screen (Share, then Add to Home Screen) and"
            " open it from there."
        ),
        "cannot": _("This browser cannot be told while the desk is closed. Another one on this device may."),
        "dismissed": _("The browser was not allowed to show notices, so nothing was turned on."),
        "away": _("This browser does not reach the push service of its maker. Please try again later."),
        "no line": _("We cannot reach the desk just now. Please try again in a moment."),
    }


def _name(device: PushDevice) -> str:
    """The push service tells whose browser it is."""
    for ending, name in MAKERS.items():
        if device.service.endswith(ending):
            return name
    return _("A browser")
