"""The console's words for what is no chat any more; as words.py."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from commondesk.channels.email import carrier


def following_up() -> Mapping[str, str]:
    """Going on by e-mail (EN4, CL2), or where no mail leaves by code; and referring (FO1)."""
    return {
        "follow_up": _("Follow up"),
        "follow_up_talk": _("Follow up the question of {name}"),
        "follow_up_mail": _("Go on by e-mail") if carrier.is_open() else _("Go on later"),
        "follow_up_library": _("Refer it"),
        "follow_up_place": _("Tell the patron"),
        "hint_follow_up_mail": _(
            "It stays yours, whole, in your list under “Followed up”, and counts no longer as an open chat. "
            "The patron need not stay."
        ),
        "hint_follow_up_library": _(
            "It leaves you and waits in the queue of that library, with the time already waited. The patron "
            "is told who goes on, and need not stay."
        ),
        "hint_follow_up_place": _(
            "The patron is told where to ask and how; the conversation stays yours until you close it."
        ),
        "hint_has_address": _(
            "There is one, and answers go to it. Only the patron changes one that they have left."
        ),
        "hint_no_address": _(
            "There is none. Ask for it in the chat; without one the patron comes back by code for the answer."
        ),
        "going_on_default": _(
            "This takes longer than a chat should. I go on looking, and write to you. "
            "Is there anything else I should know?"
        ),
        "goes_on_by_mail": _("It stays yours; what you write goes by e-mail."),
        "goes_on_by_code": _("It stays yours. There is no address: the patron comes back by code."),
        "go_on_here": _("Go on here"),
        "is_followed_up_by_mail": _("Followed up: what you write goes by e-mail."),
        "is_followed_up_by_code": _("Followed up without an address: the patron comes back by code."),
        "patron_is_back": _("{name} has this conversation open now."),
        "here_now": _("the patron is here now"),
        "referred": _("Referred. The patron is told."),
        "recommended": _("The patron is told. Close it when there is nothing more to say."),
    }


def following_up_sentences() -> Mapping[str, str]:
    """The sentences of the log, as staff read them."""
    return {
        "address.librarian": _("{who} noted the address that the patron told."),
        "followed_up": _("{who} follows this up by e-mail."),
        "followed_up.code": _("{who} follows this up; without an address, the patron comes back by code."),
        "resumed": _("{who} goes on here."),
        "referred": _("{who} referred this to {to}."),
        "referred.place": _("{who} told the patron of {to}."),
    }
