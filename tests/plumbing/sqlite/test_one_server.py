import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from commondesk.plumbing.sqlite.one_server import DataDirectoryInUse, data_dir_lock

HOLDING = """
    import sys, pathlib
    from commondesk.plumbing.sqlite.one_server import data_dir_lock
    with data_dir_lock(pathlib.Path(sys.argv[1])):
        print("held", flush=True)
        sys.stdin.read()
"""


def test_a_second_server_is_refused_and_told_who_and_what_to_do(tmp_path):
    with (
        data_dir_lock(tmp_path / "new"),
        pytest.raises(DataDirectoryInUse, match=rf"process {os.getpid()}.*PostgreSQL"),
        data_dir_lock(tmp_path / "new"),
    ):
        pass


def test_it_is_free_again_afterwards(tmp_path):
    with data_dir_lock(tmp_path):
        pass
    with data_dir_lock(tmp_path):
        pass


def test_another_process_is_seen_and_its_kill_frees_the_directory(tmp_path):
    command = [sys.executable, "-c", textwrap.dedent(HOLDING), str(tmp_path)]
    root = Path(__file__).parents[3]
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(DataDirectoryInUse, match=f"process {other.pid}"), data_dir_lock(tmp_path):
            pass
        other.send_signal(signal.SIGKILL)
        other.wait()
    with data_dir_lock(tmp_path):
        pass
