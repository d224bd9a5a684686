"""A push message for a worker in Chromium, which hears Google's service alone: DevTools hands it over."""

from __future__ import annotations

from time import monotonic
from typing import Any

from playwright.sync_api import Page

PATIENCE = 30.0


def pushes(page: Page, words: str) -> None:
    """Hand `words` to the worker that this page's site has registered, as if they had come by push.

    Works without a subscription. The context needs `permissions=["notifications"]` for a notice to appear.
    """
    tools = page.context.new_cdp_session(page)
    known: list[dict[str, Any]] = []
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda told: known.extend(told["registrations"]))
    tools.send("ServiceWorker.enable")
    end = monotonic() + PATIENCE
    while not (ours := [one for one in known if page.url.startswith(one["scopeURL"])]):
        assert monotonic() < end, f"No worker is registered for {page.url}."
        page.wait_for_timeout(50)
    origin = str(page.evaluate("location.origin"))
    told = {"origin": origin, "registrationId": ours[-1]["registrationId"], "data": words}
    tools.send("ServiceWorker.deliverPushMessage", told)
    tools.detach()
