"""`GET /checkup`: tells `commondesk check` what reaches us of a request that it sent through the proxy."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import never_cache

from commondesk.plumbing import probe
from commondesk.plumbing.network_address import is_trusted

LONGEST: Final = 1_000


@never_cache
def checkup(request: HttpRequest) -> HttpResponse:
    """404 to whoever does not hold the desk's secret."""
    scheme, _space, asked = request.headers.get("Authorization", "").partition(" ")
    nonce = probe.nonce_of(asked) if scheme == probe.SCHEME else None
    if nonce is None:
        raise Http404
    peer = request.META.get("REMOTE_ADDR", "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR")
    seen = {
        "peer": peer,
        "peer_is_trusted": is_trusted(peer, settings.COMMONDESK.trusted_proxies),
        "forwarded_for": None if forwarded is None else forwarded[-LONGEST:],
        "is_https": request.is_secure(),
        "host": request.get_host(),
    }
    return HttpResponse(probe.answer(nonce, seen), content_type="text/plain")


urlpatterns = [path(probe.PATH.removeprefix("/"), checkup, name="checkup")]
