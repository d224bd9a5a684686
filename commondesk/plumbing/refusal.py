"""Every "no" the house says: a stable slug, a status, and a sentence the person reading it can act on.

Verbs raise these; the web turns them into RFC 9457 problem+json or into a page. The slugs are part of the
wire contract: a client may branch on them, so they never change.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

TYPE_PREFIX = "/problems/"


class Refusal(Exception):
    """Base of all refusals. `sentence` may be a lazy translation; `extra` travels in the problem's body.

    `retry_after` is in whole seconds and goes into the header of the same name.
    """

    slug: ClassVar[str] = "refused"
    status: ClassVar[int] = 400
    title: ClassVar[str | Promise] = _("We could not do that.")

    def __init__(
        self, sentence: str | Promise | None = None, *, retry_after: int | None = None, **extra: Any
    ) -> None:
        self.sentence: str | Promise = self.title if sentence is None else sentence
        self.retry_after = retry_after
        self.extra: dict[str, Any] = extra
        super().__init__(self.slug)

    def __str__(self) -> str:
        return str(self.sentence)


class NotVisible(Refusal):
    """Also for what exists but is not this reader's: an unknown code and a wrong secret answer alike."""

    slug = "not-visible"
    status = 404
    title = _("We cannot find that. Please check the address or the code.")


class NotAllowed(Refusal):
    slug = "not-allowed"
    status = 403
    title = _("You can see this, but changing it is not part of your role. Your coordinator can help.")


class NoToken(Refusal):
    slug = "no-token"
    status = 401
    title = _("Please sign in, or come back with the code and words on your slip.")


class ClaimedBy(Refusal):
    """`by` is `{"name": ..., "library": ...}` of the librarian who has the conversation (AC6)."""

    slug = "claimed-by"
    status = 409
    title = _("A colleague already has this conversation.")

    def __init__(self, by: Mapping[str, str | None], sentence: str | Promise | None = None) -> None:
        super().__init__(sentence or _who_has_it(by), by=dict(by))


class NotClaimed(Refusal):
    slug = "not-claimed"
    status = 409
    title = _("This conversation is not yours at the moment. Claim it first.")


class Closed(Refusal):
    slug = "closed"
    status = 409
    title = _("This conversation is closed. Re-open it to go on.")


class NotClosed(Refusal):
    slug = "not-closed"
    status = 409
    title = _("This conversation is still open. Close it first.")


class NotAnswered(Refusal):
    slug = "not-answered"
    status = 409
    title = _("Nobody has answered yet, so there is nothing to mail.")


class NoMail(Refusal):
    slug = "no-mail"
    status = 409
    title = _("No mail leaves this desk at present. Please save it instead.")


class NoPush(Refusal):
    slug = "no-push"
    status = 409
    title = _("This desk tells nobody on their devices.")


class OfferOver(Refusal):
    slug = "offer-over"
    status = 409
    title = _("This offer is over: it was taken back, answered, or nobody answered in time.")


class Marked(Refusal):
    slug = "marked"
    status = 409
    title = _("The conduct in this conversation is marked already. You can leave a note.")


class MarkOver(Refusal):
    slug = "mark-over"
    status = 409
    title = _("This mark is over: its time has come, or somebody has lifted it.")


class OtherBody(Refusal):
    slug = "other-body"
    status = 409
    title = _("This was already sent with other words. Please send it again as a new message.")


class TooLate(Refusal):
    slug = "too-late"
    status = 409
    title = _("A message can be corrected for a minute. Please write another one instead.")


class Erased(Refusal):
    slug = "erased"
    status = 410
    title = _("This conversation was erased, as its patron asked.")


class TooLarge(Refusal):
    slug = "too-large"
    status = 413
    title = _("That is more than we can take at once. Please send it in smaller parts.")


class NotJson(Refusal):
    slug = "not-json"
    status = 415
    title = _("Send this as JSON, with the content type application/json.")


class NoForm(Refusal):
    slug = "no-form"
    status = 415
    title = _("Send files as a form, with the content type multipart/form-data.")


class Empty(Refusal):
    slug = "empty"
    status = 422
    title = _("There is nothing to read in this yet. Please write a few words.")


class TooLong(Refusal):
    slug = "too-long"
    status = 422
    title = _("This is too long. Please shorten it or send it in parts.")


class Invalid(Refusal):
    """`errors` is a list of `{"field": ..., "sentence": ...}`, one for each thing to put right."""

    slug = "invalid"
    status = 422
    title = _("Something here needs another look.")

    def __init__(
        self, sentence: str | Promise | None = None, *, errors: Sequence[Mapping[str, Any]] = ()
    ) -> None:
        super().__init__(sentence, errors=[dict(error) for error in errors])


class SlowDown(Refusal):
    slug = "slow-down"
    status = 429
    title = _("That was a lot at once. Please wait a moment and try again.")

    def __init__(self, sentence: str | Promise | None = None, *, retry_after: int = 1) -> None:
        super().__init__(sentence, retry_after=retry_after)


class Broken(Refusal):
    """Ours is the fault: it is in the log, and nothing of it leaves the house."""

    slug = "broken"
    status = 500
    title = _("Something went wrong on our side. It has been noted.")


class TryAgain(Refusal):
    slug = "try-again"
    status = 503
    title = _("We could not keep this just now. Please try again in a moment; it will not be doubled.")

    def __init__(self, sentence: str | Promise | None = None, *, retry_after: int = 2) -> None:
        super().__init__(sentence, retry_after=retry_after)


def problem(refusal: Refusal, instance: str) -> dict[str, Any]:
    """The RFC 9457 body, in the language that is active now. `instance` is the path that was asked for."""
    body: dict[str, Any] = {
        "type": TYPE_PREFIX + refusal.slug,
        "title": str(refusal.title),
        "status": refusal.status,
        "detail": str(refusal.sentence),
        "instance": instance,
    }
    if refusal.retry_after is not None:
        body["retry_after"] = refusal.retry_after
    return {**plain(refusal.extra), **body}


def plain(value: Any) -> Any:
    """The same value with lazy translations made into text, ready for JSON."""
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value


def _who_has_it(by: Mapping[str, str | None]) -> str | Promise:
    name, library = by.get("name"), by.get("library")
    if name and library:
        return format_lazy(_("{name} ({library}) already has this conversation."), name=name, library=library)
    if name:
        return format_lazy(_("{name} already has this conversation."), name=name)
    return ClaimedBy.title
