"""The data directory: may we write there, does it reach the disk, and is there room?"""

from __future__ import annotations

import os
import resource
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from commondesk.checkup.finding import Finding, note, wrong
from commondesk.environment import Environment
from commondesk.plumbing.files.store import KEEP_FREE

PLENTY: Final = 4 * KEEP_FREE
FOLDERS: Final = ("attachments", "logos")
ENOUGH_FILES: Final = 4_096
# SQLite's way of letting readers read while somebody writes needs memory that all of them share.
_NETWORK_DISKS: Final = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "glusterfs", "ceph")


def of_the_disk(environment: Environment) -> Iterator[Finding]:
    """Write, and wait until the disk has it, in every folder in which files of conversations are kept."""
    home = environment.data_dir
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (home, *(home / name for name in FOLDERS)):
            folder.mkdir(mode=0o700, exist_ok=True)
            _write_through(folder)
    except OSError as error:
        yield wrong(_NOT_WRITABLE.format(error.filename or home, error.strerror or error))
        return
    yield Finding(True, f"Data is kept in {home} (COMMONDESK_DATA_DIR), and reaches the disk.")
    if home.stat().st_mode & 0o077:
        yield note(f"{home} can be looked into by others on this machine. `chmod 700 {home}` ends that.")
    yield _room(home)
    if is_on_sqlite(environment) and (kind := _kind_of_disk(home)) in _NETWORK_DISKS:
        yield wrong(_NETWORK.format(home, kind))
    if (files := resource.getrlimit(resource.RLIMIT_NOFILE)[1]) < ENOUGH_FILES:
        yield note(_FEW_FILES.format(files))


def is_on_sqlite(environment: Environment) -> bool:
    return not environment.database_url or environment.database_url.startswith("sqlite")


def _write_through(folder: Path) -> None:
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".checkup-") as fresh:
        fresh.write(b"x" * 4096)
        fresh.flush()
        os.fsync(fresh.fileno())
        opened = os.open(folder, os.O_RDONLY)  # that it is there is written in its folder
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _room(home: Path) -> Finding:
    free = shutil.disk_usage(home).free
    told = f"{free / 1024**3:.1f} GB are free where data is kept"
    if free < KEEP_FREE:
        return wrong(f"Only {told}. No files are taken, and soon no messages: make room there.")
    return note(f"Only {told}; files are taken down to 0.25.") if free < PLENTY else Finding(True, f"{told}.")


def _kind_of_disk(home: Path) -> str:
    """The kind of file system, as Linux tells it; empty elsewhere."""
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    where = home.resolve()
    found = [fields for line in mounts if len(fields := line.split()) > 2 and where.is_relative_to(fields[1])]
    return max(found, key=lambda fields: len(fields[1]))[2] if found else ""


_NOT_WRITABLE = (
    "{} cannot be written: {}. Set COMMONDESK_DATA_DIR to a folder that whoever runs the desk may write, or "
    "make this one theirs; run this as the same person as the server."
)
_NETWORK = (
    "{} lies on a network disk ({}), where SQLite can lose what was written. Set COMMONDESK_DATA_DIR to a "
    "disk of this machine, or COMMONDESK_DATABASE_URL to a PostgreSQL database."
)
_FEW_FILES = (
    "At most {} files may be open, and each stream is one. Set LimitNOFILE, or `ulimit -n`, to 65536, "
    "as in deploy/systemd/commondesk.service."
)
