"""`POST /api/v1/conversations/{code}/messages`: the route that carries nearly all the writing."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from commondesk.desk.event import rfc3339
from commondesk.desk.message import CardPatterns, prepared
from commondesk.plumbing.refusal import Invalid, TryAgain
from commondesk.plumbing.stream import Receive
from commondesk.plumbing.tokens import valid_key
from commondesk.web.line.batch import Post
from commondesk.web.line.request import (
    NO_KEY,
    Scope,
    bearer_digest,
    numbers,
    read_json,
    refuse_other_fields,
)
from commondesk.web.line.strangers import Pace
from commondesk.web.line.writer import Writer

SHORT: Final = 500
_long_bodies = ThreadPoolExecutor(1, thread_name_prefix="long-bodies")


async def post_message(
    scope: Scope, receive: Receive, code: str, writer: Writer, cards: CardPatterns | None, long_bodies: Pace
) -> tuple[int, bytes]:
    """201 `{seq, at}` for a new message, 200 for the same again; `seq` is the sender's own number."""
    digest = bearer_digest(scope)
    numbers(scope)
    if cards is None:
        raise TryAgain  # what cannot be masked yet is not taken
    key, text = _fields(await read_json(scope, receive))
    if len(text) > SHORT:
        long_bodies.take(scope)
    body, data = await _prepared(text, cards)
    kept = await writer.write(Post(code, digest, key, body, data))
    said = f'{{"seq":{kept.number},"at":"{rfc3339(kept.event.at)}"}}'
    return (201 if kept.is_new else 200), said.encode()


async def _prepared(text: str, cards: CardPatterns) -> tuple[str, dict[str, Any]]:
    """A usual message takes microseconds; a long and hostile one may take tenths of a second.

    Those queue behind each other in one thread, so that they delay nobody but themselves.
    """
    if len(text) <= SHORT:
        return prepared(text, cards)
    return await asyncio.get_running_loop().run_in_executor(_long_bodies, prepared, text, cards)


def _fields(given: dict[str, Any]) -> tuple[str, str]:
    refuse_other_fields(given, "key", "body")
    key, body = given.get("key"), given.get("body")
    errors = []
    if not isinstance(key, str) or not valid_key(key):
        errors.append({"field": "key", "sentence": NO_KEY})
    if not isinstance(body, str):
        errors.append({"field": "body", "sentence": _BODY})
    if not isinstance(key, str) or not isinstance(body, str) or errors:
        raise Invalid(errors=errors)
    return key, body


_BODY: Final = _("The message must be text.")
