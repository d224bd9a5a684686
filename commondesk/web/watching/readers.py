"""Who may read the figures: those in COMMONDESK_METRICS_FROM. To all others there is no such page."""

from __future__ import annotations

from django.conf import settings

from commondesk.plumbing.network_address import comes_from


def may_read(peer: str, forwarded_for: str | None) -> bool:
    """Whether a request from this peer, passed on for `forwarded_for`, is of one of the named networks."""
    environment = settings.COMMONDESK
    return comes_from(environment.metrics_from, peer, forwarded_for, environment.trusted_proxies)
