"""The lists at the left as the server draws them first; console_waiting.js and console_mine.js go on."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import get_language

from commondesk.desk.conversation import Conversation
from commondesk.web.languages import language_name
from commondesk.web.librarian.words import Words, said

State = Conversation.State


def rows(snapshot: dict[str, Any], words: Words) -> dict[str, Any]:
    """Who waits, each once and the longest wait first; questions left while closed; what I hold, and what of
    it I follow up; how many wait in queues I do not monitor; what is said where nobody waits."""
    shown = [row for queue in snapshot["queues"] for row in queue.get("conversations", ())]
    known = {row["code"]: {**row, "facts": _facts(row, words)} for row in shown}
    waiting = sorted(known.values(), key=lambda row: row["waiting_since"])
    return {
        "here": [row for row in waiting if not row["asked_while_closed"]],
        "left": [row for row in waiting if row["asked_while_closed"]],
        "mine": [talk for talk in snapshot["mine"] if talk["state"] != State.FOLLOWING_UP],
        "followed": [talk for talk in snapshot["mine"] if talk["state"] == State.FOLLOWING_UP],
        "others": _others(snapshot["queues"], Counter(row["queue"] for row in waiting), words),
        "empty": said(words, _empty(snapshot["queues"])),
    }


def _facts(row: dict[str, Any], words: Words) -> str:
    """Library, topic, page, language: what AC2 lets one see before picking up."""
    library = row["library"]["name"] if row["library"] else said(words, "no_library")
    language = row["language"] if row["language"] != get_language() else ""
    parts = [library, row["topic"], _page(row["page"]), language_name(language) if language else ""]
    return " \N{MIDDLE DOT} ".join(part for part in parts if part)


def _page(address: str) -> str:
    try:
        host, path = urlsplit(address)[1:3]
    except ValueError:
        return address
    return host + (path if path != "/" else "") if host else address


def _others(queues: list[dict[str, Any]], shown: Counter[str], words: Words) -> list[str]:
    """What waits there and is not seen through a queue it rolls on to."""
    waiting = {
        queue["name"]: queue["waiting"] - shown[queue["slug"]] for queue in queues if not queue["monitored"]
    }
    return [
        said(words, "others_wait", queue=name, count=count) for name, count in waiting.items() if count > 0
    ]


def _empty(queues: list[dict[str, Any]]) -> str:
    if any(queue["monitored"] for queue in queues):
        return "empty_waiting"
    return "empty_off_duty" if queues else "empty_no_queue"
