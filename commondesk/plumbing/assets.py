"""Static files under hashed names, collected when a server starts and only when they changed."""

import fcntl
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, Storage
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage

from commondesk.plumbing.served_text import as_sent

STAMP = ".collected"
Sources = dict[str, tuple[Storage, str]]


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Every file under a name that changes with its content; modules import each other by those names."""

    support_js_module_import_aggregation = True
    # A module is named after its content, which holds the names of what it imports: one pass a storey.
    max_post_process_passes = 30

    def post_process(self, paths: Sources, **options: Any) -> Iterator[tuple[str, str, bool | Exception]]:
        """As always, but of style sheets and scripts in the form in which they are sent."""
        yield from super().post_process({**paths, **_as_sent(paths)}, **options)


def _as_sent(paths: Sources) -> Sources:
    """The style sheets and scripts among `paths`, in memory."""
    storage = InMemoryStorage()

    def read(name: str) -> str:
        source, path = paths[name]
        with source.open(path) as file:
            text: bytes = file.read()
        return text.decode()

    texts = [name for name in paths if name.endswith((".css", ".js"))]
    for name in texts:
        storage.save(name, ContentFile(as_sent(name, read).encode()))
    return {name: (storage, name) for name in texts}


def collect() -> bool:
    """Put all static files where the server reads them; True if there was anything to do.

    Several servers of one data directory may start at once: one collects, the others wait and find it done.
    """
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp, wanted = root / STAMP, _fingerprint()
        if stamp.exists() and stamp.read_text() == wanted:
            return False
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(wanted)
        return True


def _fingerprint() -> str:
    """Names, sizes and times of all source files: telling that nothing changed must not take reading them."""
    digest = hashlib.sha256()
    for finder in finders.get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
