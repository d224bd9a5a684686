"""What `commondesk check` says of the folder in which data is kept."""

import shutil
from types import SimpleNamespace

import pytest

from commondesk.checkup import disk
from commondesk.environment import Environment

GIGABYTE = 1024**3


@pytest.fixture
def look(tmp_path):
    """What is found, by its heading."""
    home = tmp_path / "data"

    def _look(**settings: str) -> dict[str, str]:
        found = list(
            disk.of_the_disk(
                Environment(**{"data_dir": home, "database_url": "sqlite:////tmp/desk.sqlite3"} | settings)
            )
        )
        return {heading: " ".join(f.says for f in found if f.heading.strip() == heading)
                for heading in {f.heading.strip() for f in found}}  # fmt: skip

    return _look


def test_a_good_folder_is_made_written_to_and_left_as_it_was(look, tmp_path):
    assert set(look()) <= {"good", "note"}
    kept = sorted(str(path.relative_to(tmp_path / "data")) for path in (tmp_path / "data").rglob("*"))
    assert kept == ["attachments", "logos"]


def test_a_folder_that_is_none_is_told_with_what_to_do(look, tmp_path):
    (tmp_path / "data").write_text("a file")
    assert "Set COMMONDESK_DATA_DIR to a folder" in look()["WRONG"]


def test_files_that_cannot_be_kept_are_found_although_the_folder_itself_is_good(look, tmp_path):
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "attachments").write_text("a file")
    assert "attachments cannot be written" in look()["WRONG"]


@pytest.mark.parametrize(("free", "heading"), [(0.2, "WRONG"), (0.9, "note"), (50, "good")])
def test_little_room_is_told_before_there_is_none(look, monkeypatch, free, heading):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=int(free * GIGABYTE)))
    assert f"{free:.1f} GB are free" in look()[heading]


def test_sqlite_on_a_network_disk_is_wrong_and_postgresql_beside_one_is_not(look, monkeypatch):
    monkeypatch.setattr(disk, "_kind_of_disk", lambda _home: "nfs4")
    assert "SQLite can lose what was written" in look()["WRONG"]
    assert "WRONG" not in look(database_url="postgres://desk@127.0.0.1/desk")


def test_the_kind_of_a_disk_is_known(tmp_path):
    assert disk._kind_of_disk(tmp_path)


def test_a_folder_that_others_may_look_into_is_noted(look, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data").chmod(0o755)
    assert "chmod 700" in look()["note"]
