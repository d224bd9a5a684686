"""The conversation: one reference transaction, its present state in a row, its truth in the event log."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commondesk.consortium.standard import standard
from commondesk.desk.sight import sight_of
from commondesk.plumbing import clock
from commondesk.plumbing.refusal import Erased, NotVisible

if TYPE_CHECKING:
    from commondesk.consortium.librarian import Librarian


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """The one gate through which rows reach a page."""

    def visible_to(self, librarian: Librarian) -> ConversationQuerySet:
        """What this person may see, by `sight`."""
        return self.filter(sight_of(librarian).opens())

    def waiting(self) -> ConversationQuerySet:
        """In the line, the longest wait first (AC3)."""
        return self.filter(state=Conversation.State.WAITING).order_by("waiting_since", "id")

    def with_(self, librarian_id: int) -> ConversationQuerySet:
        """What this librarian holds, or helps in."""
        return self.filter(Q(claimed_by=librarian_id) | Q(helped_by=librarian_id))

    def locked(self, code: str) -> Conversation:
        """The row under its lock, for a verb that changes it. Raises NotVisible (unknown code) or Erased."""
        found = self.select_for_update(no_key=True, of=("self",)).filter(code=code).first()
        if found is None:
            raise NotVisible
        found.refuse_if_erased()
        return found


class Conversation(models.Model):
    """One patron, one question, whatever becomes of it. Counters and clocks are set by `desk.log`."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        TALKING = "talking", _("talking")
        FOLLOWING_UP = "following_up", _("following up")
        CLOSED = "closed", _("closed")

    class Channel(models.TextChoices):
        CHAT = "chat", _("chat")
        TEXT = "text", _("text message")
        EMAIL = "email", _("e-mail")
        SOCIAL = "social", _("social")

    class Ended(models.TextChoices):
        """Why it is closed; `left` and `lost` are counted with their wait, never as answered (AC9)."""

        ANSWERED = "answered", _("closed by the librarian")
        BY_PATRON = "by_patron", _("closed by the patron")
        LEFT = "left", _("the patron gave up waiting")
        LOST = "lost", _("the patron was lost while waiting")
        ERASED = "erased", _("erased by the patron")

    code = models.CharField(max_length=16, unique=True)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.CHAT)
    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING)
    ended = models.CharField(max_length=16, choices=Ended.choices, blank=True)
    closing_reason = models.CharField(max_length=32, blank=True)
    queue = models.ForeignKey("Queue", on_delete=models.PROTECT, related_name="conversations", db_index=False)
    library = models.ForeignKey(
        "Library", on_delete=models.PROTECT, null=True, related_name="conversations", db_index=False
    )
    claimed_by = models.ForeignKey(
        "Librarian", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    # A colleague whom the claimant has asked to help: both may write (KN5).
    helped_by = models.ForeignKey(
        "Librarian", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    is_practice = models.BooleanField(default=False)
    asked_while_closed = models.BooleanField(default=False)
    # Nobody was there when it was asked; this stays as it was, to be counted.
    left_for_later = models.BooleanField(default=False, db_default=False)

    patron_name = models.CharField(max_length=80, blank=True)
    name_folded = models.CharField(max_length=80, blank=True, db_index=True)  # what is searched
    patron_status = models.CharField(max_length=32, blank=True)
    zip_code = models.CharField(max_length=10, blank=True)
    topic = models.CharField(max_length=80, blank=True)
    page = models.CharField(max_length=500, blank=True)
    # The tag of the link that led here, see desk/source.
    source = models.CharField(max_length=32, blank=True, default="", db_default="")
    language = models.CharField(max_length=8, default="en")
    device = models.CharField(max_length=32, blank=True)
    address_hash = models.CharField(max_length=64, blank=True)
    privacy_line = models.PositiveSmallIntegerField(default=1)

    asked_at = models.DateTimeField(default=clock.now)
    waiting_since = models.DateTimeField(null=True)
    first_claimed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    facts_retired_at = models.DateTimeField(null=True)  # PR3, see privacy/retention
    texts_retired_at = models.DateTimeField(null=True)
    patron_seen_at = models.DateTimeField(default=clock.now)
    patron_beats = models.BooleanField(default=False)  # its page has scripts, which answer every beat

    last_seq = models.PositiveIntegerField(default=0)
    last_patron_seq = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(default=clock.now)
    last_patron_at = models.DateTimeField(null=True)
    last_staff_at = models.DateTimeField(null=True)
    quiet_due_at = models.DateTimeField(null=True)
    rate_tokens = models.FloatField(default=30.0)
    rate_at = models.DateTimeField(default=clock.now)

    create_key = models.CharField(max_length=64, null=True, unique=True)
    question_digest = models.CharField(max_length=64, blank=True)
    token_version = models.PositiveSmallIntegerField(default=0)
    wrong_words = models.PositiveSmallIntegerField(default=0)
    words_paused_until = models.DateTimeField(null=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        app_label = "commondesk"
        # None holds a column that a message changes, so that PostgreSQL updates the row where it stands
        # (HOT). With `quiet_due_at` in one of them each message would write anew to all; who is due is among
        # the few that are open, by `conversation_by_state`.
        indexes = [
            models.Index(
                fields=["queue", "waiting_since"], condition=Q(state="waiting"), name="conversation_waiting"
            ),
            models.Index(
                fields=["claimed_by"], condition=Q(claimed_by__isnull=False), name="conversation_claimed"
            ),
            models.Index(
                fields=["helped_by"], condition=Q(helped_by__isnull=False), name="conversation_helped"
            ),
            models.Index(fields=["state", "id"], name="conversation_by_state"),
            models.Index(fields=["queue", "id"], name="conversation_by_queue"),
            models.Index(fields=["library", "id"], name="conversation_by_library"),
            models.Index(fields=["channel", "id"], name="conversation_by_channel"),
            models.Index(fields=["topic", "id"], name="conversation_by_topic"),
            models.Index(fields=["asked_at"], name="conversation_by_time"),
            models.Index(
                fields=["closed_at"], condition=Q(facts_retired_at=None), name="conversation_facts_to_retire"
            ),
            models.Index(
                fields=["closed_at"], condition=Q(texts_retired_at=None), name="conversation_texts_to_retire"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="talking") | Q(claimed_by__isnull=False), name="talking_means_claimed"
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(claimed_by=None), name="waiting_means_unclaimed"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="closed_has_its_time"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        return self.state != self.State.CLOSED

    @property
    def talk_path(self) -> str:
        """Where its patron reads it, in the language in which they asked."""
        return self.talk_path_in(self.language)

    def talk_path_in(self, language: str) -> str:
        prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
        return f"{prefix}/c/{self.code}/"

    def refuse_if_erased(self) -> None:
        """Raise Erased for 24 hours after its erasure, so that clients learn of it; then NotVisible (PR4)."""
        if self.erased_at is None:
            return
        if clock.now() < self.erased_at + dt.timedelta(hours=standard("PR4.gone_after_hours")):
            raise Erased
        raise NotVisible
