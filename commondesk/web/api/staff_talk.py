"""Where the staff speak among themselves: asides, channels, and the help desk stepping in (KN5, CO5, IN1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status
from pydantic import Field

from commondesk.consortium.librarian import Librarian
from commondesk.desk import channel_reading, staff_message
from commondesk.desk.aside import read_by, say_aside
from commondesk.desk.channel_mail import follow_by_mail
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import rfc3339
from commondesk.desk.overview import overviews
from commondesk.desk.staff_channel import the_channel
from commondesk.desk.stepping_in import step_in
from commondesk.plumbing.refusal import NotVisible
from commondesk.web.api import bodies, shapes, staff_shapes
from commondesk.web.api.answers import refusing
from commondesk.web.api.fields import Number
from commondesk.web.api.gate import EITHER, staff, staffs, tells_staff
from commondesk.web.api.talk import sent
from commondesk.web.staff import slow_down_staff

router = Router(tags=["librarian"], auth=EITHER)
Words = Annotated[str, Field(max_length=200, description="All of these words.")]


@router.post(
    "/conversations/{code}/asides",
    response={201: shapes.Sent, 200: shapes.Sent, **refusing(404, 409, 410, body=True, auth=True)},
    operation_id="say_aside",
)
def post_aside(request: HttpRequest, code: str, given: bodies.Aside) -> Status[Any]:
    """Tell only those named. All staff see that there was an aside, only these and you read it (KN5)."""
    conversation, librarian = tells_staff(request, code)
    to = given.to if isinstance(given.to, list) else [given.to]
    return sent(request, say_aside(conversation, librarian, _people(to, "to"), given.body, given.key))


@router.get(
    "/conversations/{code}/asides",
    response={200: staff_shapes.Asides, **refusing(404, auth=True)},
    operation_id="asides",
)
def get_asides(request: HttpRequest, code: str) -> dict[str, Any]:
    """Those one wrote or is named in; `data.aside` of an event is the `id` here."""
    conversation, librarian = staffs(request, code)
    return {"asides": read_by(conversation, librarian)}


@router.post(
    "/conversations/{code}/step-in",
    response={200: shapes.Overview, **refusing(404, 409, 410, body=True, auth=True)},
    operation_id="step_in",
)
def post_step_in(request: HttpRequest, code: str, given: bodies.SteppingIn) -> dict[str, Any]:
    """The help desk takes over an open conversation and says why; who had it is told (IN1)."""
    _conversation, librarian = tells_staff(request, code)
    step_in(code, librarian, given.reason, given.key)
    return overviews(Conversation.objects.filter(code=code), librarian)[0]


@router.get(
    "/channels",
    response={200: staff_shapes.Channels, **refusing(404, auth=True)},
    operation_id="channels",
)
def get_channels(request: HttpRequest) -> dict[str, Any]:
    """The channels one sees, and what is unread in them (CO5)."""
    return channel_reading.overview(staff(request))


@router.post(
    "/channels/mails",
    response={204: None, **refusing(404, body=True, auth=True)},
    operation_id="channel_mails",
)
def post_channel_mails(request: HttpRequest, given: bodies.ChannelMails) -> Status[None]:
    """Which messages follow by mail while one is away from the desk."""
    follow_by_mail(staff(request), given.mails)
    return Status(204, None)


@router.get(
    "/channels/{slug:slug}/messages",
    response={200: staff_shapes.StaffMessages, **refusing(404, auth=True)},
    operation_id="channel_messages",
)
def get_messages(
    request: HttpRequest,
    slug: str,
    after: Annotated[Number, Field(description="Only what comes after this number.")] = 0,
    before: Annotated[Number | None, Field(description="`before` of the page one has.")] = None,
    q: Words = "",
) -> dict[str, Any]:
    """The last 50; with `after` the next 50 in order, with `before` the 50 older ones."""
    librarian = staff(request)
    return channel_reading.page(the_channel(librarian, slug), librarian, after=after, before=before, q=q)


@router.post(
    "/channels/{slug:slug}/messages",
    response={201: shapes.Sent, 200: shapes.Sent, **refusing(404, 409, body=True, auth=True)},
    operation_id="say_in_channel",
)
def post_message(request: HttpRequest, slug: str, given: bodies.StaffSaying) -> Status[Any]:
    """Write in a channel. Who is mentioned is told, and whom `@name` means where only one is called so.

    The same key and body again: 200 and the same message.
    """
    librarian = staff(request)
    slow_down_staff(librarian)
    channel, called = the_channel(librarian, slug), _people(given.mentions, "mentions")
    called += channel_reading.called_in(channel, librarian, given.body)
    message, again = staff_message.say(channel, librarian, given.body, given.key, called)
    return Status(200 if again else 201, {"seq": message.seq, "at": rfc3339(message.at)})


@router.delete(
    "/channels/{slug:slug}/messages/{seq}",
    response={204: None, **refusing(404, 409, auth=True)},
    operation_id="take_back_in_channel",
)
def delete_message(request: HttpRequest, slug: str, seq: Number) -> Status[None]:
    """Take one's own message back, within ten minutes."""
    librarian = staff(request)
    staff_message.take_back(the_channel(librarian, slug), librarian, seq)
    return Status(204, None)


@router.post(
    "/channels/{slug:slug}/read",
    response={204: None, **refusing(404, body=True, auth=True)},
    operation_id="read_channel",
)
def post_read(request: HttpRequest, slug: str, given: bodies.Read) -> Status[None]:
    """Everything up to `seq` has been seen; an older number changes nothing."""
    librarian = staff(request)
    staff_message.read_up_to(the_channel(librarian, slug), librarian, given.seq)
    return Status(204, None)


@router.get(
    "/channels/{slug:slug}/colleagues",
    response={200: staff_shapes.Colleagues, **refusing(404, auth=True)},
    operation_id="channel_colleagues",
)
def get_colleagues(
    request: HttpRequest,
    slug: str,
    q: Annotated[str, Field(max_length=60, description="The beginning of a name.")] = "",
) -> dict[str, Any]:
    """Who can be called by name there: colleagues who see it too, eight at once."""
    librarian = staff(request)
    found = channel_reading.colleagues(the_channel(librarian, slug), librarian, q)
    return {"colleagues": [_colleague(person) for person in found]}


def _colleague(person: Librarian) -> dict[str, Any]:
    library = person.home_library
    return {"id": person.pk, "name": person.called, "library": library.name if library else ""}


def _people(named: Iterable[int | str], field: str) -> list[Librarian]:
    """The colleagues who are named. Raises NotVisible, with the field, for nobody we know."""
    found = []
    for one in named:
        which = Q(pk=one) if isinstance(one, int) else Q(email__iexact=one)
        person = Librarian.objects.filter(which, is_active=True).first()
        if person is None:
            raise NotVisible(errors=[{"field": field, "sentence": _("There is none of this name.")}])
        found.append(person)
    return found
