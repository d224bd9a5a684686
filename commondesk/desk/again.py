"""The same act sent twice: a client that heard no answer repeats it with the same key."""

from __future__ import annotations

from commondesk.desk.conversation import Conversation
from commondesk.desk.event import Event
from commondesk.plumbing.refusal import OtherBody


def done_before(conversation: Conversation, author: str, kind: str, key: str | None) -> bool:
    """Whether `author` has done this under this key; ask it under the conversation's lock.

    Messages need it not, `append` compares them itself. Raises OtherBody when the key stands for another act.
    """
    if key is None:
        return False
    kinds = Event.objects.filter(conversation=conversation, author=author, key=key)
    earlier = kinds.values_list("kind", flat=True).first()
    if earlier is not None and earlier != kind:
        raise OtherBody
    return earlier is not None
