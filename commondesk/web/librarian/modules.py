"""The console's scripts, named beforehand: the browser fetches them at once instead of storey by storey."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Final

from django.contrib.staticfiles import finders

ENTRY: Final = "js/console/console.js"
_IMPORT: Final = re.compile(r"""^(?:import|export)\s(?:[^"';()]*\sfrom\s)?"(\.[^"]+)\"""", re.MULTILINE)


@cache
def modules() -> tuple[str, ...]:
    """Every module that the entry leads to, itself first, as names of static files."""
    found: dict[str, None] = {ENTRY: None}
    ahead = [ENTRY]
    while ahead:
        for name in _imported_by(ahead.pop()):
            if name not in found:
                found[name] = None
                ahead.append(name)
    return tuple(found)


def _imported_by(name: str) -> list[str]:
    path = finders.find(name)
    if path is None:
        return []
    text = Path(path).read_text(encoding="utf-8")
    return [_joined(PurePosixPath(name).parent, step) for step in _IMPORT.findall(text)]


def _joined(folder: PurePosixPath, step: str) -> str:
    parts: list[str] = list(folder.parts)
    for part in PurePosixPath(step).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)
