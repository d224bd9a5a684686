"""A question that `commondesk check` asks its own desk through the address patrons type, and its answer.

Both are signed with the desk's secret: nobody else is answered, and nobody else can answer.
"""

from __future__ import annotations

from typing import Any, Final

from django.core import signing

PATH: Final = "/checkup"
SCHEME: Final = "Checkup"
GOOD_FOR_SECONDS: Final = 60
_QUESTION: Final = "commondesk.probe.question"
_ANSWER: Final = "commondesk.probe.answer"


def question(nonce: str) -> str:
    """For the Authorization header, behind the scheme."""
    return signing.dumps(nonce, salt=_QUESTION)


def nonce_of(asked: str) -> str | None:
    """The nonce of a question that is ours and young; None else."""
    try:
        return str(signing.loads(asked, salt=_QUESTION, max_age=GOOD_FOR_SECONDS))
    except signing.BadSignature:
        return None


def answer(nonce: str, seen: dict[str, Any]) -> str:
    return signing.dumps([nonce, seen], salt=_ANSWER)


def seen_in(answered: str, nonce: str) -> dict[str, Any] | None:
    """What was seen of the request with this nonce; None where no desk with our secret has answered."""
    try:
        theirs, seen = signing.loads(answered, salt=_ANSWER, max_age=GOOD_FOR_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return dict(seen) if theirs == nonce else None
