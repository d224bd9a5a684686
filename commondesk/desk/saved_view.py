"""Saved views: a search of conversations under a name of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from commondesk.consortium.librarian import Librarian
from commondesk.desk.message import prepared_line
from commondesk.plumbing.refusal import Invalid, NotVisible

MOST: Final = 30
LONGEST_NAME: Final = 60


class SavedView(models.Model):
    """One person's; `filters` are the named ones of a search, as its address has them."""

    librarian = models.ForeignKey("Librarian", on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=LONGEST_NAME)
    filters = models.JSONField(default=dict)
    is_default = models.BooleanField(default=False)

    class Meta:
        app_label = "commondesk"
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["librarian", "name"], name="a_view_has_its_own_name"),
            models.UniqueConstraint(
                fields=["librarian"], condition=Q(is_default=True), name="one_default_view"
            ),
        ]

    def __str__(self) -> str:
        return self.name


def save_view(
    librarian: Librarian, name: str, filters: Mapping[str, str], *, is_default: bool = False
) -> tuple[SavedView, SavedView | None]:
    """Keep these filters under `name`: the view, and what stood under that name before, if anything did.

    As the default it is what the list opens with, in place of any other. Raises Invalid without a name or
    filters, and beyond MOST views.
    """
    name = prepared_line(name, LONGEST_NAME)
    if not name:
        raise Invalid(_("Give the view a name, so that you find it again."))
    with transaction.atomic():
        mine = {view.name: view for view in librarian.saved_views.select_for_update()}
        if name not in mine and len(mine) >= MOST:
            raise Invalid(_("You have %(most)s views. Delete one before you save another.") % {"most": MOST})
        if is_default:
            librarian.saved_views.update(is_default=False)
        view, _new = SavedView.objects.update_or_create(
            librarian=librarian, name=name, defaults={"filters": dict(filters), "is_default": is_default}
        )
    return view, mine.get(name)


def delete_view(librarian: Librarian, number: int) -> SavedView:
    """Gone; what it was comes back, to be saved again. Raises NotVisible for one that is not theirs."""
    with transaction.atomic():
        view = librarian.saved_views.filter(pk=number).first()
        if view is None:
            raise NotVisible
        librarian.saved_views.filter(pk=number).delete()
    return view
