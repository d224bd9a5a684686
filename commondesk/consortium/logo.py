"""A library's logo: a small picture that its patrons see, kept as a file beside the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from hashlib import sha256
from typing import IO, TYPE_CHECKING, Final

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from commondesk.consortium.changing import change
from commondesk.plumbing import clock
from commondesk.plumbing.files.kinds import ENDINGS, kind_of
from commondesk.plumbing.files.orientation import lies_on_its_side
from commondesk.plumbing.files.pictures import picture_size
from commondesk.plumbing.files.store import FileStore
from commondesk.plumbing.files.stripping import stripped
from commondesk.plumbing.refusal import Invalid, NotVisible, TooLarge

if TYPE_CHECKING:
    from commondesk.consortium.librarian import Librarian
    from commondesk.consortium.library import Library

KINDS: Final = ("image/png", "image/jpeg", "image/webp")
LARGEST: Final = 200 * 1024
SHORTEST_SIDE: Final = 16
LONGEST_SIDE: Final = 2_000  # shown at most 200 wide, so sharp on any screen; 16 MB of dots in a browser
SHOWN_WIDTH: Final = 200
SHOWN_HEIGHT: Final = 40
UNDO_WITHIN: Final = dt.timedelta(days=30)
ORPHAN_AFTER: Final = 3600.0
Look = Callable[[int | None], None]


class Logo(models.Model):
    """One picture that a library has, or had until lately. `digest` stands in its address."""

    library = models.ForeignKey("Library", on_delete=models.CASCADE, related_name="logos")
    handle = models.CharField(max_length=32, unique=True)
    digest = models.CharField(max_length=64, db_index=True)
    type = models.CharField(max_length=16)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    size = models.PositiveIntegerField()
    at = models.DateTimeField(default=clock.now)  # since when it is there, or has been taken down

    class Meta:
        app_label = "commondesk"

    def __str__(self) -> str:
        return f"{self.library_id} {self.type} {self.width}x{self.height}"

    @property
    def ending(self) -> str:
        return ENDINGS[self.type][0]

    @property
    def shown(self) -> tuple[int, int]:
        """Width and height on the page, so that nothing moves when the picture comes."""
        scale = min(SHOWN_WIDTH / self.width, SHOWN_HEIGHT / self.height, 1)
        return max(1, round(self.width * scale)), max(1, round(self.height * scale))


def store() -> FileStore:
    """Apart from what people send each other: this is for everybody to see."""
    return FileStore(settings.COMMONDESK.data_dir / "logos")


def set_logo(by: Librarian, library: Library, content: bytes, look: Look | None = None) -> Logo:
    """This picture from now on, without what it tells beside its dots.

    `look` is shown the number of the logo that hangs there, under the library's lock, and may raise. The file
    is written before the transaction and deleted again where that does not take it. Raises Empty, Invalid,
    TooLarge, and TryAgain (no room on the disk).
    """
    kind, content, (width, height) = _looked(content)
    handle = store().keep(content)
    taken = False
    try:
        with transaction.atomic():
            logo = Logo.objects.create(
                library=library, handle=handle, digest=sha256(content).hexdigest(), type=kind,
                width=width, height=height, size=len(content),
            )  # fmt: skip
            _hang(by, library, logo, look)
        taken = True
    finally:
        if not taken:
            store().delete([handle])
    return logo


def choose_logo(by: Librarian, library: Library, number: int | None, look: Look | None = None) -> bool:
    """None: no logo; or one that it had lately, which takes a change back. Whether anything changed.

    `look` as above. Raises NotVisible for another library's, and for one that is gone.
    """
    logo = library.logos.filter(pk=number).first() if number is not None else None
    if number is not None and logo is None:
        raise NotVisible
    return _hang(by, library, logo, look)


def public_logo(digest: str) -> tuple[Logo, IO[bytes]]:
    """A logo that a library has now, to be read; it is for everybody. Raises NotVisible."""
    # By the key of `Library.logo`: what was taken down is not shown any more.
    row = Logo.objects.filter(digest=digest, library__logo_id=models.F("pk")).first()
    file = store().open(row.handle) if row else None
    if row is None or file is None:
        raise NotVisible
    return row, file


def sweep(now: dt.datetime) -> int:
    """Delete what no library has any more and nobody takes back, and what a crash left; how many files."""
    old = Logo.objects.filter(at__lt=now - UNDO_WITHIN).exclude(library__logo_id=models.F("pk"))
    old.delete()
    known = set(Logo.objects.values_list("handle", flat=True))
    orphans = [handle for handle in store().older_than(ORPHAN_AFTER) if handle not in known]
    store().delete(orphans)
    return len(orphans)


def _hang(by: Librarian, library: Library, logo: Logo | None, look: Look | None) -> bool:
    """The one that comes down can be taken back from now on."""
    with transaction.atomic():
        rows = type(library)._default_manager.select_for_update(no_key=True, of=("self",))
        hanging = rows.get(pk=library.pk).logo_id
        if look is not None:
            look(hanging)
        if hanging is not None:
            Logo.objects.filter(pk=hanging).update(at=clock.now())
        return bool(change(library, by, "library.logo", {"logo": logo}))


def _looked(content: bytes) -> tuple[str, bytes, tuple[int, int]]:
    """Its kind, what is kept of it, and its size in dots, looked at before anything of it is unpacked."""
    if len(content) > LARGEST:
        raise TooLarge(_("A logo has 200 kB at most. Save it smaller, or with fewer dots."))
    kind = kind_of(content, "")
    if kind not in KINDS:
        raise Invalid(_("A logo is a PNG, JPEG or WebP picture. Save it as one of these."))
    size = picture_size(kind, content)
    if size is None or not all(SHORTEST_SIDE <= side <= LONGEST_SIDE for side in size):
        raise Invalid(_("A logo is between 16 and 2,000 dots wide and high. Save it in another size."))
    picture = stripped(kind, content)
    if picture is None:
        raise Invalid(_("This picture is damaged, or it moves. Save it again as a plain picture."))
    width, height = size
    # As it is shown, so that the page keeps the room that it takes.
    turned = lies_on_its_side(kind, picture)
    return kind, picture, (height, width) if turned else (width, height)
