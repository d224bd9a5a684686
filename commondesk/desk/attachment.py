"""Attachments: the files of a conversation, rows beside the log; their content stands on the disk."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import models, transaction

from commondesk.plumbing import clock
from commondesk.plumbing.files.store import FileStore


class Attachment(models.Model):
    """One file that a message has brought. `handle`, a random one, is its name on disk and wire."""

    conversation = models.ForeignKey("Conversation", on_delete=models.PROTECT, related_name="attachments")
    seq = models.PositiveIntegerField()  # of its message, as staff count
    handle = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=120)
    type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "commondesk"

    def __str__(self) -> str:
        return f"{self.conversation_id}/{self.seq} {self.name}"

    @property
    def wire(self) -> dict[str, Any]:
        """As the data of its message say it."""
        return {"id": self.handle, "name": self.name, "type": self.type, "size": self.size}


def store() -> FileStore:
    """Where this installation keeps its files."""
    return FileStore(settings.COMMONDESK.data_dir / "attachments")


def remove(conversation_ids: Collection[int]) -> None:
    """Delete all files of these conversations, in the caller's transaction.

    The rows go with it, the files once it is committed; what a crash leaves between the two is swept.
    """
    rows = Attachment.objects.filter(conversation__in=conversation_ids)
    handles = list(rows.values_list("handle", flat=True))
    rows.delete()
    if handles:
        transaction.on_commit(lambda: store().delete(handles))
