"""Files on the disk: whole or not at all, under random names, for their owner only."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from commondesk.plumbing.files import store as module
from commondesk.plumbing.files.store import FileStore
from commondesk.plumbing.refusal import TryAgain


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "attachments")


def names(store: FileStore) -> list[str]:
    return [path.name for path in store.root.glob("*/*")]


def test_what_is_kept_can_be_read_and_deleted_twice(store: FileStore) -> None:
    handle = store.keep(b"census")
    file = store.open(handle)
    assert file is not None
    with file:
        assert file.read() == b"census"
    store.delete([handle])
    store.delete([handle])
    assert store.open(handle) is None
    assert store.keep(b"census") != handle


def test_nobody_else_of_the_machine_reads_it(store: FileStore) -> None:
    handle = store.keep(b"census")
    [path] = store.root.glob("*/*")
    assert path.name == handle
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("handle", ["../../secret", "a" * 25, "A" * 26, "a/" * 13, "", "\0" * 26])
def test_a_name_that_is_not_ours_opens_nothing(store: FileStore, handle: str) -> None:
    with pytest.raises(ValueError, match="no name of ours"):
        store.open(handle)


def test_a_full_disk_is_said_and_leaves_nothing(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(TryAgain):
        store.keep(b"census")
    assert names(store) == []


def test_the_last_of_the_disk_is_left_to_messages(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEEP_FREE", 1 << 60)
    with pytest.raises(TryAgain):
        store.keep(b"census")
    assert names(store) == []


def test_the_sweep_is_told_of_old_files_and_of_half_ones(store: FileStore) -> None:
    handle = store.keep(b"census")
    assert list(store.older_than(60)) == []
    path = store.root / handle[:2] / handle
    half = path.parent / f"{'a' * 26}.part"
    half.write_bytes(b"cen")
    for each in (path, half):
        os.utime(each, (1, 1))
    assert sorted(store.older_than(60)) == sorted([handle, "a" * 26])
