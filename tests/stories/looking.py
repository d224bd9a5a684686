"""What every eye and hand meets on a page: the barriers that axe finds, and what sticks out at 320 px."""

from __future__ import annotations

import os

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

from tests.stories.patron_desk import DESKTOP, PHONE

_AT_REST = """() => Promise.allSettled(document.getAnimations()
    .filter((each) => each instanceof CSSTransition).map((each) => each.finished))"""
SMALLEST = {"width": 320, "height": 640}


def barriers(page: Page) -> list[str]:
    """What axe finds in light and dark, on a phone and on a desk."""
    found = []
    for scheme in ("light", "dark"):
        for size in (PHONE, DESKTOP):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.set_viewport_size(size)  # type: ignore[arg-type]
            found += [f"{scheme} {size['width']}: {violation}" for violation in violations(page)]
    return found


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it is, once its colours have come to rest."""
    page.evaluate(_AT_REST)
    return [
        f"{violation['id']}: {[node['html'][:120] for node in violation['nodes']]}"
        for violation in Axe().run(page).response["violations"]
    ]


def too_wide(page: Page) -> list[str]:
    """What sticks out at 320 px, the width of a page at 400 %."""
    page.set_viewport_size(SMALLEST)  # type: ignore[arg-type]
    wide = sticking_out(page)
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    return wide


def sticking_out(page: Page) -> list[str]:
    """What reaches beyond either side of the window, as wide as it is."""
    found: list[str] = page.evaluate(
        """() => Array.from(document.querySelectorAll("body *"))
            .filter((each) => !each.closest(".only-read-aloud") && each.getClientRects().length)
            .map((each) => [each.getBoundingClientRect(), each.outerHTML.slice(0, 100)])
            .filter(([box]) => box.right > innerWidth + 1 || box.left < -1)
            .map(([_box, html]) => html)"""
    )
    return found


def as_it_reads(place: Locator, *parts: str) -> list[str]:
    """These parts of a line in the order in which they are seen from left to right."""
    seen: dict[str, float] = place.evaluate(
        """(place, parts) => Object.fromEntries(parts.map((part) => {
            const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
            while (texts.nextNode() && !texts.currentNode.data.includes(part));
            const range = document.createRange();
            const from = texts.currentNode.data.indexOf(part);
            range.setStart(texts.currentNode, from);
            range.setEnd(texts.currentNode, from + part.length);
            return [part, range.getBoundingClientRect().left];
        }))""",
        parts,
    )
    return sorted(parts, key=seen.__getitem__)


def keep_picture(page: Page, name: str) -> None:
    """On a phone and on a desk, in light and dark; only where COMMONDESK_TEST_PICTURES names a folder."""
    folder = os.environ.get("COMMONDESK_TEST_PICTURES")
    for scheme in ("light", "dark") if folder else ():
        for size in (PHONE, DESKTOP):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.screenshot(path=f"{folder}/{name}-{size['width']}-{scheme}.png", full_page=True)
    page.emulate_media(color_scheme="light")
