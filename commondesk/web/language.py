"""Which language a page speaks: a patron's page that of its address, the others that of their reader."""

from __future__ import annotations

from collections.abc import Container
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

# Staff choose a language for their browser, which is kept in a cookie (`account:language`).
BY_CHOICE: Final = (
    "/desk/", "/channel/", "/consortium/", "/library/", "/reports/", "/me/",
    "/invitation/", "/sign-in/", "/sign-out/",
)  # fmt: skip
# A program says what it wants with every request.
BY_HEADER: Final = ("/api/", "/desk.webmanifest")
# A site says it in the address, for its visitors all together.
BY_QUERY: Final = ("/widget", "/here/", "/here.", "/button/", "/qr/")


class LanguageMiddleware(LocaleMiddleware):
    """Django's own speaks English at every address without a language, once some addresses have one."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """What is for everybody is kept by caches once a language, which its address says."""
        if request.path_info.startswith(BY_QUERY):
            return response
        return super().process_response(request, response)

    def process_request(self, request: HttpRequest) -> None:
        """Choose the language of this request."""
        super().process_request(request)
        if request.path_info.startswith(BY_CHOICE):
            _speak(request, _of_reader(request))
        elif request.path_info.startswith(BY_HEADER):
            _speak(request, asked_for(request.headers.get("Accept-Language", "")))


def asked_for(accept_language: str, among: Container[str] | None = None) -> str:
    """The first of our languages (or `among` these) in an Accept-Language header, else the default one."""
    for code, quality in parse_accept_lang_header(accept_language):
        ours = _variant(code)
        if quality and ours and (among is None or ours in among):
            return ours
    return settings.LANGUAGE_CODE


def of_staff(_request: HttpRequest) -> dict[str, Any]:
    """Context processor: the languages in which staff can read their pages."""
    return {"staff_languages": settings.STAFF_LANGUAGES}


def _of_reader(request: HttpRequest) -> str:
    """What somebody of the staff has chosen, else what their browser asks for."""
    offered = dict(settings.STAFF_LANGUAGES)
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in offered else asked_for(request.headers.get("Accept-Language", ""), offered)


def _variant(code: str) -> str:
    """The language of ours that is meant by `es-mx`; empty for all others."""
    try:
        return translation.get_supported_language_variant(code)
    except LookupError:
        return ""


def _speak(request: HttpRequest, language: str) -> None:
    translation.activate(language)
    request.LANGUAGE_CODE = translation.get_language()
