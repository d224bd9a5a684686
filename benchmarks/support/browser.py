"""Fetches a page with all that a browser fetches with it, and weighs it."""

from __future__ import annotations

import gzip
import http.client
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

_STATIC_IMPORT = re.compile(
    r"""(?:^|[;}\s])(?:import|export)\s*(?:[\w*{}\s,$]+?\sfrom\s*)?["']([^"']+)["']"""
)
_DYNAMIC_IMPORT = re.compile(r"""\bimport\(\s*["']([^"']+)["']""")
_ENTRY = re.compile(r"/js/patron\.[0-9a-f]+\.js$")
_IN_CSS = re.compile(r"""(?:@import\s+(?:url\()?|url\()\s*["']?([^"')\s]+)""")
_FETCHED_RELS = {"stylesheet", "icon", "modulepreload", "preload", "manifest"}
_GZIP_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer: `served` bytes came over the wire, `gzipped` would with any compressing proxy."""

    url: str
    kind: str
    served: int
    text: str

    @property
    def gzipped(self) -> int:
        return len(gzip.compress(self.text.encode("latin-1"), _GZIP_LEVEL))

    @property
    def weight(self) -> int:
        return min(self.served, self.gzipped)


@dataclass(slots=True)
class Visit:
    """A page and what it brought, in the order it was asked for."""

    fetched: list[Fetched] = field(default_factory=list)

    @property
    def requests(self) -> int:
        return len(self.fetched)

    @property
    def served(self) -> int:
        return sum(one.served for one in self.fetched)

    @property
    def weight(self) -> int:
        return sum(one.weight for one in self.fetched)


class Browser:
    """Visits pages of one server; what it has fetched once it has, as a cache does."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._kept: dict[str, Fetched] = {}

    def visit(self, path: str, *, also_later: bool = False) -> Visit:
        """The page at `path` and all it needs; `also_later`: and the modules it imports after a click."""
        visit = Visit()
        waiting = [path]
        if also_later:  # what was fetched before may now import what it did not need yet
            waiting += [needed for kept in self._kept.values() for needed in _needs(kept, also_later)]
        while waiting:
            url = waiting.pop(0)
            if url in self._kept:
                continue
            found = self._kept[url] = self._fetch(url)
            visit.fetched.append(found)
            waiting += _needs(found, also_later)
        return visit

    def post(self, path: str, body: str, kind: str) -> tuple[int, dict[str, str], bytes]:
        """Send a form or JSON; status, headers and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        origin = f"http://127.0.0.1:{self._port}"
        headers = {"Content-Type": kind, "Accept": "application/json", "Origin": origin}
        connection.request("POST", path, body.encode(), headers)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()

    def _fetch(self, url: str) -> Fetched:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        connection.request("GET", url, headers={"Accept-Encoding": "gzip", "Accept-Language": "en"})
        answer = connection.getresponse()
        raw = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"GET {url} answered {answer.status}.")
        plain = gzip.decompress(raw) if answer.headers.get("Content-Encoding") == "gzip" else raw
        kind = (answer.headers.get("Content-Type") or "").partition(";")[0]
        return Fetched(url, kind, len(raw), plain.decode("latin-1"))


def _needs(found: Fetched, also_later: bool) -> Iterator[str]:
    """Paths that a browser asks for next on reading this."""
    if found.kind == "text/html":
        names = _in_page(found.text)
    elif found.kind == "text/css":
        names = _IN_CSS.findall(found.text)
    elif "javascript" in found.kind:
        names = _STATIC_IMPORT.findall(found.text)
        # Opening a talk is the entry's to import; what a talk imports itself waits for a file, a correction.
        later = _DYNAMIC_IMPORT.findall(found.text) if also_later and _ENTRY.search(found.url) else []
        names += [name for name in later if "/framed." not in name]  # only in a widget's frame
    else:
        names = []
    for name in names:
        path = urlsplit(urljoin(f"http://host{found.url}", name))
        if path.scheme == "http" and path.hostname == "host":
            yield path.path


def _in_page(text: str) -> list[str]:
    parser = _Links()
    parser.feed(text)
    # A page that names no icon makes the browser ask for this one.
    return parser.found + ([] if parser.has_icon else ["/favicon.ico"])


class _Links(HTMLParser):
    """Collects what a page has its browser fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.has_icon = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        rels = set((said.get("rel") or "").split())
        self.has_icon |= "icon" in rels
        source = said.get("href") if tag == "link" and rels & _FETCHED_RELS else None
        if (
            tag in ("script", "img", "iframe") and "nomodule" not in said
        ):  # that one is for old browsers alone
            source = said.get("src")
        if source and not source.startswith("data:"):
            self.found.append(source)
