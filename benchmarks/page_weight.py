"""What a patron's pages cost a real browser on a slow line: `python -m benchmarks.page_weight`.

Requests and bytes as Chromium counts them; how long until one can begin to write, on a line like a weak
telephone's (slow 3G: 400 ms there and back, 50 kB/s), against the shortest answer of the same server on that
line; and whether anything moved under the eye. Beside it stands the baseline, which `--save` writes.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.support import server
from benchmarks.support.options import parser
from benchmarks.support.report import Report, at_most
from benchmarks.support.site import hanging, refusing, site

KB: Final = 1000
BASELINE: Final = Path(__file__).parent / "baselines" / "page_weight.json"
SLOW_3G: Final = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
HOST_PAGE: Final = "<!doctype html><title>A library</title>" + "<p>Open until five.</p>" * 200
SHIFTS: Final = """
window.shifts = 0;
new PerformanceObserver((list) => { for (const one of list.getEntries()) window.shifts += one.value; })
  .observe({ type: "layout-shift", buffered: true });
"""
# page, address, what one waits for, most requests, most kB
PAGES: Final = (
    ("the ask page", "/", "#question", 3, 10),
    ("a library's ask page", "/ask/ames/", "#question", 3, 10),
    ("the promise page", "/promise/", "h1", 3, 10),
    ("a library's site with the widget", "/demo/", "commondesk-widget .launch", 5, 12),
)


@dataclass(slots=True)
class Visit:
    """One fresh visit: `usable` in seconds."""

    requests: int
    size: int
    usable: float
    shift: float


def main(arguments: Sequence[str] | None = None) -> int:
    made = parser(__doc__ or "", seconds=0, rounds=3)
    made.add_argument("--save", action="store_true", help="keep these figures as the baseline")
    found = made.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="commondesk-bench-") as folder, server.demo(Path(folder)) as at:
        report, figures = measure(f"http://127.0.0.1:{at.port}", max(1, found.rounds))
    if found.save:
        BASELINE.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return report.finish(found.json)


def measure(address: str, rounds: int) -> tuple[Report, dict[str, Any]]:
    report = Report("A patron's pages in a browser on a slow line")
    baseline = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.exists() else {}
    figures: dict[str, Any] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("COMMONDESK_TEST_CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
        )
        shortest = median(_visit(browser, f"{address}/healthz", "body").usable for _ in range(rounds))
        for name, path, wanted, requests, size in PAGES:
            visits = [_visit(browser, address + path, wanted) for _ in range(rounds)]
            figures[name] = _tell(report, name, visits, (requests, size), shortest, baseline.get(name, {}))
        _without_a_desk(report, browser, rounds)
        browser.close()
    return report, figures


def _without_a_desk(report: Report, browser: Browser, rounds: int) -> None:
    """A library's page whose line finds no desk, against the same page without the line."""

    def ready(html: str) -> float:
        with site(html) as address:
            _ready(browser, address)  # the first is slow, whatever it is
            return median(_ready(browser, address) for _ in range(rounds))

    alone = ready(HOST_PAGE)
    for what, desk in (("down", refusing()), ("hanging", hanging())):
        with desk as address:
            found = ready(f'{HOST_PAGE}<script src="{address}/widget.js" data-library="ames" async></script>')
        report.add(
            f"a library's page that can be read, the desk {what}",
            f"{found * 1000:.0f} ms",
            f"{alone * 1000:.0f} ms without the line",
            found / alone,
            at_most(1.5),
        )


def _ready(browser: Browser, address: str) -> float:
    """Seconds until all of the page is there and its own scripts run."""
    page = browser.new_page()
    page.goto(address, wait_until="domcontentloaded")
    timing = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
    milliseconds = float(page.evaluate(timing))
    page.close()
    return milliseconds / 1000


def _tell(
    report: Report,
    name: str,
    visits: list[Visit],
    most: tuple[int, int],
    shortest: float,
    before: dict[str, Any],
) -> dict[str, Any]:
    """Rows of one page; what is kept of it as a baseline."""
    requests, size = visits[0].requests, visits[0].size / KB
    usable, shift = median(visit.usable for visit in visits), max(visit.shift for visit in visits)
    was = {key: f"{value} before" for key, value in before.items()}
    report.add(f"{name}: requests", str(requests), was.get("requests", ""), requests, at_most(most[0]))
    report.add(f"{name}: kB", f"{size:.1f}", was.get("kB", ""), size, at_most(most[1]))
    report.add(
        f"{name}: seconds until one can write", f"{usable:.2f}", was.get("seconds", ""), usable, at_most(3)
    )
    report.add(
        f"{name}: the same, to the shortest answer", f"{usable:.2f} s", f"{shortest:.2f} s", usable / shortest
    )
    report.count(f"{name}: moved under the eye (thousandths)", round(shift * 1000), must_be=0)
    return {"requests": requests, "kB": round(size, 1), "seconds": round(usable, 2)}


def _visit(browser: Browser, address: str, wanted: str) -> Visit:
    """By somebody who was never here."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="en-US")
    page = context.new_page()
    page.add_init_script(SHIFTS)
    counted = _count(page)
    began = time.monotonic()
    page.goto(address, wait_until="commit")
    page.locator(wanted).first.wait_for(state="visible")
    usable = time.monotonic() - began
    page.wait_for_load_state("networkidle")
    shift = float(page.evaluate("window.shifts"))
    context.close()
    return Visit(counted["requests"], counted["size"], usable, shift)


def _count(page: Page) -> dict[str, int]:
    """What the browser itself counts: every request, and its bytes with their headers."""
    counted = {"requests": 0, "size": 0}
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW_3G)

    def asked(event: dict[str, Any]) -> None:
        counted["requests"] += not event["request"]["url"].startswith("data:")

    def came(event: dict[str, Any]) -> None:
        counted["size"] += int(event["encodedDataLength"])

    devtools.on("Network.requestWillBeSent", asked)
    devtools.on("Network.loadingFinished", came)
    return counted


if __name__ == "__main__":
    sys.exit(main())
