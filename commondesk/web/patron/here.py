"""Whether somebody is there, for other sites' pages: as data and as a picture, cached and counted.

At a library's desk, or without a library at the consortium's own.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commondesk.consortium.library import Library
from commondesk.consortium.widget_count import tally
from commondesk.desk.asking import queue_for
from commondesk.desk.event import rfc3339
from commondesk.desk.waiting import Wait, expected_wait
from commondesk.plumbing import clock
from commondesk.web.ask_page import ask_path, zone_of
from commondesk.web.errors import not_found
from commondesk.web.language import asked_for
from commondesk.web.patron.standing import before_a_wait, in_short

KEPT_SECONDS: Final = 30  # by browsers and caches on the way
KEPT_HERE: Final = dt.timedelta(seconds=10)  # by this process, for all who ask meanwhile
MOST_KEPT: Final = 2_000
LETTER: Final = 7  # px, of the badge's 13 px type: rather too wide than cut


@dataclass(frozen=True, slots=True)
class Here:
    """How things stand at one desk, in the words of one language."""

    at: dt.datetime
    wait: Wait
    sentence: str
    short: str


class _Kept:
    """What was found out a moment ago; a library's busy site asks the database once in ten seconds."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._found: dict[tuple[int | None, str], Here] = {}

    def get(self, library: Library | None) -> Here:
        key, now = (pk_of(library), get_language() or "en"), clock.now()
        found = self._found.get(key)
        if found is not None and dt.timedelta(0) <= now - found.at < KEPT_HERE:
            return found
        found = _look(library, now)
        with self._lock:
            if len(self._found) >= MOST_KEPT:
                self._found.clear()
            self._found[key] = found
        return found

    def forget(self) -> None:
        """For tests, in which time stands still."""
        self._found.clear()


kept: Final = _Kept()


def here(library: Library | None) -> Here:
    """How things stand, in the language of this moment; at most ten seconds old."""
    return kept.get(library)


def _look(library: Library | None, now: dt.datetime) -> Here:
    zone = zone_of(library)
    wait = expected_wait(queue_for(library, get_language() or "en"))
    return Here(now, wait, before_a_wait(wait, zone).sentence, in_short(wait, zone))


@require_safe
def here_data(request: HttpRequest, library: str = "") -> HttpResponse:
    """`GET /here/ames.json`, `/here.json`: what a page's own script needs to say it in its own way."""
    found = _named(library)
    if library and found is None:
        return for_everybody(JsonResponse({"detail": _("There is no library of this name.")}, status=404))
    tally.add(pk_of(found), "here")
    with translation.override(asked_for(request.GET.get("language", "")[:64])):
        response = JsonResponse(_data(found), json_dumps_params={"ensure_ascii": False})
    return for_everybody(response)


def _data(library: Library | None) -> dict[str, Any]:
    now = here(library)
    opens_at = now.wait.opens_at
    return {
        "library": library.slug if library else None,
        "open_now": now.wait.open_now,
        "attended_now": now.wait.on_duty > 0,
        "expected_wait_seconds": now.wait.seconds,
        "opens_at": rfc3339(opens_at) if opens_at else None,
        "sentence": now.sentence,
        "short": now.short,
        "ask": settings.COMMONDESK.base_url + ask_path(library),
    }


@require_safe
def here_badge(request: HttpRequest, library: str = "") -> HttpResponse:
    """`GET /here/ames.svg`, `/here.svg`: the same in a picture, for pages that take nothing else."""
    found = _named(library)
    if library and found is None:
        return not_found(request, Exception())
    tally.add(pk_of(found), "badge")
    with translation.override(asked_for(request.GET.get("language", "")[:64])):
        response = render(
            request, "patron/badge.svg", _badge(found), content_type="image/svg+xml; charset=utf-8"
        )
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return for_everybody(response)


def _badge(library: Library | None) -> dict[str, Any]:
    now, ask = here(library), _("Ask a librarian")
    left, right = (len(words) * LETTER + 20 for words in (ask, now.short))
    middles = {"left_middle": left / 2, "right_middle": left + right / 2}
    return {"ask": ask, "short": now.short, "is_here": now.wait.on_duty > 0, "left": left, "right": right,
            "width": left + right, **middles}  # fmt: skip


def _named(slug: str) -> Library | None:
    return Library.objects.open_to_patrons().filter(slug=slug).first() if slug else None


def pk_of(library: Library | None) -> int | None:
    """Under which its counts, and what was found out, are kept."""
    return library.pk if library else None


def for_everybody(response: HttpResponse) -> HttpResponse:
    """May be read by every page, and kept for half a minute by whoever passes it on."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Content-Language"] = get_language() or "en"
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response
