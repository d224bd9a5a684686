"""Under `/conversations/{code}`: files both ways, and the correction of what one has just said."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import FileResponse, HttpRequest
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile

from commondesk.desk.attaching import attach
from commondesk.desk.correcting import correct
from commondesk.plumbing.masking import LONGEST_BODY
from commondesk.web.access import slow_down_unless, slow_down_where_long
from commondesk.web.api import bodies, shapes
from commondesk.web.api.answers import refusing
from commondesk.web.api.fields import Key, Number
from commondesk.web.api.gate import EITHER, asker, visible
from commondesk.web.api.talk import sent
from commondesk.web.staff import slow_down_staff
from commondesk.web.uploads import download, given

router = Router(tags=["conversation"], auth=EITHER)

_FILES: Any = File(..., description="One to five, 10 MB together.")  # type: ignore[type-arg]
_WORDS: Any = Form(  # type: ignore[type-arg]
    "", max_length=LONGEST_BODY, description="What to say with them; may be empty."
)


@router.post(
    "/conversations/{code}/attachments",
    response={201: shapes.Sent, 200: shapes.Sent, **refusing(404, 409, 410, body=True, auth=True)},
    operation_id="attach",
)
def post_attachment(
    request: HttpRequest,
    code: str,
    key: Annotated[Key, Form()],
    file: list[UploadedFile] = _FILES,
    body: str = _WORDS,
) -> Status[Any]:
    """Send files as a message: pictures, PDF, text, CSV, office documents; told by their content.

    The same key, words and files again: 200 and the same event.
    """
    conversation = visible(request, code)
    slow_down_unless(request, "files")
    if librarian := asker(request).librarian:
        slow_down_staff(librarian)
    slow_down_where_long(request, body)
    return sent(request, attach(conversation, librarian, given(file), body, key))


@router.get(
    "/conversations/{code}/attachments/{id}",
    response={200: str, **refusing(404, 410, auth=True)},
    operation_id="attachment",
)
def get_attachment(request: HttpRequest, code: str, id: str) -> FileResponse:  # noqa: A002  the wire's word
    """The file, to be saved."""
    return download(visible(request, code), id)


@router.post(
    "/conversations/{code}/messages/{seq}/correct",
    response={201: shapes.Sent, 200: shapes.Sent, **refusing(404, 409, 410, body=True, auth=True)},
    operation_id="correct",
)
def post_correction(request: HttpRequest, code: str, seq: Number, given: bodies.Saying) -> Status[Any]:
    """Put right what one said, within a minute; `seq` is one's own number of it. The log keeps both."""
    conversation = visible(request, code)
    slow_down_where_long(request, given.body)
    return sent(request, correct(conversation, asker(request).librarian, seq, given.body, given.key))
