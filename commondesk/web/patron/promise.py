"""What we promise, and how fast questions were really answered (ON3)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from commondesk.channels.email import carrier
from commondesk.consortium.library import Library
from commondesk.consortium.standard import standards
from commondesk.reports.answering import Answering, Promises, Way, answering
from commondesk.web.patron import answering_words as words
from commondesk.web.patron.entering import in_ones_language
from commondesk.web.patron.facts import library_named, week_of
from commondesk.web.patron.page import for_patrons, page

PICK_UP, UPDATE, ANSWER = "AC3.pick_up_seconds", "SV3.update_seconds", "EM1.answer_hours"


@for_patrons
@in_ones_language
def promise_page(request: HttpRequest) -> HttpResponse:
    """Of all libraries, each with its own figures; with `?library=` of that one."""
    library, numbers = library_named(request), standards(PICK_UP, UPDATE, ANSWER)
    promises = {Way.CHAT: numbers[PICK_UP], Way.LATER: numbers[ANSWER] * 3600}
    found = answering(promises, library)
    context = {
        "library": library,
        "finding": words.finding(found, promises),
        "promised": words.promised(
            numbers[PICK_UP], numbers[UPDATE], numbers[ANSWER], by_mail=carrier.is_open()
        ),
        "ways": words.ways(found) if found.all else None,
        **({} if library else _by_library(found, promises)),
        **week_of(library),
    }
    return page(request, "patron/promise.html", **context)


def _by_library(found: Answering, promises: Promises) -> dict[str, Any]:
    """The busiest by name, and those of whom too little is known; these go unnamed where they are many."""
    listed = Library.objects.listed()
    shown = Library.objects.open_to_patrons().filter(pk__in=found.libraries) if listed is None else listed
    rows = [
        {"library": each, "cells": words.of_library(*found.libraries[each.pk])}
        for each in shown
        if each.pk in found.libraries
    ]
    few = [each for each in listed or [] if each.pk not in found.libraries]
    return {"libraries": rows, "too_few": few, "are_many": listed is None}
