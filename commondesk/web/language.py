"""Which language a page speaks: a patron's page that of its address, the others that of their reader."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

# Staff choose a language for their browser, which is kept in a cookie (`account:language`).
BY_CHOICE: Final = ("/desk/", "/consortium/", "/library/", "/me/", "/invitation/", "/sign-in/", "/sign-out/")
# A program says what it wants with every request.
BY_HEADER: Final = ("/api/",)


class LanguageMiddleware(LocaleMiddleware):
    """Django's own speaks English at every address without a language, once some addresses have one."""

    def process_request(self, request: HttpRequest) -> None:
        """Choose the language of this request."""
        super().process_request(request)
        if request.path_info.startswith(BY_CHOICE):
            _speak(request, translation.get_language_from_request(request))
        elif request.path_info.startswith(BY_HEADER):
            _speak(request, asked_for(request.headers.get("Accept-Language", "")))


def asked_for(accept_language: str) -> str:
    """The first of our languages in an Accept-Language header, else the default one."""
    for code, quality in parse_accept_lang_header(accept_language):
        try:
            if quality:
                return translation.get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def _speak(request: HttpRequest, language: str) -> None:
    translation.activate(language)
    request.LANGUAGE_CODE = translation.get_language()
