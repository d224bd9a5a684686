"""The other files of deploy/: units, container, composition. What can be checked of them here is."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from commondesk.cli import _parser
from commondesk.environment import Environment
from tests.support.served_desk import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
CONTAINER = (DEPLOY / "Containerfile").read_text()


def commands() -> list[list[str]]:
    """Every `commondesk ...` that these files run."""
    found = [
        shlex.split(start.replace("%i", "8001"))
        for unit in UNITS
        for start in re.findall(r"(?m)^ExecStart=\S+/commondesk (.+)$", unit.read_text())
    ]
    found += [service["command"] for service in COMPOSE["services"].values() if "command" in service]
    return [*found, json.loads(re.findall(r"(?m)^CMD (.+)$", CONTAINER)[0])]


def test_every_command_is_one_that_the_desk_takes():
    assert len(commands()) == 9
    for command in commands():
        _parser().parse_args(command)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_understands_each_unit(unit: Path, tmp_path: Path):
    analyze = shutil.which("systemd-analyze")
    assert analyze, "systemd-analyze was not found. On Debian: apt-get install systemd."
    program = tmp_path / "commondesk"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    copy = tmp_path / unit.name.replace("@", "@8001")
    copy.write_text(unit.read_text().replace("/opt/commondesk/bin/commondesk", str(program)))
    done = subprocess.run([analyze, "verify", "--man=no", copy], capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if copy.name in line]
    assert (done.returncode, ours) == (0, []), done.stderr


def test_units_differ_in_what_they_run_alone():
    def rest(unit: Path) -> str:
        return re.sub(r"(?m)^(Description|ExecStart)=.*$", "", unit.read_text())

    assert len({rest(unit) for unit in UNITS}) == 1
    for unit in UNITS:
        for line in (
            "User=commondesk", "ProtectSystem=strict", "NoNewPrivileges=true", "LimitNOFILE=65536",
            "Restart=always", "StartLimitIntervalSec=0",
        ):  # fmt: skip
            assert line in unit.read_text().splitlines()


def test_the_container_copies_what_is_there_and_runs_as_nobody_special():
    for sources in re.findall(r"(?m)^COPY (.+) \S+$", CONTAINER):
        for source in sources.split():
            assert (ROOT / source).exists(), source
    assert re.findall(r"(?m)^USER (\S+)$", CONTAINER) == ["commondesk"]
    assert "--require-hashes" in CONTAINER


def test_the_composition_holds_together_and_no_secret():
    services = COMPOSE["services"]
    assert set(services) == {"database", "migrate", "line", "pages", "work", "proxy"}
    for service in services.values():
        assert set(service.get("depends_on", ())) <= set(services)
        for name, value in service.get("environment", {}).items():
            if re.search("SECRET|PASSWORD|SMTP", name):
                assert re.fullmatch(r"\$\{\w+:[?-]\}", value), name
    ours = services["pages"]["environment"]
    assert {name.removeprefix("COMMONDESK_").lower() for name in ours} <= set(Environment.model_fields)
    networks = COMPOSE["networks"]["default"]["ipam"]["config"]
    assert ours["COMMONDESK_TRUSTED_PROXIES"] == networks[0]["subnet"]
    proxy = services["proxy"]["environment"]
    for name in ("line", "pages"):
        port = services[name]["command"][services[name]["command"].index("--port") + 1]
        assert proxy[f"COMMONDESK_{name.upper()}"] == f"{name}:{port}"
        assert f":{port}/readyz" in services[name]["healthcheck"]["test"][-1]
    used = set(re.findall(r"\{\$(\w+)", (DEPLOY / "Caddyfile").read_text()))
    assert used == set(proxy)


def test_images_are_named_without_a_host():
    images = [service["image"] for service in COMPOSE["services"].values() if "image" in service]
    images += re.findall(r"(?m)^FROM (\S+)", CONTAINER)
    for image in images:
        assert re.fullmatch(r"[a-z]+(:[\w.-]+)?", image), image


def test_what_the_guide_says_of_these_files_is_there():
    guide = (ROOT / "docs/operating.md").read_text()
    named = set(re.findall(r"deploy/[\w./@-]+\w", guide))
    assert {name for name in named if not (ROOT / name).exists()} == set()
    for path in DEPLOY.rglob("*"):
        if path.is_file():
            assert str(path.relative_to(ROOT)) in named, f"docs/operating.md does not speak of {path.name}"
