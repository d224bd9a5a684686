"""The bar above the desk as the server draws it first; console_duty.js and console_colleagues.js go on."""

from __future__ import annotations

from typing import Any, Final

from commondesk.web.librarian.words import Words, said

SHOWN: Final = 3


def bar(snapshot: dict[str, Any], words: Words) -> dict[str, Any]:
    """My duty and its queues, the colleagues who are on duty with me, and how many conversations I hold."""
    monitored = [queue["name"] for queue in snapshot["queues"] if queue["monitored"]]
    others = [one for one in snapshot["on_duty"] if one["id"] != snapshot["me"]["id"]]
    return {
        "is_on_duty": bool(monitored),
        "duty": said(words, "on_duty" if monitored else "off_duty"),
        "queues": ", ".join(monitored),
        "colleagues": [{"id": one["id"], "brief": _brief(one, words)} for one in others[:SHOWN]],
        "others": len(others),
        "on_duty": said(words, "others_on_duty", count=len(others)),
        "you": said(words, "you_have", count=len(snapshot["mine"])),
    }


def _brief(one: dict[str, Any], words: Words) -> str:
    """`Birch` for `Birch County Library`: the bar is narrow, its list says it whole."""
    library = one["library"] or said(words, "consortium_staff")
    return said(
        words, "colleague", name=one["name"], library=library.split()[0], open=one["open_conversations"]
    )
