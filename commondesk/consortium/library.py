"""Libraries, and the ZIP codes they serve."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from commondesk.consortium.membership import Role

if TYPE_CHECKING:
    from commondesk.consortium.librarian import Librarian


# Beyond this many a list would weigh more than the page that it stands on.
MOST_LISTED: Final = 40
MOST_WORDS: Final = 6
_NO_WORDS: Final = str.maketrans({"\0": "", ",": " ", "(": " ", ")": " "})


class LibraryQuerySet(models.QuerySet["Library"]):
    """Questions one asks about libraries."""

    def open_to_patrons(self) -> LibraryQuerySet:
        """Libraries a patron can choose: active ones, by name."""
        return self.filter(is_active=True).order_by("name")

    def asked_at(self) -> LibraryQuerySet:
        """Libraries whose ask page is there: active ones, and closed ones whose queue passes patrons on.

        Links to it stay on other people's pages for years.
        """
        return self.filter(models.Q(is_active=True) | models.Q(queues__rolls_on_to__isnull=False)).distinct()

    def listed(self) -> list[Library] | None:
        """Those a patron can choose, by name; None where they are too many for a list: then one searches."""
        found = list(self.open_to_patrons()[: MOST_LISTED + 1])
        return found if len(found) <= MOST_LISTED else None

    def named(self, words: str) -> LibraryQuerySet:
        """Libraries in whose names, address, town or state all of these words stand, commas or not."""
        rows = self
        for word in words.translate(_NO_WORDS).split()[:MOST_WORDS]:
            in_name = models.Q(name__icontains=word) | models.Q(short_name__icontains=word)
            in_place = models.Q(city__icontains=word) | models.Q(state__iexact=word)
            rows = rows.filter(in_name | models.Q(slug__icontains=word) | in_place)
        return rows

    def serving(self, zip_code: str) -> LibraryQuerySet:
        """Active libraries whose service area holds this ZIP."""
        return self.filter(is_active=True, service_areas__zip_code=zip_code[:5]).order_by("name")

    def looked_after_by(self, librarian: Librarian) -> LibraryQuerySet:
        """Libraries whose settings and staff are this person's to change: their coordinator's, and the help
        desk's all."""
        if librarian.memberships.filter(role=Role.HELP_DESK).exists():
            return self.all()
        own = librarian.memberships.filter(role=Role.COORDINATOR)
        return self.filter(pk__in=own.values("library"))


class Library(models.Model):
    """A library, or a branch of a regional system (`system` set)."""

    class Kind(models.TextChoices):
        PUBLIC = "public", _("Public library")
        ACADEMIC = "academic", _("Academic library")
        SCHOOL = "school", _("School library")
        SYSTEM = "system", _("Library system")
        BRANCH = "branch", _("Branch")

    slug = models.SlugField(max_length=64, unique=True)
    # By what a survey's file knows it again; null: added by hand. Never changed, and shown to nobody.
    survey_key = models.CharField(max_length=32, null=True, unique=True, editable=False)
    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.PUBLIC)
    system = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="branches"
    )
    time_zone = models.CharField(max_length=64, default="America/New_York")
    address = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=2, blank=True)
    zip_code = models.CharField(max_length=10, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(blank=True)
    greeting = models.CharField(max_length=300, blank=True)
    notes_for_staff = models.TextField(blank=True)
    languages = models.JSONField(default=list, blank=True)
    brand_colour = models.CharField(max_length=7, blank=True)
    logo = models.ForeignKey("Logo", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    is_active = models.BooleanField(default=True)

    objects = LibraryQuerySet.as_manager()

    class Meta:
        app_label = "commondesk"

    def __str__(self) -> str:
        return self.name

    @property
    def called(self) -> str:
        """The name for tight places: `Birch` rather than `Birch County Library`."""
        return self.short_name or self.name

    def local(self, moment: dt.datetime) -> dt.datetime:
        """A moment on this library's wall clock."""
        return moment.astimezone(ZoneInfo(self.time_zone))
