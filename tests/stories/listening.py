"""What a screen reader would say by itself: all that comes into a live region, in the order it comes."""

from __future__ import annotations

from playwright.sync_api import Page

_LISTEN = """() => {
    window.heard = [];
    const live = "[role=log], [role=status], [role=alert], [aria-live]";
    const isSaid = (place) => place?.closest(live) && !place.closest("[aria-live=off], [hidden]");
    const hear = (node, place) => {
        if (isSaid(place) && node.textContent.trim()) window.heard.push(node.textContent);
    };
    new MutationObserver((changes) => changes.forEach(({ type, target, addedNodes }) => {
        if (type === "characterData") hear(target, target.parentElement);
        for (const node of addedNodes) hear(node, node.nodeType === 1 ? node : target);
    })).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""


def listen(page: Page) -> None:
    """From now on; a page that is loaded anew is not heard."""
    page.evaluate(_LISTEN)


def times_heard(page: Page, *words: str) -> list[int]:
    """How often each of these words was said since."""
    heard: list[str] = page.evaluate("window.heard")
    return [sum(word in text for text in heard) for word in words]
