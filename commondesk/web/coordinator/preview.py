"""What other libraries, and patrons, see of this one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from commondesk.consortium.library import Library
from commondesk.web.coordinator.gate import of_library, page
from commondesk.web.library_card import library_card


@of_library
def preview_page(request: HttpRequest, library: Library) -> HttpResponse:
    """The very column that stands beside a conversation with one of its patrons."""
    return page(request, library, "preview", beside=library_card(library))
