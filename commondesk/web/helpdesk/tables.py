"""Libraries and staff by CSV: download, upload, look at every row's fate, carry out all or nothing."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commondesk.consortium.bulk import Bulk
from commondesk.desk import bulk, bulk_libraries, bulk_staff
from commondesk.desk.bulk_row import WRONG
from commondesk.plumbing import csv_table
from commondesk.plumbing.refusal import Invalid, NotVisible, Refusal
from commondesk.web.helpdesk.door import help_desk_required, page, to
from commondesk.web.staff import librarian_of
from commondesk.web.undoing import say

SHOWN: Final = 300
TABLES: Final = {"libraries": bulk_libraries, "staff": bulk_staff}


@help_desk_required
def tables_page(request: HttpRequest) -> HttpResponse:
    """The two tables; a post brings one, of which nothing is carried out yet."""
    refusal = None
    if request.method == "POST":
        file = request.FILES.get("table")
        try:
            if file is None:
                raise Invalid(_("Choose a file first."))
            content = file.read(csv_table.MOST_BYTES + 1)  # one byte more is refused as too large
            made = bulk.upload(librarian_of(request), request.POST.get("kind", ""), content)
            return to("bulk-one", made.pk)
        except NotVisible:
            raise
        except Refusal as problem:
            refusal = problem
    columns = {kind: ", ".join(module.COLUMNS) for kind, module in TABLES.items()}
    return page(request, "bulk", "tables", 422 if refusal else 200, columns=columns, refusal=refusal)


@help_desk_required
def table_csv(request: HttpRequest, kind: str) -> HttpResponse:
    """As it stands now; with `?empty=1` the names of the columns and an example."""
    module = TABLES.get(kind)
    if module is None:
        raise NotVisible
    rows = [module.EXAMPLE] if request.GET.get("empty") else module.table()
    response = HttpResponse(csv_table.written(module.COLUMNS, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{kind}.csv"'
    return response


@help_desk_required
def bulk_page(request: HttpRequest, number: int) -> HttpResponse:
    """Every row's fate; a post with the mark of what was shown carries it out."""
    by = librarian_of(request)
    made = Bulk.objects.filter(pk=number, by=by, done_at=None).first()
    if made is None:
        raise NotVisible
    refusal = None
    if request.method == "POST":
        try:
            done = bulk.carry_out(by, made, request.POST.get("mark", ""))
        except Invalid as problem:
            refusal = problem
        else:
            said = ngettext("%(count)s row is carried out.", "%(count)s rows are carried out.", len(done))
            say(request, said % {"count": len(done)})
            return to("libraries" if made.kind == Bulk.Kind.LIBRARIES else "people")
    fates = bulk.fates_of(made.kind, made.text)
    wrong = [fate for fate in fates if fate.what == WRONG]
    others = [fate for fate in fates if fate.what != WRONG]
    counts = {what: sum(fate.what == what for fate in fates) for what in ("new", "changed", "same", "wrong")}
    shown = (wrong + others)[:SHOWN]
    context = {
        "made": made,
        "fates": shown,
        "more": len(fates) - len(shown),
        "counts": counts,
        "mark": bulk.mark_of(fates),
    }
    return page(
        request, "bulk", "bulk", 422 if refusal else 200, refusal=refusal, is_good=not wrong, **context
    )
