"""Who asks, from where: the one place where pages and interfaces find it out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from commondesk.desk.bearer import who
from commondesk.desk.conversation import Conversation
from commondesk.plumbing.network_address import client_address, hashed, is_trusted
from commondesk.plumbing.rates import take, whole_seconds
from commondesk.plumbing.refusal import NotAllowed, NotVisible, SlowDown
from commondesk.web.errors import wants_json

View = Callable[[HttpRequest], HttpResponse]

OWN_DEVICE_DAYS: Final = 30
LONG: Final = 500
OTHER_SITE: Final = _(
    "This came from another site, so we did not take it. Please open our page in a tab of its own."
)


def refuse_other_sites(request: HttpRequest) -> None:
    """Raise `NotAllowed` for a post that a page of another site has caused.

    Pages for patrons set no cookie before one asks, so they cannot carry Django's CSRF token. Browsers say
    instead where a post comes from: Sec-Fetch-Site, in all of today's; Origin in older ones. A sibling host
    counts as another site, and so does the `null` of a sandboxed frame. Whatever sends neither header is no
    browser that could be led astray, or one so old that the cookie's SameSite has to do.

    A bearer is nothing that another site could make a browser send, and a script that wants JSON and brings
    no cookie is given what the interface gives to everybody: so a widget works in a sandboxed frame.
    """
    if bearer(request) or (wants_json(request) and not request.COOKIES):
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise NotAllowed(OTHER_SITE)
        return
    origin = request.headers.get("Origin")
    ours = (settings.COMMONDESK.base_url, f"{request.scheme}://{request.get_host()}")
    if origin is not None and origin not in ours:
        raise NotAllowed(OTHER_SITE)


def believe_proxies_only(get_response: View) -> View:
    """Middleware: that a request came by https is believed of a proxy we trust, as its address is."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "HTTP_X_FORWARDED_PROTO" in request.META and not is_trusted(
            request.META.get("REMOTE_ADDR", ""), settings.COMMONDESK.trusted_proxies
        ):
            del request.META["HTTP_X_FORWARDED_PROTO"]
        return get_response(request)

    return middleware


def network_address(request: HttpRequest) -> str:
    """The address of whoever asks, behind the proxies we trust; only its hash is ever kept."""
    return client_address(
        request.META.get("REMOTE_ADDR", ""),
        request.META.get("HTTP_X_FORWARDED_FOR"),
        settings.COMMONDESK.trusted_proxies,
    )


def slow_down_where_long(request: HttpRequest, body: str) -> None:
    """Masking looks through a long body for a quarter of a second: what nobody writes so often is counted."""
    if len(body) > LONG:
        slow_down_unless(request, "long")


def slow_down_unless(request: HttpRequest, what: str) -> None:
    """Count one of `what` against the network address. Raises SlowDown: 40 at once, then 20 a minute.

    A school behind one address gets through, a flood does not (DESIGN.md section 6).
    """
    if wait := take(f"{what}:{hashed(network_address(request))}", burst=40, per_second=20 / 60):
        raise SlowDown(retry_after=whole_seconds(wait))


def bearer(request: HttpRequest) -> str:
    """The token of an `Authorization: Bearer` header; empty without one."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def patron_token(request: HttpRequest, code: str) -> str:
    """The token of this conversation's patron from the cookie of a page without scripts; empty without."""
    return next((found for name in _cookie_names(code) if (found := request.COOKIES.get(name))), "")


def patron(request: HttpRequest, code: str) -> Conversation | None:
    """This very conversation for its patron, known by bearer or by cookie; None for everybody else."""
    token = bearer(request) or patron_token(request, code)
    speaker = who(token) if token else None
    if speaker is None or speaker.code != code:
        return None
    return Conversation.objects.select_related("queue", "library__system", "claimed_by").get(code=code)


def the_patron(request: HttpRequest, code: str) -> Conversation:
    """As `patron`; raises `NotVisible`, whether the code is unknown or the token is another's."""
    conversation = patron(request, code)
    if conversation is None:
        raise NotVisible
    return conversation


def keep_patron(response: HttpResponse, code: str, token: str, *, own_device: bool) -> None:
    """Let this browser come back: until it closes, or for 30 days on one's own device (PR7)."""
    for name, path in _cookies(code):
        response.set_cookie(
            name,
            token,
            path=path,
            max_age=OWN_DEVICE_DAYS * 24 * 3600 if own_device else None,
            secure=settings.COMMONDESK.is_https,
            httponly=True,
            samesite="Lax",
        )


def forget_patron(response: HttpResponse, code: str) -> None:
    """Take the cookies away again."""
    for name, path in _cookies(code):
        response.delete_cookie(name, path=path, samesite="Lax")


def _cookies(code: str) -> list[tuple[str, str]]:
    """Name and path, one a language: a response can set a name only once, and each language has its paths."""
    found = []
    for language, _name in settings.LANGUAGES:
        if language == settings.LANGUAGE_CODE:
            found.append((f"patron_{code}", f"/c/{code}/"))
        else:
            found.append((f"patron_{code}_{language}", f"/{language}/c/{code}/"))
    return found


def _cookie_names(code: str) -> list[str]:
    return [name for name, _path in _cookies(code)]
