"""The address patrons type, asked from here: does a desk answer, is it ours, and what does the proxy do?"""

from __future__ import annotations

import http.client
import secrets
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from commondesk.checkup.finding import Finding, note, wrong
from commondesk.environment import Environment
from commondesk.plumbing import probe

PATIENCE: Final = 10.0
LONGEST_ANSWER: Final = 64 * 1024
# Of no network (RFC 5737): a proxy that lets this through lets anybody be anybody.
FORGED: Final = "192.0.2.123"
_AWAY: Final = (502, 503, 504)


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: str


def of_the_base_address(environment: Environment) -> Iterator[Finding]:
    """Ask our own desk through its public address. One that does not answer yet is a note."""
    try:
        well = _ask(environment, "/healthz")
        if well.status in _AWAY:
            yield note(_NOT_YET.format(environment.base_url, f"it says {well.status}"))
            return
        nonce = secrets.token_urlsafe(16)
        forged = {"Authorization": f"{probe.SCHEME} {probe.question(nonce)}", "X-Forwarded-For": FORGED}
        answered = _ask(environment, probe.PATH, forged)
        streams = _ask(environment, "/api/v1/desk/stream")
    except ssl.SSLError as error:
        yield wrong(_CERTIFICATE.format(environment.base_url, getattr(error, "verify_message", "") or error))
        return
    except (OSError, http.client.HTTPException) as error:
        said = getattr(error, "strerror", None) or str(error) or type(error).__name__
        yield note(_NOT_YET.format(environment.base_url, said))
        return
    seen = probe.seen_in(answered.body, nonce) if answered.status == 200 else None
    if seen is None:
        says = _HOST_REFUSED if answered.status == 400 else _SOMEBODY_ELSE
        yield wrong(says.format(environment.base_url, well.status, answered.status))
        return
    yield Finding(True, f"{environment.base_url} is answered by this desk.")
    yield from of_the_proxy(environment, seen)
    if streams.status == 404:
        yield wrong(_STREAMS)
    elif streams.status in _AWAY:
        yield wrong(_NO_LINE.format(streams.status))


def of_the_proxy(environment: Environment, seen: dict[str, Any]) -> Iterator[Finding]:
    """What reached the desk of the request in which `FORGED` was claimed."""
    hops = [hop.strip() for hop in (seen["forwarded_for"] or "").split(",") if hop.strip()]
    is_direct = hops == [FORGED] and not environment.is_https and not seen["peer_is_trusted"]
    if is_direct:
        yield Finding(True, "No proxy stands before it, and no address that patrons claim is believed.")
        return
    faults = [fault for fault in _faults(environment, seen, hops) if fault]
    yield from map(wrong, faults)
    if not faults:
        yield Finding(True, f"The proxy at {seen['peer']} tells who asks, and is believed; patrons are not.")


def _faults(environment: Environment, seen: dict[str, Any], hops: list[str]) -> Iterator[str]:
    if hops and hops[-1] == FORGED:
        yield _PASSED_ON
    elif not hops:
        yield _NOT_TOLD
    if not seen["peer_is_trusted"]:
        yield _NOT_TRUSTED.format(seen["peer"])
    elif environment.is_https and not seen["is_https"]:
        yield _NO_SCHEME
    if seen["host"] != urlsplit(environment.base_url).netloc:
        yield _OTHER_HOST.format(seen["host"])


def _ask(environment: Environment, path: str, headers: dict[str, str] | None = None) -> _Answer:
    parts = urlsplit(environment.base_url)
    host, port = parts.hostname or "", parts.port
    connection = (
        http.client.HTTPSConnection(host, port, timeout=PATIENCE, context=ssl.create_default_context())
        if environment.is_https
        else http.client.HTTPConnection(host, port, timeout=PATIENCE)
    )
    try:
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        return _Answer(answer.status, answer.read(LONGEST_ANSWER).decode("latin-1"))
    finally:
        connection.close()


_NOT_YET = (
    "{} does not answer from here ({}). Start the server and the proxy, then check again: what the proxy "
    "does can only be seen then."
)
_CERTIFICATE = "{} has no certificate that browsers believe: {}. Mend it at the proxy."
_SOMEBODY_ELSE = (
    "{} is answered by something that is not this desk, or has another COMMONDESK_SECRET_KEY (/healthz: {}, "
    "/checkup: {}). Let the proxy pass all paths on to `commondesk serve`."
)
_HOST_REFUSED = (
    "{} leads to something that does not answer by that name (/healthz: {}, /checkup: {}). Let the proxy "
    "pass Host on, as deploy/nginx.conf does. Further names of this desk stand in COMMONDESK_ALLOWED_HOSTS."
)
_NO_LINE = (
    "The proxy does not reach the line ({}): no message would be taken. Start `serve --role line`; where one "
    "process serves everything, give the proxy its port for the line, too (deploy/nginx.conf, Caddyfile)."
)
_STREAMS = (
    "The proxy sends streams to the pages, which have none. Send the line's paths to `serve --role line`, as "
    "deploy/nginx.conf and deploy/Caddyfile do."
)
_PASSED_ON = (
    "The proxy passes X-Forwarded-For on as the browser wrote it, so that anybody can be anybody. Let it "
    "write the address itself, as deploy/nginx.conf does."
)
_NOT_TOLD = (
    "The proxy does not say who asks, so that all patrons share one address and one rate limit. Let it send "
    "X-Forwarded-For, as deploy/nginx.conf does."
)
_NOT_TRUSTED = (
    "The proxy reaches us from {}, which COMMONDESK_TRUSTED_PROXIES does not name, so that nothing it says "
    "is believed. Name it there."
)
_NO_SCHEME = (
    "The proxy does not say that patrons come by https. Let it send X-Forwarded-Proto, as deploy/nginx.conf "
    "does."
)
_OTHER_HOST = (
    "The proxy asks us for the host {} instead of the one patrons type. Let it pass Host on, as "
    "deploy/nginx.conf does."
)
