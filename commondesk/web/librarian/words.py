"""The console's words for its scripts, in the language of the page: `{name}` is filled in there.

Where a number decides, `one` and `other` are given; the browser knows which of them a number takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from commondesk.desk.conversation import Conversation
from commondesk.knowledge.canned_message import Step
from commondesk.web.librarian.desk_words import by_key, calling
from commondesk.web.librarian.following_words import following_up, following_up_sentences
from commondesk.web.librarian.words_of_marks import mark_sentences, mark_words
from commondesk.web.message_strings import message_strings

Words = Mapping[str, str | dict[str, str]]


def words() -> Words:
    """Everything `t()` of js/console/words.js is asked for."""
    parts = (
        _lists,
        _talk,
        _composer,
        _closing,
        _duty,
        _handing_on,
        _among_staff,
        _happenings,
        calling,
        by_key,
        following_up,
    )
    return {name: word for part in (*parts, mark_words) for name, word in part().items()}


def said(words: Words, word: str, /, **values: Any) -> str:
    """What `t()` of js/console/words.js would say."""
    found = words[word]
    text = found if isinstance(found, str) else found["one" if values["count"] == 1 else "other"]
    return text.format(**values)


def staff_message_strings() -> dict[str, str]:
    """As patrons read them, but for what is said differently to the staff, and for what only staff see."""
    return message_strings() | {
        "system": _("Commondesk"),
        "claimed": _("{who} has claimed this."),
        "released": _("{who} gave this back to the queue."),
        "returned": _("This went back to the queue, because nobody kept it."),
        "invited": _("{who} asked {to} to help."),
        "invite_ended": _("{to} did not come to help."),
        "joined": _("{who} joined to help."),
        "stepped_back": _("{to} no longer helps here."),
        "offered": _("{who} asked {to} to take this over."),
        "offer_ended.declined": _("{to} cannot take this over; it stays with {with}."),
        "offer_ended.refused": _("The patron would rather stay with {with}."),
        "offer_ended.lapsed": _("{to} did not answer; it stays with {with}."),
        "offer_ended.cancelled": _("{with} took the offer to {to} back."),
        "transferred": _("{who} passed this on to {to}."),
        "transferred.person": _("{to} took this over from {from}."),
        "closed": _("{who} closed this."),
        "closed.patron": _("The patron closed this."),
        "reopened": _("{who} re-opened this."),
        "reopened.patron": _("The patron re-opened this."),
        "left": _("The patron gave up waiting."),
        "lost": _("The patron was lost while waiting."),
        "erased": _("The patron erased this conversation."),
        "classified": _("{who} classified this."),
        "address": _("The patron left an address, in case you lose each other."),
        "rated": _("The patron rated this."),
        "aside": _("{who} spoke aside with {names}."),
        **mark_sentences(),
        **following_up_sentences(),
    }


def _lists() -> Words:
    return {
        "patron": _("Patron"),
        "no_library": _("No library named"),
        "claim": _("Claim"),
        "claim_whom": _("Claim: {name}, {question}"),
        "empty_waiting": _("Nobody waits. New questions appear here, the longest wait first."),
        "empty_off_duty": _("You are off duty. Choose your queues, and who waits in them appears here."),
        "empty_no_queue": _(
            "No queue rings with you: your library staffs none, or your part is e-mail. "
            "Your coordinator can change that."
        ),
        "nobody_waits": _("Nobody waits in the queues you look after."),
        "others_wait": {"one": _("{queue}: {count} waits"), "other": _("{queue}: {count} wait")},
        "monitor": _("Look after"),
        "monitor_queue": _("Look after {queue}"),
        "unread": {"one": _("{count} new"), "other": _("{count} new")},
        "waits_for_you": _("Waits for you"),
        "waits_for_patron": _("You wait"),
        "row_draft": _("Draft: {text}"),
        "row_typing": _("is writing ..."),
        "row_failed": _("A message was not sent"),
        "unit_hours": _("h"),
        "unit_days": _("d"),
        "clock_due": _("due"),
        "clock_late": _("late"),
    }


def _talk() -> Words:
    channels = {f"channel_{value}": str(name) for value, name in Conversation.Channel.choices}
    return {
        **channels,
        "practice": _("practice, not a real patron"),
        "following_up": _("followed up"),
        "clock_waiting": _("Waiting"),
        "clock_asked": _("Asked"),
        "clock_owed": _("Waits for you"),
        "clock_unanswered": _("Unanswered"),
        "clock_last_word": _("Last word"),
        "waits_to_be_claimed": _("Waits for somebody to claim it."),
        "left_while_closed": _(
            "Left for later: nobody was here, or the patron left an address and went. "
            "They come back by code or get your answer by mail."
        ),
        "held_by": _("{who} has this conversation."),
        "was_closed": _("Closed, {time}."),
        "was_erased": _("The patron erased this conversation. Only its numbers and times remain."),
        "note": _("Note"),
        "release": _("Give back"),
        "close": _("Close"),
        "reopen": _("Re-open"),
        "classify": _("Classify"),
        "is_writing": _("{name} is writing"),
        "note_mark": _("Note for staff"),
        "who_of": _("{name} ({library})"),
        "try_again": _("Try again"),
        "edit": _("Edit"),
        "why_not-claimed": _("The conversation is not yours any more."),
        "why_closed": _("The conversation is closed."),
        "why_too-long": _("It is too long; send it in parts."),
        "why_erased": _("The patron has erased the conversation."),
        "rated_yes": _("The patron says: the question was answered."),
        "rated_partly": _("The patron says: the question was partly answered."),
        "rated_no": _("The patron says: the question was not answered."),
    }


def _composer() -> Words:
    steps = {f"step_{value}": str(name) for value, name in Step.choices}
    return {
        **steps,
        "to_whom": _("To {name}, {library}"),
        "note_about": _("Note about {name}"),
        "note_hint": _("Only staff read this. The patron never sees it."),
        "send": _("Send"),
        "keep_note": _("Keep note"),
        "note_takes_no_file": _(
            "Files go to the patron, never with a note. Keep the note first, or clear it."
        ),
        "canned_found": {"one": _("{count} canned message"), "other": _("{count} canned messages")},
    }


def _closing() -> Words:
    return {
        "close_talk": _("Close the conversation with {name}"),
        "classify_talk": _("Classify the conversation with {name}"),
        "close_it": _("Close it"),
        "confirm_classification": _("Confirm"),
        "closing_default": _("Thank you for asking. Was your question fully answered?"),
        "question_number": _("Question {number}"),
        "remove_question": _("Leave this question out"),
        "field_kind": _("Kind"),
        "field_outcome": _("Outcome"),
        "field_read_level": _("READ level"),
        "field_patron_status": _("The patron is"),
        "field_library": _("Library concerned"),
        "field_topic": _("Topic"),
        "choose_kind": _("Not classified"),
        "choose_outcome": _("Not classified"),
        "choose_read_level": _("None"),
        "choose_patron_status": _("Not known"),
        "choose_library": _("None in particular"),
        "closed": _("Closed. The patron keeps the transcript."),
        "classified": _("Classified."),
        "closed_meanwhile": _("It was closed meanwhile; nothing more was sent. Say what it was, or go back."),
        "half_classified": _("Choose the kind and the outcome, or leave both open."),
    }


def _duty() -> Words:
    return {
        "on_duty": _("On duty"),
        "off_duty": _("Off duty"),
        "back_soon": _("Back in {minutes} minutes"),
        "i_am_back": _("I am back"),
        "back_at": _("Back at {time}"),
        "colleague_back_at": _("back at {time}"),
        "speaks": _("answers in {languages}"),
        "home_first": _("Rings first at {library}"),
        "others_first": _("Rings first with others"),
        "go_off_duty": _("Go off duty"),
        "go_on_duty_all": _("Go on duty for all"),
        "practice_queue": _("{queue} (not real patrons)"),
        "queue_waiting": {"one": _("{count} waits"), "other": _("{count} wait")},
        "colleague": _("{name} ({library}) {open}"),
        "consortium_staff": _("Consortium"),
        "others_on_duty": {"one": _("{count} other on duty"), "other": _("{count} others on duty")},
        "open_conversations": {
            "one": _("{count} open conversation"),
            "other": _("{count} open conversations"),
        },
        "you_have": _("You {count}"),
    }


def _handing_on() -> Words:
    return {
        "transfer": _("Hand on"),
        "transfer_talk": _("Hand on the conversation with {name}"),
        "help_talk": _("Ask a colleague to help with {name}"),
        "choose_receiver": _("Choose"),
        "libraries_found": _("Libraries found"),
        "libraries_none": _("No library has these words in its name or town. Try fewer letters."),
        "libraries_count": {
            "one": _("{count} library is found."),
            "other": _("{count} libraries are found."),
        },
        "libraries_more": _("These are the first {count}. Type more of the name or town."),
        "people_here": _("At the desk now"),
        "nobody_here": _("Nobody else is on duty"),
        "person_now": _("{who}, {open} open"),
        "hint_person": _(
            "They read the brief and have two minutes to answer; until then it stays with you. "
            "The patron is told whom you ask, and may rather stay."
        ),
        "hint_help": _(
            "They read the brief and have two minutes to answer. It stays yours, both of you may write, "
            "and the patron sees that they help."
        ),
        "invite": _("Ask to help"),
        "invite_for_me": _("{who} asks you to help"),
        "accept_invite": _("Help"),
        "helping": _("You help {who} here."),
        "helped_by": _("{who} helps you here."),
        "step_back": _("Leave the conversation"),
        "let_go": _("Let go"),
        "asked_to_help": _("{name} is asked to help."),
        "hint_queue": _("It waits there with the time already waited. The patron is told."),
        "hint_library": _(
            "It waits for the staff of that library, also if nobody is there now. The patron is told."
        ),
        "transferred": _("Handed on."),
        "offered_to": _("{name} is asked to take over."),
        "waits_for_answer": _("Waits for {who} to answer."),
        "cancel_offer": _("Take the offer back"),
        "offer_cancelled": _("It stays with you."),
        "offer_for_me": _("{who} asks you to take over"),
        "accept_offer": _("Take over"),
        "offer_left": _("{time} left to answer"),
        "decline_offer": _("Not now"),
        "offer_declined": _("It stays with {name}."),
    }


def _among_staff() -> Words:
    return {
        "channel_called": _("A colleague calls you in the staff channel."),
        "channel_says": _("{name}: {body}"),
        "read_it": _("Read it"),
        "aside_mark": _("Only for {names}"),
        "aside_for_me": _("{name} tells you aside: {body}"),
        "aside_answer": _("Answer aside"),
        "aside_nobody": _("Nobody else is on duty, so the note is for all staff."),
        "only_to": _("Only to {names}"),
        "step_in": _("Step in"),
        "step_in_talk": _("Step in: the conversation with {name}"),
        "stepped_in": _("You have it now. {who} is told why."),
        "stepped_in_here": _("{name} of the help desk has taken this over: {reason}"),
        "open_it": _("Open it"),
    }


def _happenings() -> Words:
    return {
        "released": _("Given back to the queue, with the time already waited."),
        "take_back": _("Take it back"),
        "undo": _("Undo"),
        "dismiss": _("Dismiss"),
        "could_not": _("We could not do that. Please try again."),
        "no_line": _("No answer came. Please look at your connection and try again."),
        "reconnecting": _("Reconnecting; nothing is lost."),
        "offline": _("No connection. What you write is kept and sent when it is back."),
        "signed_out": _("You are signed out."),
        "new_patron": {
            "one": _("A new patron waits, {library}: {question}"),
            "other": _("{count} new patrons wait. The first, {library}: {question}"),
        },
        "says": _("{name}: {body}"),
        "wrote": _("New message from {name}."),
    }
