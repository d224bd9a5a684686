"""Reading a request on raw ASGI: its token, its JSON, its numbers. Everything that is wrong is a Refusal."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any, ClassVar, Final
from urllib.parse import parse_qs

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commondesk.plumbing.refusal import Invalid, NotJson, NoToken, Refusal, TooLarge
from commondesk.plumbing.stream import Message, Receive
from commondesk.plumbing.tokens import digest

Scope = Message
LARGEST_BODY: Final = 64 * 1024
BODY_SECONDS: Final = 30.0
BEYOND_ALL: Final = 2**31 - 1
_BEARER: Final = re.compile(rb"[Bb]earer +([A-Za-z0-9_\-]{20,200}) *")
_NUMBER: Final = re.compile(r"[0-9]{1,18}")


class TooSlow(Refusal):
    slug = "too-slow"
    status = 408
    title: ClassVar[str | Promise] = _("This took too long to arrive. Please send it again.")


def header(scope: Scope, name: bytes) -> bytes | None:
    """The first header of this name (in lower case)."""
    for key, value in scope["headers"]:
        if key == name:
            found: bytes = value
            return found
    return None


def has_bearer(scope: Scope) -> bool:
    given = header(scope, b"authorization")
    return given is not None and given[:7].lower() == b"bearer "


def bearer_digest(scope: Scope) -> str:
    """The digest of the request's token. One that could not be ours never reaches the database."""
    given = _BEARER.fullmatch(header(scope, b"authorization") or b"")
    if given is None:
        raise NoToken
    return digest(given[1].decode("ascii"))


async def read_json(scope: Scope, receive: Receive, *, may_be_empty: bool = False) -> dict[str, Any]:
    """The JSON object of the body: 415 for another type, 413 over 64 kB, 422 for what is no object."""
    if may_be_empty and header(scope, b"content-length") in (None, b"0") and not _is_chunked(scope):
        return {}
    kind, _, parameters = (header(scope, b"content-type") or b"").lower().partition(b";")
    if kind.strip() != b"application/json" or not _is_utf8(parameters):
        raise NotJson
    raw = await _read_body(scope, receive)
    try:
        read = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Invalid(_NO_OBJECT) from None
    if not isinstance(read, dict):
        raise Invalid(_NO_OBJECT)
    return read


def numbers(scope: Scope, **named: int) -> list[int]:
    """The whole numbers of the query string, in the order of `named`, which says what they are by default.

    So large that no database holds it means: beyond all. Other names, and one name twice, are refused.
    """
    if not scope["query_string"]:
        return [*named.values()]
    given = _query(scope)
    errors = [{"field": name[:80], "sentence": _NO_SUCH} for name in given if name not in named]
    for name, values in given.items():
        if len(values) > 1:
            errors.append({"field": name[:80], "sentence": _ONCE})
        elif name in named and _NUMBER.fullmatch(values[0]) is None:
            errors.append({"field": name, "sentence": _NO_NUMBER})
    if errors:
        raise Invalid(errors=errors)
    return [min(int(given[name][0]), BEYOND_ALL) if name in given else value for name, value in named.items()]


def refuse_other_fields(given: dict[str, Any], *named: str) -> None:
    """Only the fields named: nothing slips in unseen, and no misspelt one is lost."""
    errors = [{"field": name[:80], "sentence": _NO_FIELD} for name in given if name not in named]
    if errors:
        raise Invalid(errors=errors[:20])


def last_event_id(scope: Scope) -> int | None:
    """Where a reconnecting client says it is; what is no number counts as not said."""
    given = header(scope, b"last-event-id")
    if given is None or _NUMBER.fullmatch(text := given.decode("latin-1")) is None:
        return None
    return min(int(text), BEYOND_ALL)


def _query(scope: Scope) -> dict[str, list[str]]:
    try:
        return parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True, max_num_fields=20)
    except ValueError:
        raise Invalid from None


async def _read_body(scope: Scope, receive: Receive) -> bytes:
    announced = header(scope, b"content-length")
    if announced is not None and (len(announced) > 9 or int(announced or b"0") > LARGEST_BODY):
        raise TooLarge
    message = await receive()
    if message["type"] == "http.request" and not message.get("more_body"):
        whole: bytes = message.get("body", b"")
        if len(whole) > LARGEST_BODY:
            raise TooLarge
        return whole
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _read_rest(message, receive)
    except TimeoutError:
        raise TooSlow from None


async def _read_rest(message: Message, receive: Receive) -> bytes:
    """A body in pieces, refused as soon as it is too large."""
    read = bytearray()
    while message["type"] == "http.request":
        read += message.get("body", b"")
        if len(read) > LARGEST_BODY:
            raise TooLarge
        if not message.get("more_body"):
            return bytes(read)
        message = await receive()
    raise TooSlow


def _is_chunked(scope: Scope) -> bool:
    return header(scope, b"transfer-encoding") is not None


def _is_utf8(parameters: bytes) -> bool:
    _, _, charset = parameters.partition(b"charset=")
    return charset.strip(b' "') in (b"", b"utf-8", b"utf8")


_NO_OBJECT: Final = _("This is not a JSON object.")
_NO_NUMBER: Final = _("This must be a whole number, 0 or more.")
_NO_SUCH: Final = _("There is no such parameter.")
_NO_FIELD: Final = _("There is no such field.")
_ONCE: Final = _("Give this once.")
NO_KEY: Final = _("A random key of 16 to 64 letters, digits, - and _ is needed, so that nothing is doubled.")
