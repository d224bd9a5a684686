"""The push service of the tests is one: Firefox hears what was sealed for it, and bad posts are refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from webpush import VAPID, WebPush, WebPushSubscription
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from commondesk.plumbing import fetch
from tests.stories.library_site import LibrarySite
from tests.support.firefox import PATIENCE, Firefox
from tests.support.push_crypto import unb64
from tests.support.push_service import PushService, within_reach
from tests.support.worker_push import pushes

WORKER = """
self.addEventListener('push', event => {
  const told = event.data.json();
  event.waitUntil(self.registration.showNotification(told.title, {tag: told.tag}));
});
self.addEventListener('notificationclick', event => {
  event.notification.close();
  event.waitUntil(clients.openWindow('/talk/'));
});
"""
SCRIPT = {"Content-Type": "text/javascript"}
SUBSCRIBES = """
return navigator.serviceWorker.register('/worker.js')
  .then(() => navigator.serviceWorker.ready)
  .then(worker => worker.pushManager.subscribe({userVisibleOnly: true, applicationServerKey: '%s'}))
  .then(subscription => JSON.stringify(subscription));
"""
UNSUBSCRIBES = """
return navigator.serviceWorker.ready
  .then(worker => worker.pushManager.getSubscription())
  .then(subscription => subscription.unsubscribe());
"""
NOTICES = """
return navigator.serviceWorker.ready
  .then(worker => worker.getNotifications())
  .then(notices => notices.map(notice => notice.title));
