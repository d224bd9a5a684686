"""The kinds of conduct that can be marked (IN6): a list which the help desk keeps."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commondesk.consortium import audit
from commondesk.consortium.changing import change
from commondesk.consortium.librarian import Librarian
from commondesk.plumbing.masking import clean_line
from commondesk.plumbing.refusal import Invalid, NotVisible

LONGEST_NAME: Final = 60
MOST: Final = 30
FIRST: Final = (("prank", "Prank", "Broma"), ("vulgar", "Vulgar language", "Lenguaje vulgar"),
                ("threat", "Threat", "Amenaza"))  # fmt: skip


class MarkKind(models.Model):
    """One kind. `slug` never changes; one that is not in use is chosen no more, and stays on old marks."""

    slug = models.SlugField(max_length=64, unique=True)
    name_en = models.CharField(max_length=60)
    name_es = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        app_label = "commondesk"
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """In the reader's language."""
        return self.name_es if (get_language() or "").startswith("es") else self.name_en


@dataclass(frozen=True, slots=True)
class KindFacts:
    """What the help desk writes of a kind; the smaller `order` stands first."""

    name_en: str
    name_es: str
    order: int
    is_active: bool = True


def kinds_in_use() -> list[MarkKind]:
    """What may be chosen, in the help desk's order."""
    return list(MarkKind.objects.filter(is_active=True))


def first_kinds() -> bool:
    """What a new desk begins with; False where there are kinds already."""
    with transaction.atomic():
        if MarkKind.objects.exists():
            return False
        MarkKind.objects.bulk_create(
            MarkKind(slug=slug, name_en=english, name_es=spanish, order=place)
            for place, (slug, english, spanish) in enumerate(FIRST, start=1)
        )
    return True


def add_kind(by: Librarian, facts: KindFacts) -> MarkKind:
    """Raises Invalid without a name in both languages, and for a name that another kind has."""
    with transaction.atomic():
        others = all_locked()
        if len(others) >= MOST:
            raise Invalid(
                _("%(count)s kinds are more than anybody chooses from. Use one of them.") % {"count": MOST}
            )
        kind = MarkKind.objects.create(slug=_free_slug(facts.name_en, others), **_checked(facts, others))
        audit.record(by, "mark_kind.add", kind, asdict(facts))
    return kind


def change_kind(by: Librarian, number: int, facts: KindFacts) -> KindFacts:
    """Other names, another place, in use or not; what it was before.

    Raises NotVisible, Invalid as above, and where nothing would be left to choose from.
    """
    with transaction.atomic():
        rows = all_locked()
        kind = next((row for row in rows if row.pk == number), None)
        if kind is None:
            raise NotVisible
        others = [row for row in rows if row.pk != number]
        values = _checked(facts, others)
        if not facts.is_active and not any(row.is_active for row in others):
            raise Invalid(_("One kind has to stay in use; otherwise nothing could be marked."))
        before = facts_of(kind)
        change(kind, by, "mark_kind.change", values)
    return before


def facts_of(kind: MarkKind) -> KindFacts:
    return KindFacts(kind.name_en, kind.name_es, kind.order, kind.is_active)


def all_locked() -> list[MarkKind]:
    """Few, and locked together: two people cannot each stop using the last but one."""
    return list(MarkKind.objects.select_for_update(no_key=True).order_by("pk"))


def _checked(facts: KindFacts, others: list[MarkKind]) -> dict[str, Any]:
    names = {field: clean_line(getattr(facts, field), LONGEST_NAME) for field in ("name_en", "name_es")}
    for field, name in names.items():
        if not name:
            raise Invalid(_("A kind needs a name in both languages."))
        if any(getattr(other, field).lower() == name.lower() for other in others):
            raise Invalid(_("There is a kind “%(name)s” already.") % {"name": name})
    return {**names, "order": facts.order, "is_active": facts.is_active}


def _free_slug(name: str, others: list[MarkKind]) -> str:
    base = slugify(name)[:56] or "kind"
    taken = {other.slug for other in others}
    return next(each for number in range(1, MOST + 2)
                if (each := base if number == 1 else f"{base}-{number}") not in taken)  # fmt: skip
