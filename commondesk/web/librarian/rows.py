"""The lists at the left as the server draws them first; console_waiting.js and console_mine.js go on."""

from __future__ import annotations

from typing import Any


def rows(snapshot: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Who waits, each once and the longest wait first; questions left while closed; what I hold."""
    shown = [row for queue in snapshot["queues"] for row in queue.get("conversations", ())]
    waiting = sorted({row["code"]: row for row in shown}.values(), key=lambda row: row["waiting_since"])
    return {
        "here": [row for row in waiting if not row["asked_while_closed"]],
        "left": [row for row in waiting if row["asked_while_closed"]],
        "mine": snapshot["mine"],
    }