"""


class Sender:
    """Who posts: seals with the `webpush` library and sends with our own fetch."""

    def __init__(self) -> None:
        private, public, self.key = VAPID.generate_keys()
        self._push = WebPush(private, public, subscriber="desk@example.org", ttl=60)

    def tells(self, subscription: dict[str, Any], **words: str) -> int:
        """The status of the answer."""
        return self.posts(subscription, self.seals(subscription, **words))

    def seals(self, subscription: dict[str, Any], **words: str) -> tuple[bytes, dict[str, str]]:
        made = self._push.get(words, WebPushSubscription.model_validate(subscription))
        return made.encrypted, dict(made.headers)

    def posts(self, subscription: dict[str, Any], sealed: tuple[bytes, dict[str, str]]) -> int:
        return fetch.post(subscription["endpoint"], *sealed, within=PATIENCE).status


@pytest.fixture
def service(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    with within_reach(tmp_path, settings, monkeypatch) as started:
        yield started


@pytest.fixture
def sender() -> Sender:
    return Sender()


def test_firefox_hears_what_was_sealed_for_it_until_it_unsubscribes(
    service: PushService, sender: Sender, tmp_path: Path
) -> None:
    with LibrarySite() as site, Firefox(tmp_path / "profile", service.preferences) as firefox:
        site.page("/", "<h1>A page that wants notices</h1>")
        site.page("/talk/", "<h1>The talk</h1>")
        site.pages["/worker.js"] = WORKER, SCRIPT
        firefox.goes(site.address)
        subscription = json.loads(firefox.runs(SUBSCRIBES % sender.key))
        assert subscription["endpoint"].startswith(f"{service.address}/push/")
        assert sender.tells(subscription, title="A patron waits", tag="one") == 201
        firefox.waits_for_notices("A patron waits")
        assert firefox.runs(NOTICES) == ["A patron waits"]
        assert service.waits_until_delivered(1) == [100]
        firefox.clicks_notice("A patron waits")
        firefox.goes_to_tab("/talk/")
        firefox.waits_for_notices()
        assert Sender().tells(subscription, title="I am somebody else", tag="two") == 403
        assert firefox.runs(UNSUBSCRIBES)
        assert sender.tells(subscription, title="Still there?", tag="three") == 410


def test_chromium_is_handed_what_a_push_would_bring(browser: Browser) -> None:
    with LibrarySite() as site, browser.new_context(permissions=["notifications"]) as context:
        site.page("/", "<h1>A page that wants notices</h1>")
        site.pages["/worker.js"] = WORKER, SCRIPT
        page = context.new_page()
        page.goto(site.address)
        page.evaluate(
            "navigator.serviceWorker.register('/worker.js').then(() => navigator.serviceWorker.ready)"
        )
        pushes(page, json.dumps({"title": "A patron waits", "tag": "one"}))
        page.wait_for_function(f"(() => {{ {NOTICES} }})().then(titles => titles[0] === 'A patron waits')")


def test_firefox_that_was_away_hears_the_last_of_each_topic(service: PushService, sender: Sender) -> None:
    def asks(line: ClientConnection, **words: Any) -> dict[str, Any]:
        line.send(json.dumps(words))
        return dict(json.loads(line.recv(PATIENCE)))

    address = str(service.preferences["dom.push.serverURL"])
    comes = partial(connect, address, subprotocols=[Subprotocol("push-notification")])
    with comes() as line:
        name = asks(line, messageType="hello", use_webpush=True)["uaid"]
        endpoint = asks(line, messageType="register", channelID="one")["pushEndpoint"]
        assert asks(line) == {}
    keys = service.subscription()["keys"]
    for topic in ("rings", "rings", "offer"):
        body, headers = sender.seals({"endpoint": endpoint, "keys": keys}, title=topic)
        assert fetch.post(endpoint, body, {**headers, "Topic": topic}).status == 201
    with comes() as line:
        assert asks(line, messageType="hello", use_webpush=True, uaid=name)["uaid"] == name
        waiting = [json.loads(line.recv(PATIENCE)) for _ in range(2)]
        assert [unb64(one["data"]) for one in waiting] == [post.body for post in service.posts[1:]]
        read = [{"channelID": "one", "version": one["version"], "code": 100} for one in waiting]
        line.send(json.dumps({"messageType": "ack", "updates": read}))
        assert service.waits_until_delivered(2) == [100, 100]
        assert asks(line, messageType="unregister", channelID="one")["status"] == 200
    assert sender.tells({"endpoint": endpoint, "keys": keys}, title="Still there?") == 410


def test_a_made_up_browser_hears_in_order(service: PushService, sender: Sender) -> None:
    pia, otto = service.subscription(sender.key), service.subscription()
    for subscription, title in ((pia, "one"), (otto, "two"), (pia, "tres: ñ")):
        assert sender.tells(subscription, title=title) == 201
    assert [json.loads(words)["title"] for words in service.heard()] == ["one", "two", "tres: ñ"]
    assert [post.headers["ttl"] for post in service.waits_for(3)] == ["60", "60", "60"]
    assert service.posts[0].claims["sub"] == "mailto:desk@example.org"


@pytest.mark.parametrize("status", [404, 410, 429, 500])
def test_it_says_what_it_was_told_to(service: PushService, sender: Sender, status: int) -> None:
    subscription = service.subscription()
    service.says(status, Retry_After="30")
    answer = fetch.post(subscription["endpoint"], *sender.seals(subscription, title="Lost"))
    assert (answer.status, answer.headers["Retry-After"]) == (status, "30")
    service.says(201)
    assert sender.tells(subscription, title="Taken") == 201
    assert [json.loads(words)["title"] for words in service.heard()] == ["Taken"]


def test_it_falls_silent(service: PushService, sender: Sender) -> None:
    subscription = service.subscription()
    service.falls_silent()
    with pytest.raises(fetch.BrokenOff):
        fetch.post(subscription["endpoint"], *sender.seals(subscription, title="Well?"), within=2)
    assert len(service.waits_for(1)) == 1
    assert service.heard() == []


def test_a_subscription_that_never_was_and_one_that_is_over(service: PushService, sender: Sender) -> None:
    subscription = service.subscription()
    stranger = {**subscription, "endpoint": f"{service.address}/push/of-nobody"}
    assert sender.tells(stranger, title="Anybody?") == 404
    service.forgets(subscription["endpoint"])
    assert sender.tells(subscription, title="Anybody?") == 410


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"authorization": None}, 401),
        ({"authorization": "Bearer abc"}, 403),
        ({"authorization": "vapid t=a.b.c, k=BAbc"}, 403),
        ({"ttl": None}, 400),
        ({"ttl": "soon"}, 400),
        ({"topic": "with spaces"}, 400),
        ({"topic": "t" * 33}, 400),
        ({"urgency": "very"}, 400),
        ({"content-encoding": "aesgcm"}, 400),
    ],
)
def test_a_post_that_is_badly_made_is_refused(
    service: PushService, sender: Sender, changed: dict[str, str | None], status: int
) -> None:
    subscription = service.subscription()
    body, headers = sender.seals(subscription, title="Well made")
    wrong = {name: value for name, value in {**headers, **changed}.items() if value is not None}
    assert sender.posts(subscription, (body, wrong)) == status
    assert sender.posts(subscription, (body, headers)) == 201


def test_a_message_that_is_too_long_is_refused(service: PushService, sender: Sender) -> None:
    assert sender.tells(service.subscription(), title="x" * 4096) == 413
