"""Answers on raw ASGI: JSON, nothing, or a problem of RFC 9457 in the reader's language."""

from __future__ import annotations

from typing import Any, Final

from django.utils import translation

from commondesk.plumbing.refusal import Refusal, problem
from commondesk.plumbing.stream import Send, compact
from commondesk.web.language import asked_for
from commondesk.web.line.request import Scope, header

Headers = list[tuple[bytes, bytes]]

NO_STORE: Final = (b"cache-control", b"no-store")
# What a patron wrote comes back as JSON: no browser may take it for a page.
NO_SNIFFING: Final = (b"x-content-type-options", b"nosniff")
# A bearer is sent by a script that has it, never by the browser itself, so any site may ask with one. Cookies
# are not looked at here. The desk's own routes say nothing and so stay with our origin.
ANY_ORIGIN: Final[Headers] = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"Retry-After"),
]
_PREFLIGHT: Final[Headers] = [
    (b"access-control-allow-methods", b"GET, POST, DELETE"),
    (b"access-control-allow-headers", b"Authorization, Content-Type, Last-Event-ID, Accept-Language"),
    (b"access-control-max-age", b"7200"),
]
_RETRY_AFTER: Final = b"retry-after"


async def send_json(send: Send, status: int, body: bytes, headers: Headers) -> None:
    await _send(send, status, b"application/json", body, headers)


async def send_nothing(send: Send, headers: Headers) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": [NO_STORE, *headers]})
    await send({"type": "http.response.body", "body": b""})


async def send_preflight(send: Send, headers: Headers) -> None:
    await send_nothing(send, [*headers, *_PREFLIGHT] if headers else [])


async def send_problem(send: Send, scope: Scope, refusal: Refusal, headers: Headers) -> None:
    """The refusal in the language the client prefers, with Retry-After where waiting helps."""
    with translation.override(_language(scope)):
        said: dict[str, Any] = problem(refusal, scope["path"])
        body = compact(said).encode("utf-8", "backslashreplace")
    more = list(headers)
    if refusal.retry_after is not None:
        more.append((_RETRY_AFTER, b"%d" % refusal.retry_after))
    if refusal.status == 401:
        more.append((b"www-authenticate", b"Bearer"))
    if refusal.status in (408, 413):
        more.append((b"connection", b"close"))  # the rest of the body would be read as the next request
    await _send(send, refusal.status, b"application/problem+json", body, more)


async def _send(send: Send, status: int, kind: bytes, body: bytes, headers: Headers) -> None:
    about = [(b"content-type", kind), (b"content-length", b"%d" % len(body)), NO_STORE, NO_SNIFFING, *headers]
    await send({"type": "http.response.start", "status": status, "headers": about})
    await send({"type": "http.response.body", "body": body})


def _language(scope: Scope) -> str:
    return asked_for((header(scope, b"accept-language") or b"").decode("latin-1"))
