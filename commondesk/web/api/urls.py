"""Addresses of the interface; `api/v1/` stands before them."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path, re_path
from ninja.operation import PathView

from commondesk.web.api.front import fronted, not_found
from commondesk.web.api.interface import api
from commondesk.web.api.openapi import openapi

app_name = "api"

# The desk is for our own pages and for scripts, which know no origins.
OF_OUR_ORIGIN: Final = ("desk", "queues", "canned-messages", "channels")


def _patterns() -> list[URLPattern]:
    """Every address once, behind the front door; its methods may come from several files."""
    found: dict[str, PathView] = {}
    for bound in api._get_bound_routers():
        for route, path_view in bound.path_operations.items():
            address = route.lstrip("/").replace("{", "<").replace("}", ">")
            found.setdefault(address, PathView()).operations.extend(path_view.operations)
    return [_pattern(address, path_view) for address, path_view in found.items()]


def _pattern(address: str, path_view: PathView) -> URLPattern:
    view = fronted(path_view, is_open_to_all_origins=not address.startswith(OF_OUR_ORIGIN))
    return path(address, view, name=path_view.operations[0].operation_id)


urlpatterns = [
    *_patterns(),
    path("openapi.json", openapi, name="openapi"),
    # Also line feeds, which no dot matches; a flag for that in the expression cannot be reversed by Django.
    re_path(r"^(?P<rest>[\s\S]*)$", not_found),
]
