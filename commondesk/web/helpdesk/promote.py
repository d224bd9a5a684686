"""What leads people to the consortium's own ask page, and how many came that way (CO2)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from commondesk.web.helpdesk.door import help_desk_required, page
from commondesk.web.promoting import promoted


@help_desk_required
def promote_page(request: HttpRequest) -> HttpResponse:
    """`?language=` of what is pasted and printed; that of the page where none is asked for."""
    return page(request, "promote", "promote", **promoted(request, None))
