"""How far a librarian has read a conversation."""

from __future__ import annotations

from django.db import models, transaction

from commondesk.consortium.librarian import Librarian
from commondesk.desk.conversation import Conversation


class ReadMark(models.Model):
    """`seq` is the staff number of the last event seen; it never goes back."""

    conversation = models.ForeignKey("Conversation", on_delete=models.CASCADE, related_name="read_marks")
    librarian = models.ForeignKey("Librarian", on_delete=models.CASCADE, related_name="+")
    seq = models.PositiveIntegerField()

    class Meta:
        app_label = "commondesk"
        constraints = [
            models.UniqueConstraint(fields=["conversation", "librarian"], name="read_mark_once"),
        ]

    def __str__(self) -> str:
        return f"{self.librarian} read {self.conversation} to {self.seq}"


def read_up_to(conversation: Conversation, librarian: Librarian, seq: int) -> None:
    """This librarian has seen everything up to staff number `seq`; an older number changes nothing."""
    seq = max(0, min(seq, conversation.last_seq))
    with transaction.atomic():
        mark, created = ReadMark.objects.get_or_create(
            conversation=conversation, librarian=librarian, defaults={"seq": seq}
        )
        if not created:
            ReadMark.objects.filter(pk=mark.pk, seq__lt=seq).update(seq=seq)
