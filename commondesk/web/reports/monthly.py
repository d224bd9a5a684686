"""The report of a month: what it says, its tables, how it was counted, and the same as a file."""

from __future__ import annotations

from typing import Any, Final
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commondesk.consortium.consortium import the_consortium
from commondesk.consortium.library import Library
from commondesk.plumbing import clock
from commondesk.plumbing.csv_table import written
from commondesk.reports.figures import Fate
from commondesk.reports.month import Month, month_of, read_month
from commondesk.reports.monthly import Report, monthly
from commondesk.web.reports.gate import readers_only, scope_of
from commondesk.web.reports.tables import Table, Wait, tables
from commondesk.web.staff import librarian_of

MOST_ROWS: Final = 200


@readers_only
def month_page(request: HttpRequest) -> HttpResponse:
    """`?month=2026-03`, and `&through=2026-05` for several; without a month, or with none, this one."""
    month, last, now = _months(request)
    scope = scope_of(librarian_of(request))
    report = monthly(month, scope, last)
    context = {
        "month": month,
        "last": report.last,
        "month_name": name_of(report),
        "finding": finding(report, is_over=report.last.ends <= now.begins),
        "tables": [_shown(table) for table in tables(report)],
        "libraries": _named(scope),
        "previous": month.previous,
        "following": report.last.following if report.last.ends <= now.begins else None,
        "zone": month.zone.key,
        "is_analyst": librarian_of(request).only_reads_reports,
    }
    return render(request, "reports/month.html", context)


@readers_only
def month_csv(request: HttpRequest) -> HttpResponse:
    """All tables one below the other, each line with the name of its table; waits in seconds."""
    month, last, _now = _months(request)
    report = monthly(month, scope_of(librarian_of(request)), last)
    text = written(["month", "table", "name", "figure", "value"], _lines(report))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="commondesk-{_span(report, "-to-")}.csv"'
    return response


def finding(report: Report, *, is_over: bool) -> str:
    """What the figures say, in one or two sentences."""
    month, asked = name_of(report), report.all.asked
    if not asked:
        return _("Nothing was asked in %(month)s.") % {"month": month}
    answered, lost = report.all.fates[Fate.ANSWERED], report.all.fates[Fate.LOST]
    values = {"month": month, "asked": asked, "answered": answered, "lost": lost}
    if is_over:
        said = ngettext(
            "In %(month)s %(asked)d question was asked: %(answered)d answered, %(lost)d lost.",
            "In %(month)s %(asked)d questions were asked: %(answered)d answered, %(lost)d lost.",
            asked,
        )
    else:
        said = ngettext(
            "%(month)s so far: %(asked)d question asked, %(answered)d answered, %(lost)d lost.",
            "%(month)s so far: %(asked)d questions asked, %(answered)d answered, %(lost)d lost.",
            asked,
        )
    wait = report.all.median_wait
    if wait is None:
        return said % values
    half = _("Half of those who were claimed waited %(wait)s or less.") % {"wait": waited(wait)}
    return f"{said % values} {half}"


def waited(seconds: int) -> str:
    """`40 s`, `12 min`, `3 h`"""
    if seconds < 90:
        return _("%(number)d s") % {"number": seconds}
    if seconds < 90 * 60:
        return _("%(number)d min") % {"number": round(seconds / 60)}
    return _("%(number)d h") % {"number": round(seconds / 3600)}


def name_of(report: Report) -> str:
    names = [date_format(month.first_day, "YEAR_MONTH_FORMAT") for month in (report.month, report.last)]
    return " \N{EN DASH} ".join(dict.fromkeys(names))


def _span(report: Report, to: str) -> str:
    return to.join(dict.fromkeys([str(report.month), str(report.last)]))


def _months(request: HttpRequest) -> tuple[Month, Month, Month]:
    """The first and the last that are asked for, and the one we are in."""
    zone = ZoneInfo(the_consortium().time_zone)
    now = month_of(clock.now(), zone)
    first = read_month(request.GET.get("month", ""), zone) or now
    last = read_month(request.GET.get("through", ""), zone) or first
    return first, max(first, last, key=lambda month: month.first_day), now


def _named(scope: frozenset[int] | None) -> list[str]:
    if scope is None:
        return []
    return list(Library.objects.filter(pk__in=scope).order_by("name").values_list("name", flat=True))


def _shown(table: Table) -> dict[str, Any]:
    """With each figure beside its head, for narrow screens; of very many lines the busiest."""
    busiest = sorted(range(len(table.rows)), key=lambda at: table.rows[at][1][0], reverse=True)
    kept = [table.rows[at] for at in sorted(busiest[:MOST_ROWS])]
    named = [*kept, *([table.total] if table.total else [])]
    rows = [
        {
            "name": name,
            "is_total": at == len(kept),
            "cells": [*zip(table.heads[1:], map(_cell, figures), strict=True)],
        }
        for at, (name, figures) in enumerate(named)
    ]
    return {"table": table, "rows": rows, "more": len(table.rows) - len(kept)}


def _cell(figure: int | Wait) -> str:
    if isinstance(figure, Wait):
        return "\N{EN DASH}" if figure.seconds is None else waited(figure.seconds)
    return str(figure)


def _lines(report: Report) -> list[list[object]]:
    return [
        [_span(report, "/"), table.title, name, head, figure.seconds if isinstance(figure, Wait) else figure]
        for table in tables(report)
        for name, figures in [*table.rows, *([table.total] if table.total else [])]
        for head, figure in zip(table.heads[1:], figures, strict=True)
    ]
