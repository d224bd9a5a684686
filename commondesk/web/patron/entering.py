"""Who enters at a page without a language is led to the same page in their own, if we speak it (ON6)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import translate_url
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_path

from commondesk.web.errors import wants_json
from commondesk.web.language import asked_for

View = Callable[..., HttpResponseBase]

_DEPENDS_ON: Final = ("Accept-Language", "Sec-Fetch-Site")


def in_ones_language(view: View) -> View:
    """An entrance. No cookie remembers anything: whoever has chosen a language comes from a page of ours."""

    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        elsewhere = _elsewhere(request)
        response = HttpResponseRedirect(elsewhere) if elsewhere else view(request, *args, **kwargs)
        patch_vary_headers(response, _DEPENDS_ON)
        return response

    return entered


def referred_by_us(request: HttpRequest) -> bool:
    """Whether the Referer is a page of ours."""
    referer = request.headers.get("Referer", "")
    return referer.startswith(f"{request.scheme}://{request.get_host()}/")


def _elsewhere(request: HttpRequest) -> str:
    """The same page in the language that the browser prefers; empty where one is to stay."""
    if request.method not in ("GET", "HEAD") or wants_json(request) or _comes_from_us(request):
        return ""
    language = asked_for(request.headers.get("Accept-Language", ""))
    if language == settings.LANGUAGE_CODE or get_language_from_path(request.path_info):
        return ""
    here = request.get_full_path()
    there = translate_url(here, language)
    return "" if there == here else there


def _comes_from_us(request: HttpRequest) -> bool:
    """By Sec-Fetch-Site; older browsers, and all on a line without https, tell by the Referer alone.

    A page that is loaded again, or gone back to, comes from where it came the first time: Chromium and
    Firefox repeat both headers then.
    """
    site = request.headers.get("Sec-Fetch-Site")
    return referred_by_us(request) if site is None else site == "same-origin"
