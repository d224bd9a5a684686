"""How the widget of a library, or of the consortium, behaves on a site: one row each, defaults without."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit

from django.db import models, transaction
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from commondesk.consortium.changing import change
from commondesk.consortium.library import Library
from commondesk.plumbing.refusal import Invalid

if TYPE_CHECKING:
    from commondesk.consortium.librarian import Librarian

MOST_SITES: Final = 50
MOST_PATTERNS: Final = 50
LONGEST_PATTERN: Final = 200
HIGHEST_LIFT: Final = 400
SOONEST_INVITATION: Final = 5
LATEST_INVITATION: Final = 3600
ANY_SITE: Final = "*"

# A host as it may stand in a Content-Security-Policy: a wildcard only first, and nothing that ends the rule.
_HOST: Final = re.compile(
    r"(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
)
_USUAL: Final = {"http": 80, "https": 443}
_NO_SITE: Final = _(
    "%(site)s is no site. Write its address without what follows the name, such as https://www.example.org"
)
_NO_PATTERN: Final = _(
    "%(pattern)s is no page. Write what stands behind the site's name, without ? or #, such as /catalog/*"
)


class Widget(models.Model):
    """`sites`, `pages`, `not_pages` and `invite_pages` are lists of text; `lift` is in pixels from below.

    The one without a library is the consortium's own: whoever asks there has named no library.
    """

    class Corner(models.TextChoices):
        END = "end", _("Below, where lines end (right)")
        START = "start", _("Below, where lines begin (left)")

    library = models.OneToOneField("Library", on_delete=models.CASCADE, null=True, related_name="widget")
    corner = models.CharField(max_length=8, choices=Corner.choices, default=Corner.END)
    lift = models.PositiveSmallIntegerField(default=16)
    label = models.CharField(max_length=40, blank=True)
    colour = models.CharField(max_length=7, blank=True)
    sites = models.JSONField(default=list, blank=True)
    pages = models.JSONField(default=list, blank=True)
    not_pages = models.JSONField(default=list, blank=True)
    invites = models.BooleanField(default=False)
    invite_after = models.PositiveSmallIntegerField(default=30)
    invite_pages = models.JSONField(default=list, blank=True)
    invite_words = models.CharField(max_length=160, blank=True)

    class Meta:
        app_label = "commondesk"
        constraints = [
            # A null differs from every other; of the consortium there shall be one all the same.
            models.UniqueConstraint(Coalesce("library", 0), name="one_widget_a_library")
        ]

    def __str__(self) -> str:
        return f"widget of {self.library_id or 'the consortium'}"

    @property
    def allowed_sites(self) -> list[str]:
        """Origins that may hold it; where none is named, that of the library's own web address."""
        return list(self.sites) or _own_sites(self.library.website if self.library else "")

    @property
    def shown_colour(self) -> str:
        """Its own, else the library's; empty for the house's green."""
        return self.colour or (self.library.brand_colour if self.library else "")


def widget_of(library: Library | None) -> Widget:
    """Its row, or what holds as long as nobody has set anything; None: the consortium's."""
    return Widget.objects.filter(library=library).first() or Widget(library=library)


def set_widget(library: Library | None, by: Librarian, values: dict[str, Any]) -> list[str]:
    """These values of its row, made where there is none; the names of what has changed."""
    with transaction.atomic():
        row, _made = Widget.objects.get_or_create(library=library)
        return change(row, by, "widget.change", values)


def read_site(text: str) -> str:
    """An origin such as `https://www.example.org` or `https://*.example.org`; `*` for any. Raises Invalid."""
    said = text.strip()
    if said == ANY_SITE:
        return said
    try:
        parts = urlsplit(said if "://" in said else f"https://{said}")
        host, port = _ascii(parts.hostname or ""), parts.port
    except ValueError:
        raise Invalid(_NO_SITE % {"site": said[:80]}) from None
    is_plain = parts.username is None and parts.password is None
    if parts.scheme not in ("http", "https") or not is_plain or not _HOST.fullmatch(host):
        raise Invalid(_NO_SITE % {"site": said[:80]})
    # As browsers name an origin: without the port that goes without saying.
    return f"{parts.scheme}://{host}{f':{port}' if port and port != _USUAL[parts.scheme] else ''}"


def _ascii(host: str) -> str:
    """As browsers write it: `bücherei.example` is `xn--bcherei-n2a.example`. Raises ValueError."""
    return host if host.isascii() else host.encode("idna").decode()


def read_pattern(text: str) -> str:
    """A path in which `*` is anything, as browsers write it; of a whole address its path. Raises Invalid."""
    said = text.strip()
    path = urlsplit(said).path if said.startswith(("http://", "https://")) else said
    if (
        not path.startswith(("/", "*"))
        or len(path) > LONGEST_PATTERN
        or any(sign.isspace() or sign in "?#" for sign in path)
    ):
        raise Invalid(_NO_PATTERN % {"pattern": said[:80]})
    return quote(path, safe="/*%:@!$&'()+,;=~")


def _own_sites(website: str) -> list[str]:
    """The site of this address, by its name with and without `www.`."""
    try:
        site = read_site(website) if website else ""
    except Invalid:
        return []
    if not site:
        return []
    scheme, _slashes, host = site.partition("://")
    other = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    return [site, f"{scheme}://{other}"]
