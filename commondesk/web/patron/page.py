"""What all pages for patrons share: who may open them, what they wear, that none is ever cached."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.urls import translate_url
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt

from commondesk.consortium.consortium import the_consortium
from commondesk.desk.source import source_tag
from commondesk.plumbing.refusal import Refusal
from commondesk.web.access import refuse_other_sites
from commondesk.web.errors import away, refused
from commondesk.web.patron.brand import allow, brand_style

View = Callable[..., HttpResponseBase]
_GZIP = GZipMiddleware(lambda _request: HttpResponse())


def for_patrons(view: View) -> View:
    """A page that needs no account: posts only from our own pages, refusals as pages, nothing cached.

    Exempt from Django's CSRF cookie, because the ask page must set none; `refuse_other_sites` does its work.
    """

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            if request.method == "OPTIONS":
                return in_a_sandbox(request, HttpResponse(status=204))
            if request.method == "POST":
                refuse_other_sites(request)
            response = view(request, *args, **kwargs)
        except Refusal as refusal:
            response = refused(request, refusal)
        except OperationalError as error:
            response = away(request, error, keep_form=True)
        return in_a_sandbox(request, _never_cached(_smaller(request, response)))

    return guarded


def page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """A template in the frame of the public pages."""
    style = brand_style(context.get("library"))
    around = {
        "consortium": the_consortium(),
        "languages": other_languages(request),
        "brand": style,
        "is_framed": is_framed(request),
    }
    response = render(request, template, around | context, status=status)
    if style:
        allow(response, style)
    return response


def in_a_sandbox(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """A page of ours in a sandboxed frame is of no origin: its scripts may read only what everybody may.

    No credentials are allowed with it, so no cookie comes along, and what is secret needs a bearer.
    """
    if request.headers.get("Origin") == "null":
        response["Access-Control-Allow-Origin"] = "null"
        response["Access-Control-Allow-Methods"] = "GET, POST"
        response["Access-Control-Allow-Headers"] = "Authorization, Accept, Content-Type"
        patch_vary_headers(response, ["Origin"])
    return response


def see_other(address: str) -> HttpResponse:
    """After a post: a page of its own, so that loading it again posts nothing."""
    return HttpResponseRedirect(address, status=303)


def other_languages(request: HttpRequest) -> list[dict[str, str]]:
    """The same page in our other languages, each named in its own."""
    here = request.get_full_path() if request.method == "GET" else f"{request.path}{_source(request)}"
    return [
        {"code": code, "name": LANG_INFO[code]["name_local"].capitalize(), "url": translate_url(here, code)}
        for code, _name in settings.LANGUAGES
        if code != get_language()
    ]


def is_framed(request: HttpRequest) -> bool:
    """Whether the page stands in a widget, or is fetched for one (`?framed`): with less around it."""
    match = request.resolver_match
    return "framed" in request.GET or (match is not None and match.url_name in ("frame", "frame-goodbye"))


def _source(request: HttpRequest) -> str:
    """What led to the ask page goes along with its form, also into the other language."""
    tag = source_tag(request.POST.get("source", ""))
    return f"?from={tag}" if tag else ""


def web_address(address: str) -> str:
    """An address of the web as it came, or nothing: nobody comes from `javascript:` and the like."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    return address.strip()[:500] if parts.scheme in ("http", "https") and parts.hostname else ""


def _smaller(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Compressed, for weak lines (ON6).

    Not where a cookie came with the request: then another site can cause it, and the length of an answer that
    holds a secret beside words of the address would tell of the secret (BREACH).
    """
    if request.COOKIES or not isinstance(response, HttpResponse):
        return response
    return _GZIP.process_response(request, response)


def _never_cached(response: HttpResponseBase) -> HttpResponseBase:
    # Even the empty ask page: it holds the key of one question.
    response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["Accept", "Authorization", "Cookie"])
    return response
