"""The interface: its routes, and how it says no. `front.py` stands before it, `openapi.py` describes it."""

from __future__ import annotations

from typing import Final

from ninja import NinjaAPI

from commondesk.web.api import (
    asking,
    desk,
    devices,
    files,
    following_up,
    handing_on,
    librarian,
    libraries,
    marks,
    patron,
    staff_talk,
    talk,
)
from commondesk.web.api.problems import handle_with

VERSION: Final = "1.0"

api: Final = NinjaAPI(
    title="Commondesk",
    version=VERSION,
    description="Ask the libraries of a consortium, and answer for them.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)
for room in (
    asking, talk, files, patron, devices, librarian, handing_on, following_up, marks, staff_talk, desk,
    libraries,
):  # fmt: skip
    api.add_router("", room.router)
handle_with(api)
