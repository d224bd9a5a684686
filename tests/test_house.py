"""The house's own rules, checked on the files themselves."""

import ast
import os
import re
import stat
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
NOT_OURS = {".venv", "__pycache__", ".git", ".mypy_cache", ".ruff_cache", ".hypothesis"}
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
TEXT = {
    ".py",
    ".md",
    ".html",
    ".txt",
    ".css",
    ".js",
    ".mjs",
    ".toml",
    ".in",
    ".json",
    ".po",
    ".yml",
    ".svg",
    ".sh",
    "",
}
# What only one machine, account or registry has; in pieces, so that this file does not name it either.
OF_ONE_MACHINE = re.compile(
    r"/(?:root|home/(?!noor\b)\w+|Users/\w+)/|/opt/(?:wheels|pypi)|"
    + "|".join(
        [
            r"pypi\." + "org",
            r"files\.pythonhosted\." + "org",
            r"registry\.npmjs\." + "org",
            "deb\\." + "debian",
        ]
    )
)


def tracked(*patterns: str) -> list[Path]:
    """The files git knows of; all files where there is no git, as in an unpacked archive."""
    return [path for path in _all_files() if not patterns or any(_is_in(path, one) for one in patterns)]


def code() -> list[Path]:
    return [
        path for path in tracked("*.py", "bin", "*.js", "*.mjs", "*.css") if "/migrations/" not in str(path)
    ]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_every_table_stands_in_the_index():
    index = (ROOT / "commondesk/models.py").read_text()
    tables = {model.__name__ for model in apps.get_app_config("commondesk").get_models()}
    assert {name for name in tables if f" as {name}\n" not in index} == set()


def test_every_file_that_holds_a_table_is_imported_by_the_index():
    index = (ROOT / "commondesk/models.py").read_text()
    for path in tracked("commondesk/*.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and any(
                ast.unparse(base) == "models.Model" for base in node.bases
            ):
                assert f" as {node.name}\n" in index or "abstract = True" in ast.unparse(node), (
                    f"{path}: {node.name}"
                )


def test_the_index_holds_nothing_but_imports():
    statements = ast.parse((ROOT / "commondesk/models.py").read_text()).body[1:]
    assert all(isinstance(statement, ast.ImportFrom) for statement in statements)


def test_no_file_is_longer_than_a_reader_can_hold():
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in code()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_longer_than_a_screen():
    too_long = {
        f"{path.relative_to(ROOT)}:{function.name}": length
        for path in tracked("*.py")
        if "/migrations/" not in str(path)
        for function in functions(path)
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    }
    assert too_long == {}


def test_every_path_that_the_architecture_names_exists():
    text = (ROOT / "ARCHITECTURE.md").read_text()
    named = set(re.findall(r"`((?:commondesk|tests|docs|bin|benchmarks|requirements)/[\w./-]*)`", text))
    assert named
    assert {
        name for name in named if not (ROOT / name).exists() and not (ROOT / "commondesk" / name).exists()
    } == set()


def test_no_file_names_a_machine_or_a_registry():
    for path in tracked():
        if path.suffix in TEXT and path != Path(__file__):
            found = OF_ONE_MACHINE.search(path.read_text(errors="replace"))
            assert not found, f"{path.relative_to(ROOT)} says {found.group() if found else ''}"


def test_the_scripts_can_be_run_and_stop_at_the_first_error():
    scripts = [*tracked("bin"), ROOT / ".ci/run"]
    assert len(scripts) > 5
    for script in scripts:
        assert script.stat().st_mode & stat.S_IXUSR, script
        assert "set -euo pipefail" in script.read_text(), script


@pytest.mark.parametrize("name", ["build", "base", "dev"])
def test_every_package_is_pinned_by_hash_and_named_without_a_host(name):
    text = (ROOT / f"requirements/{name}.txt").read_text()
    for entry in re.split(r"\n(?=\w)", text)[1:]:
        assert "==" in entry.splitlines()[0], entry
        assert "--hash=sha256:" in entry, entry
    assert "://" not in text


def test_what_runs_is_pinned_alike_for_running_and_for_testing():
    pins = [_pins(name) for name in ("base", "dev")]
    assert {name: version for name, version in pins[0].items() if pins[1].get(name) != version} == {}


def test_every_package_the_project_asks_for_is_pinned():
    asked = re.search(r"(?s)^dependencies = \[(.*?)^\]", (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert asked
    names = {re.split(r"[\[><;=]", line.strip(' ",'))[0] for line in asked.group(1).strip().splitlines()}
    assert names - set(_pins("base")) == set()


def test_nothing_but_the_environment_reads_variables_of_ours():
    readers = {
        str(path.relative_to(ROOT))
        for path in tracked("commondesk/*.py")
        if re.search(r"os\.(environ(?!\.setdefault\(\"DJANGO)|getenv)", path.read_text())
    }
    assert readers <= {"commondesk/environment.py", "commondesk/cli.py"}


def test_the_licence_is_in_the_tree():
    assert "Apache License" in (ROOT / "LICENSE").read_text()
    assert os.access(ROOT / "README.md", os.R_OK)


@cache
def _all_files() -> tuple[Path, ...]:
    if (ROOT / ".git").exists():
        listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split(
            "\0"
        )
        paths = [ROOT / name for name in names if name]
    else:
        paths = [path for path in ROOT.rglob("*") if not NOT_OURS & set(path.parts)]
    return tuple(sorted(path for path in set(paths) if path.is_file()))


def _is_in(path: Path, pattern: str) -> bool:
    name = str(path.relative_to(ROOT))
    return name.startswith(f"{pattern}/") or fnmatch(name, pattern)


def _pins(name: str) -> dict[str, str]:
    text = (ROOT / f"requirements/{name}.txt").read_text()
    return dict(re.findall(r"(?m)^([\w.-]+)==(\S+)", text))
