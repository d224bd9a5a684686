"""What a patron's browser fetches before a click, and with a talk open: `python -m benchmarks.weight`.

Of the demo consortium. Bytes are of bodies as they come over the wire, or gzipped where the server leaves
that to a proxy.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.support import server
from benchmarks.support.browser import Browser, Visit
from benchmarks.support.options import parser
from benchmarks.support.report import Report, at_most

KB = 1000


def main(arguments: Sequence[str] | None = None) -> int:
    found = parser(__doc__ or "", seconds=0, rounds=1).parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="commondesk-bench-") as folder, server.demo(Path(folder)) as at:
        return measure(at.port).finish(found.json)


def measure(port: int) -> Report:
    report = Report("Weight of a patron's pages")
    browser = Browser(port)
    before = browser.visit("/")
    address, answer = _ask(browser)
    talk = browser.visit(address, also_later=True)
    report.add("requests before a click", str(before.requests), "", before.requests, at_most(3))
    _add(report, "kB before a click", before, before.weight, 10)
    _add(report, "kB with the talk open, in all", talk, before.weight + answer + talk.weight, 30)
    widget = [Browser(port).visit(address) for address in ("/widget.js", "/widget/ames.json")]
    report.add("requests of the widget before a click", str(sum(one.requests for one in widget)), "",
               sum(one.requests for one in widget), at_most(2))  # fmt: skip
    _add(report, "kB of the widget before a click", widget[0], sum(one.weight for one in widget), 6)
    _add(report, "kB of a library's ask page", own := Browser(port).visit("/ask/ames/"), own.weight, 10)
    promise = Browser(port).visit("/promise/")
    report.add("requests of the page of our promise", str(promise.requests), "", promise.requests, at_most(3))
    _add(report, "kB of the page of our promise", promise, promise.weight, 10)
    for one in [*before.fetched, *talk.fetched]:
        report.notes.append(f"{one.url}: {one.served:,} bytes served, {one.gzipped:,} gzipped")
    report.count("fetched", before.requests + talk.requests)
    return report


def _add(report: Report, what: str, visit: Visit, weight: int, bound: float) -> None:
    served = f"{visit.served / KB:.1f} kB in {visit.requests} requests as served"
    report.add(what, f"{weight / KB:.1f} kB", served, weight / KB, at_most(bound))


def _ask(browser: Browser) -> tuple[str, int]:
    """Ask as the page's scripts do; the address of the talk, and the bytes of the answer."""
    form = urlencode({"question": "Where can I find the census of 1920?", "key": "benchmark-of-weight-1"})
    status, _, body = browser.post("/", form, "application/x-www-form-urlencoded")
    if status != 201:
        raise RuntimeError(f"Asking answered {status}.")
    return f"/c/{json.loads(body)['code']}/", len(body)


if __name__ == "__main__":
    sys.exit(main())
