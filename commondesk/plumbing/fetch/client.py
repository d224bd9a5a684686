"""GET and POST to addresses that others gave us, guarded (bad-input 26)."""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NoReturn

import httpcore2
import httpx2
from django.conf import settings

from commondesk.plumbing.fetch import outcome
from commondesk.plumbing.fetch.line import Deadline, Line, trust
from commondesk.plumbing.fetch.outcome import BrokenOff, NotReached
from commondesk.plumbing.fetch.place import Place
from commondesk.plumbing.fetch.reach import addresses

LONGEST_ANSWER: Final = 64_000
WITHIN: Final = 10.0
MOST_REDIRECTS: Final = 3
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
# Made from the address and the body alone, whatever a caller says.
FRAME: Final = frozenset({"host", "content-length", "transfer-encoding"})
# A connection serves one call, and nothing that comes has to be unpacked.
OURS: Final = {"user-agent": "Commondesk", "accept-encoding": "identity", "connection": "close"}
_TROUBLES: Final = (httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.RemoteProtocolError)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said. `headers` are found in any case; the body of a redirect is left unread."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    longest_answer: int = LONGEST_ANSWER,
    within: float = WITHIN,
) -> Answer:
    """Post `body` once. A redirect is an answer like any other, and not followed.

    At most `longest_answer` bytes and `within` seconds in all. Raises NotAllowed, NotReached, BrokenOff.
    """
    deadline = Deadline(within)
    return _call("POST", Place.of(url), headers, body, longest_answer, deadline)


def get(
    url: str,
    headers: Mapping[str, str] | None = None,
    *,
    longest_answer: int = LONGEST_ANSWER,
    within: float = WITHIN,
) -> Answer:
    """Get what is there, following three redirects at most, each checked like the first address.

    Another server than the first hears none of `headers`, which may hold what is meant for the first alone.
    Bounds and errors as with `post`.
    """
    deadline, place = Deadline(within), Place.of(url)
    for _ in range(MOST_REDIRECTS + 1):
        answer = _call("GET", place, headers or {}, None, longest_answer, deadline)
        if answer.status not in REDIRECTS or "location" not in answer.headers:
            return answer
        further = place.further(answer.headers["location"])
        headers = headers if further.origin == place.origin else None
        place = further
    raise BrokenOff(outcome.ROUND_AND_ROUND, answer.status)


def _call(
    method: str,
    place: Place,
    headers: Mapping[str, str],
    body: bytes | None,
    longest: int,
    deadline: Deadline,
) -> Answer:
    line = _line_to(place, deadline)
    status = None
    try:
        with (
            _connection(place, line) as connection,
            connection.stream(
                method,
                httpcore2.URL(scheme="https", host=place.host, port=place.port, target=place.target),
                headers=_headers(place, headers),
                content=body,
            ) as response,
        ):
            status = response.status
            said = httpx2.Headers(response.headers)
            return Answer(status, said, _body(status, said, response.iter_stream(), longest))
    except _TROUBLES as error:
        _give_up(error, line, status)


def _line_to(place: Place, deadline: Deadline) -> Line:
    inside = settings.COMMONDESK.reach_inside
    try:
        found = [place.address] if place.address else addresses(place.host, inside, deadline.left())
    except httpcore2.TimeoutException as error:
        raise NotReached(outcome.NOT_IN_TIME) from error
    return Line(found, deadline)


def _connection(place: Place, line: Line) -> httpcore2.HTTPConnection:
    try:
        context = trust()
    except OSError as error:
        raise NotReached(outcome.NO_TRUST) from error
    origin = httpcore2.Origin(b"https", place.host.encode(), place.port)
    return httpcore2.HTTPConnection(origin, ssl_context=context, network_backend=line)


def _headers(place: Place, headers: Mapping[str, str]) -> list[tuple[str, str]]:
    theirs = {name.lower(): value for name, value in headers.items() if name.lower() not in FRAME}
    return [("host", place.netloc), *(theirs | OURS).items()]


def _body(status: int, headers: Mapping[str, str], pieces: Iterable[bytes], longest: int) -> bytes:
    if status in REDIRECTS:
        return b""
    found = bytearray()
    for piece in pieces:
        found += piece
        if len(found) > longest:
            raise BrokenOff(outcome.TOO_LONG, status)
    if found and headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise BrokenOff(outcome.PACKED, status)
    return bytes(found)


def _give_up(error: Exception, line: Line, status: int | None) -> NoReturn:
    is_late = isinstance(error, httpcore2.TimeoutException)
    if line.has_spoken:
        raise BrokenOff(outcome.FELL_SILENT if is_late else outcome.HUNG_UP, status) from error
    if isinstance(error.__cause__, ssl.SSLCertVerificationError):
        raise NotReached(outcome.NO_CERTIFICATE) from error
    raise NotReached(outcome.NOT_IN_TIME if is_late else outcome.NOBODY_THERE) from error
