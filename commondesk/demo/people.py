"""The demo's staff. All sign in with one password, which is why a demo must not be put on the network."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.hashers import make_password

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.library import Library
from commondesk.consortium.membership import Membership

PASSWORD: Final = "reading-room"  # noqa: S105  everybody may know it, see above

# address, name, role, library's slug (none: the consortium), languages
PEOPLE: Final = (
    ("ines@ames.example", "Ines Vega", "librarian", "ames", "en es"),
    ("otto@birch.example", "Otto Lind", "librarian", "birch", "en"),
    ("noor@ames.example", "Noor Haddad", "coordinator", "ames", "en"),
    ("hana@desk.example", "Hana Sato", "help_desk", "", "en"),
    ("ira@desk.example", "Ira Bloom", "intern", "", "en"),
    ("anna@desk.example", "Anna Weiss", "analyst", "", "en"),
    ("mei@coral.example", "Mei Tan", "librarian", "coral", "en"),
    ("ruth@birch.example", "Ruth Okafor", "coordinator", "birch", "en"),
    ("tomas@isla.example", "Tomás Rivera", "librarian", "isla", "es en"),
    ("beatriz@fairhaven.example", "Beatriz Luna", "librarian", "fairhaven", "es en"),
    ("walt@fairhaven.example", "Walt Jensen", "librarian", "marsh-road", "en"),
    ("priya@gulf-pines.example", "Priya Nair", "librarian", "gulf-pines", "en"),
    ("sam@grove.example", "Sam Whitfield", "librarian", "grove", "en"),
    ("dalia@kestrel.example", "Dalia Cohen", "librarian", "kestrel", "en"),
    ("jonah@heron.example", "Jonah Reed", "librarian", "heron", "en"),
    ("lou@eastlake.example", "Lou Marsh", "librarian", "eastlake", "en"),
)
# Those of the README, in the order in which a newcomer is told of them.
CAST: Final = PEOPLE[:6]


def make() -> None:
    """One account and one membership each. The password is hashed once: a hash takes a third of a second."""
    libraries = Library.objects.in_bulk(field_name="slug")
    password = make_password(PASSWORD)
    for email, name, role, slug, languages in PEOPLE:
        librarian = Librarian.objects.create(
            email=email, name=name, password=password, languages=languages.split()
        )
        Membership.objects.create(librarian=librarian, library=libraries.get(slug), role=role)
