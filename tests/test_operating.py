"""What docs/operating.md tells whoever keeps a desk running is what the desk does."""

import ast
import re
import shlex
from pathlib import Path

from commondesk.cli import _parser
from commondesk.environment import Environment
from commondesk.plumbing.tally import Tally
from commondesk.web.watching import exposition
from commondesk.web.watching.exposition import OfTheLine
from commondesk.web.watching.figures import Figures

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs/operating.md").read_text()
LEVELS = {"warning": "warning", "error": "error", "exception": "error", "critical": "error"}


def lines_of_the_log() -> set[tuple[str, str]]:
    """What our code says at `warning` and above, with its level."""
    found = set()
    for path in (ROOT / "commondesk").rglob("*.py"):
        module = ast.parse(path.read_text())
        named = {
            ast.unparse(node.target if isinstance(node, ast.AnnAssign) else node.targets[0]): node.value
            for node in module.body
            if isinstance(node, ast.Assign | ast.AnnAssign)
        }
        for node in ast.walk(module):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "log"
                and node.func.attr in LEVELS
            ):
                (said,) = [named.get(ast.unparse(argument), argument) for argument in node.args]
                assert isinstance(said, ast.Constant), f"{path}:{node.lineno} says something that varies"
                found.add((said.value, LEVELS[node.func.attr]))
    return found


def test_whatever_the_log_may_say_is_told_with_what_to_do():
    table = TEXT.split("### What the log says")[1].split("\n## ")[0]
    told = set(re.findall(r"(?m)^\| (.+?) \| (warning|error) \| ", table))
    assert told == lines_of_the_log()


def test_every_figure_is_told_with_when_to_worry(monkeypatch):
    monkeypatch.setattr(exposition, "tally", Tally())
    exposition.tally.job_done("retention")
    figures = Figures({"statewide": 0}, {"statewide": 0}, 0, 0, {"failed": 0}, 0, 0, 0)
    body = exposition.text(figures, OfTheLine({"desk": 0}, 0, True, False)).decode()
    ours = set(re.findall(r"(?m)^# TYPE (commondesk_\w+)", body))
    part = TEXT.split("### What to watch")[1].split("\n## ")[0]
    named = set(re.findall(r"commondesk_\w+", part))
    assert named <= ours
    assert ours - named == {"commondesk_build_info", "commondesk_draining"}


def blocks() -> list[str]:
    return re.findall(r"(?ms)^```sh\n(.*?)^```", TEXT)


def test_the_variables_are_written_as_systemd_reads_them():
    """It takes a remark behind a value for a part of it."""
    (file,) = [block for block in blocks() if block.startswith("COMMONDESK_DATA_DIR=")]
    for line in file.splitlines():
        assert re.fullmatch(r"#.*|COMMONDESK_[A-Z_]+=[^\s#]+", line), line
    named = {name.lower() for name in re.findall(r"(?m)^COMMONDESK_(\w+)=", file)}
    assert named <= set(Environment.model_fields)


def test_every_command_that_the_guide_types_is_one_that_the_desk_takes():
    typed = re.findall(r"(?m)(?:^|&& )commondesk (?!-)(.+?)(?= &&|$)", "\n".join(blocks()))
    assert len(typed) > 8
    for command in typed:
        _parser().parse_args(shlex.split(command, comments=True))
