"""What a proxy of ours says of a request is believed; what anybody else says is not."""

from ipaddress import ip_network

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from commondesk.web.access import believe_proxies_only


@pytest.mark.parametrize(("peer", "believed"), [("10.0.0.7", True), ("203.0.113.9", False), ("", False)])
def test_only_a_trusted_proxy_says_that_a_request_came_by_https(settings, peer: str, believed: bool) -> None:
    update = {"trusted_proxies": (ip_network("10.0.0.0/24"),)}
    settings.COMMONDESK = settings.COMMONDESK.model_copy(update=update)
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    seen: list[bool] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.is_secure())
        return HttpResponse()

    request = RequestFactory().get("/", REMOTE_ADDR=peer, headers={"x-forwarded-proto": "https"})
    believe_proxies_only(view)(request)
    assert seen == [believed]
