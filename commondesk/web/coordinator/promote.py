"""What a library can paste and print so that people find its ask page, and how many came that way (CO2)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from commondesk.consortium.library import Library
from commondesk.web.coordinator.gate import of_library, page
from commondesk.web.promoting import promoted


@of_library
def promote_page(request: HttpRequest, library: Library) -> HttpResponse:
    """`?language=` of what is pasted and printed; that of the page where none is asked for."""
    return page(request, library, "promote", **promoted(request, library))
