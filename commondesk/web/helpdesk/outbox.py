"""What leaves the house: how it stands, how it reads, and what to do about what does not leave.

A mail is shown sealed: what opens an account or a conversation is not even made for it. Whoever could read a
link for a new password here could be anybody. Addresses that patrons and strangers gave are shown by their
first letter.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commondesk.channels.email import carrier, eml_files
from commondesk.channels.email.letters import letter, message_id
from commondesk.consortium import keeping_outbox
from commondesk.consortium.consortium import the_consortium
from commondesk.consortium.librarian import Librarian
from commondesk.outbox.delivery import Delivery, State
from commondesk.outbox.unsent import ENDED, KEPT, to_look_at
from commondesk.plumbing.refusal import Invalid, NotVisible
from commondesk.web.helpdesk.deliveries import shown
from commondesk.web.helpdesk.door import help_desk_required, page, to
from commondesk.web.keyset import newest_first
from commondesk.web.staff import librarian_of
from commondesk.web.undoing import say

STATES: Final = (
    ("", gettext_lazy("All")),
    ("open", gettext_lazy("Somebody has to decide")),
    (State.WAITING, gettext_lazy("Waiting")),
    (State.SENT, gettext_lazy("Sent")),
    (State.FAILED, gettext_lazy("Failed")),
    (State.UNKNOWN, gettext_lazy("Nobody can tell")),
)
IN_STATE: Final[dict[str, tuple[str, ...]]] = {
    State.WAITING: (State.WAITING, State.SENDING),
    State.SENT: (State.SENT,),
    State.FAILED: (State.FAILED,),
    State.UNKNOWN: (State.UNKNOWN,),
}


@help_desk_required
def outbox_page(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    rows = to_look_at()
    if state == "open":
        rows = _to_decide()
    elif state in IN_STATE:
        rows = rows.filter(state__in=IN_STATE[state])
    found, following = newest_first(rows, request.GET.get("before", ""))
    zone = ZoneInfo(the_consortium().time_zone)
    context: dict[str, Any] = {
        "rows": [shown(row, zone) for row in found],
        "following": following,
        "given": {"state": state},
        "states": STATES,
        "to_decide": _to_decide().count(),
        "zone": zone.key,
        "has_no_mail": not carrier.is_open(),
        "kept_days": KEPT.days,
    }
    return page(request, "outbox", "outbox", **context)


@help_desk_required
def delivery_page(request: HttpRequest, number: int) -> HttpResponse:
    """One mail, as it will be read if it leaves now."""
    return _shown(request, _delivery(number))


@help_desk_required
def try_page(request: HttpRequest, number: int) -> HttpResponse:
    """A plain question; a post lets it be sent now."""
    said = _("It is sent again within a few seconds.")
    return _decided(request, number, "try", keeping_outbox.try_now, said)


@help_desk_required
def give_up_page(request: HttpRequest, number: int) -> HttpResponse:
    """A plain question; a post gives it up for good."""
    said = _("It is given up. Nothing of it is kept.")
    return _decided(request, number, "give-up", keeping_outbox.give_up, said)


def _decided(
    request: HttpRequest, number: int, act: str, verb: Callable[[Librarian, int], object], said: str
) -> HttpResponse:
    """Asks first; what can no longer be done is told above the mail as it stands by then."""
    delivery = _delivery(number)
    if request.method != "POST":
        return _asked(request, delivery, act)
    try:
        verb(librarian_of(request), number)
    except Invalid as refusal:
        return _shown(request, _delivery(number), refusal)
    say(request, said)
    return to("outbox-one", number)


def _shown(request: HttpRequest, delivery: Delivery, refusal: Invalid | None = None) -> HttpResponse:
    zone = ZoneInfo(the_consortium().time_zone)
    row = shown(delivery, zone)
    in_mailbox = eml_files.name_of(message_id(delivery)) if carrier.keeps_files() else None
    context: dict[str, Any] = {
        "row": row,
        "letter": letter(delivery, sealed=True),
        "in_mailbox": in_mailbox,
        "zone": zone.key,
        "refusal": refusal,
        "has_no_mail": not carrier.is_open(),
    }
    return page(request, "outbox", "outbox_one", 422 if refusal else 200, **context)


def _asked(request: HttpRequest, delivery: Delivery, act: str) -> HttpResponse:
    row = shown(delivery, ZoneInfo(the_consortium().time_zone))
    return page(request, "outbox", "outbox_ask", row=row, act=act)


def _to_decide() -> Any:
    return to_look_at().filter(state__in=ENDED).exclude(to="")


def _delivery(number: int) -> Delivery:
    found = to_look_at().filter(pk=number).first()
    if found is None:
        raise NotVisible
    return found
