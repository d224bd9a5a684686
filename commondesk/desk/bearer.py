"""Bearers: the tokens by which patrons and librarians reach the line (DESIGN.md sections 5 and 6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Q
from django.utils.translation import gettext as _

from commondesk.consortium import audit
from commondesk.consortium.librarian import Librarian
from commondesk.desk import push_device
from commondesk.desk.conversation import Conversation
from commondesk.desk.event import PATRON, librarian_author, utc
from commondesk.plumbing import bus, clock
from commondesk.plumbing.refusal import Invalid
from commondesk.plumbing.sql import any_of
from commondesk.plumbing.tokens import digest, new_secret, patron_token
from commondesk.schedule import presence

LINE_TOKEN_LIFE: Final = dt.timedelta(minutes=15)


class Bearer(models.Model):
    """A token by its SHA-256; the token itself is never stored.

    `patron`: speaks for one conversation. `line`: a librarian's browser session, 15 minutes.
    `personal`: a librarian's script, until deleted.
    """

    class Kind(models.TextChoices):
        PATRON = "patron"
        LINE = "line"
        PERSONAL = "personal"

    digest = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    conversation = models.ForeignKey(
        "Conversation", on_delete=models.CASCADE, null=True, related_name="bearers"
    )
    librarian = models.ForeignKey("Librarian", on_delete=models.CASCADE, null=True, related_name="bearers")
    session_key = models.CharField(max_length=40, blank=True, db_index=True)
    label = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "commondesk"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="patron", conversation__isnull=False, librarian=None)
                | (Q(conversation=None, librarian__isnull=False) & ~Q(kind="patron")),
                name="a_bearer_speaks_for_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} bearer"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a token speaks for: a patron of one conversation, or a librarian with the name they show."""

    kind: str
    bearer_id: int
    conversation_id: int | None
    librarian_id: int | None
    name: str
    library: str
    session_key: str
    code: str | None  # of the patron's conversation
    serves: bool  # is a librarian, coordinator or of the help desk now, who may go on with what they hold

    @property
    def author(self) -> str:
        """The name under which this speaker's events stand, and its reader's name on the wire."""
        return PATRON if self.librarian_id is None else librarian_author(self.librarian_id)


_SPEAKERS = """
    SELECT b.digest, b.kind, b.id, b.conversation_id, b.librarian_id, b.session_key, b.expires_at,
           c.code, p.shown_name, p.name,
           (SELECT l.name FROM commondesk_membership m JOIN commondesk_library l ON l.id = m.library_id
             WHERE m.librarian_id = p.id ORDER BY m.id LIMIT 1),
           EXISTS (SELECT 1 FROM commondesk_membership m
                    WHERE m.librarian_id = p.id AND m.role IN ('librarian', 'coordinator', 'help_desk'))
      FROM commondesk_bearer b LEFT JOIN commondesk_librarian p ON p.id = b.librarian_id
           LEFT JOIN commondesk_conversation c ON c.id = b.conversation_id
     WHERE (p.id IS NULL OR p.is_active) AND """


def speakers(cursor: CursorWrapper, digests: Sequence[str]) -> dict[str, Speaker]:
    """Who stands behind these digests, in one query: unknown and expired ones are simply not there."""
    if not digests:
        return {}
    where, values = any_of("b.digest", digests)
    cursor.execute(_SPEAKERS + where, values)
    now = clock.now()
    found = {}
    for (
        digest_,
        kind,
        id_,
        conversation,
        librarian,
        session,
        expires,
        code,
        shown,
        name,
        library,
        serves,
    ) in cursor.fetchall():
        if expires is None or utc(expires) > now:
            called = shown or (name or "").split(" ")[0]
            home, may = library or "", bool(serves)
            found[digest_] = Speaker(kind, id_, conversation, librarian, called, home, session, code, may)
    return found


def who(token: str) -> Speaker | None:
    """Who this token speaks for, if anybody."""
    key = digest(token)
    with connection.cursor() as cursor:
        return speakers(cursor, [key]).get(key)


def issue_patron(conversation: Conversation) -> str:
    """One more token for this conversation's patron; call it while the row is locked or new."""
    conversation.token_version += 1
    conversation.save(update_fields=["token_version"])
    token = patron_token(conversation.code, conversation.token_version)
    Bearer.objects.create(
        digest=digest(token), kind=Bearer.Kind.PATRON, conversation=conversation, created_at=clock.now()
    )
    return token


def same_patron(conversation: Conversation) -> str:
    """The newest token again while it lives, for an asking that is repeated; else one more."""
    token = patron_token(conversation.code, conversation.token_version)
    if conversation.bearers.filter(digest=digest(token)).exists():
        return token
    return issue_patron(conversation)


def issue_line(librarian: Librarian, session_key: str) -> tuple[str, dt.datetime]:
    """A token for the line, bound to a browser session, and when it ends."""
    token = new_secret()
    expires_at = clock.now() + LINE_TOKEN_LIFE
    Bearer.objects.create(
        digest=digest(token),
        kind=Bearer.Kind.LINE,
        librarian=librarian,
        session_key=session_key,
        created_at=clock.now(),
        expires_at=expires_at,
    )
    return token, expires_at


def create_personal(email: str, label: str = "command line") -> str:
    """A token for a person's scripts. Raises `Invalid` when nobody active signs in with this address."""
    librarian = Librarian.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if librarian is None:
        raise Invalid(_("Nobody signs in with %(email)s.") % {"email": email})
    token = new_secret()
    with transaction.atomic():
        Bearer.objects.create(
            digest=digest(token),
            kind=Bearer.Kind.PERSONAL,
            librarian=librarian,
            label=label,
            created_at=clock.now(),
        )
        audit.record(librarian, "token.create", librarian, {"label": label})
    return token


def end_session(session_key: str) -> None:
    """Sign-out: the line tokens of this session end with it, and its device is told no more; who is at no
    other browser has left.
    """
    with transaction.atomic():
        push_device.end_session(session_key)
        ended = Bearer.objects.filter(session_key=session_key)
        librarians = set(ended.values_list("librarian_id", flat=True))
        ended.delete()
        bus.wake([bus.Wake(f"rights:{librarian}") for librarian in librarians])
        elsewhere = Bearer.objects.filter(kind=Bearer.Kind.LINE, expires_at__gt=clock.now())
        gone = Librarian.objects.filter(pk__in=librarians).exclude(pk__in=elsewhere.values("librarian"))
        for librarian in gone:
            presence.leave(librarian)


def end_sessions(librarian: Librarian) -> None:
    """A changed password: the line tokens of all browsers end, as their sessions do, and no device is told
    any more; personal tokens stay.
    """
    with transaction.atomic():
        push_device.end_all_of(librarian)
        librarian.bearers.filter(kind=Bearer.Kind.LINE).delete()
        bus.wake([bus.Wake(f"rights:{librarian.pk}")])


def end_patron(token: str) -> None:
    """Leave and wipe: this device's token ends; the slip's words still bring the patron back (PR7)."""
    with transaction.atomic():
        Bearer.objects.filter(digest=digest(token), kind=Bearer.Kind.PATRON).delete()


def delete_expired() -> int:
    """Line tokens whose quarter of an hour is over; how many went."""
    with transaction.atomic():
        return Bearer.objects.filter(expires_at__lt=clock.now()).delete()[0]
