"""The console's words for what calls, and for its keys: as words.py, `{name}` is filled in by the scripts."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _


def calling() -> Mapping[str, str | dict[str, str]]:
    """Sounds, notices, alarms. A notice is for a screen that others may see: none holds a patron's words."""
    return {
        "notice_title": _("A patron waits"),
        "notice_message": _("A patron has written to you"),
        "notices_blocked": _("Sound is on. Desktop notices are blocked in this browser's settings."),
        "no_sound_yet": _(
            "The browser makes no sound before you have clicked or pressed a key on this page."
        ),
        "muted_now": _(
            "Muted in this browser: no sound, no desktop notice. Alarms still stand here in words."
        ),
        "unmuted_now": _("No longer muted."),
        "muted_mark": _("Muted"),
        "silent_mark": _("No sound before your first click"),
        "title_alarm": _("Late: {count}"),
        "alarm_danger": {
            "one": _("A patron has waited for more than {seconds} seconds."),
            "other": _("{count} patrons have waited for more than {seconds} seconds."),
        },
        "alarm_returned": _("The conversation with {name} went back to the queue while you were away."),
        "alarm_leaving": _("Your connection is gone: {name} waits for you, and soon goes back to the queue."),
        "alarm_notice_danger": _("A patron has waited too long"),
        "alarm_notice_returned": _("A conversation of yours went back to the queue"),
        "alarm_notice_leaving": _("A patron of yours waits, and your connection is gone"),
    }


def by_key() -> Mapping[str, str | dict[str, str]]:
    """Why a key did nothing."""
    return {
        "none_of_mine": _("You hold no conversation."),
        "none_open": _("Open a conversation first."),
        "not_mine": _("That can be done in a conversation you hold."),
        "nobody_asks": _("No colleague asks you for anything just now."),
        "nobody_holds_it": _("No colleague holds this conversation."),
        "nothing_to_correct": _(
            "What you said last can be corrected for a minute. That is over, or there is nothing."
        ),
    }
