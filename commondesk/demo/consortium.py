"""The demo's libraries and queues: invented, in a state with two time zones."""

from __future__ import annotations

from typing import Any, Final

from commondesk.consortium.consortium import Consortium
from commondesk.consortium.library import Library
from commondesk.consortium.queue import Queue
from commondesk.consortium.service_area import ServiceArea
from commondesk.consortium.staffing import Staffing

EAST: Final = "America/New_York"
WEST: Final = "America/Chicago"

# slug, name, short name, kind, zone, city, telephone, colour, languages, ZIP codes (the first is its own)
LIBRARIES: Final = (
    ("ames", "Ames Public Library", "Ames", "public", EAST, "Ames", "555-0118", "#1e6b57", "en es",
     "32177 32189 32131 32148"),
    ("birch", "Birch County Library", "Birch", "public", WEST, "Birch Springs", "555-0133", "#7a4a12", "en",
     "32440 32446 32448 32426 32431"),
    ("coral", "Coral State College Library", "Coral", "academic", EAST, "Coral", "555-0151", "#a8323e", "en es",
     "33990"),
    ("eastlake", "Eastlake High School Library", "Eastlake", "school", EAST, "Eastlake", "555-0162", "#34568b",
     "en", "32757"),
    ("fairhaven", "Fairhaven Regional Library", "Fairhaven", "system", EAST, "Fairhaven", "555-0170", "#21618c",
     "en es", "32055 32024 32025 32038"),
    ("marsh-road", "Marsh Road Branch", "Marsh Road", "branch", EAST, "Fairhaven", "555-0171", "#21618c", "en",
     "32061 32060"),
    ("old-harbor", "Old Harbor Branch", "Old Harbor", "branch", EAST, "Old Harbor", "555-0172", "#21618c", "en",
     "32064"),
    ("pinewood", "Pinewood Branch", "Pinewood", "branch", EAST, "Pinewood", "555-0173", "#21618c", "en es",
     "32071 32008"),
    ("grove", "Grove City Library", "Grove", "public", EAST, "Grove City", "555-0187", "#566b1e", "en",
     "33834 33873 33890"),
    ("gulf-pines", "Gulf Pines University Library", "Gulf Pines", "academic", WEST, "Gulf Pines", "555-0142",
     "#5b3f8c", "en", "32514"),
    ("heron", "Heron Bay Library", "Heron Bay", "public", WEST, "Heron Bay", "555-0128", "#2a6f78", "en",
     "32465 32437"),
    ("isla", "Isla Verde Public Library", "Isla Verde", "public", EAST, "Isla Verde", "555-0195", "#0f6e4f",
     "es en", "33440 33935 33471"),
    ("kestrel", "Kestrel Community College Library", "Kestrel", "academic", EAST, "Kestrel", "555-0109",
     "#8c5a00", "en", "32350"),
)  # fmt: skip
SYSTEM: Final = "fairhaven"
GREETINGS: Final = {
    "ames": "Good to see you. Ask us anything; there are no silly questions here.",
    "birch": "Birch County's librarians, and all their colleagues in the state, are at your service.",
    "coral": "Stuck on a paper, a source or a citation? Ask before you lose an evening.",
    "isla": "Pregunte en español o en inglés; aquí le contesta una persona.",
}
NOTES: Final = {
    "ames": "No late fees since last summer. The local history room opens by appointment. Printing: print@ames.example.",
    "birch": "In the Central zone: an hour behind most of us. Cards are renewed by phone. The Friends take donations on Saturdays.",
    "coral": "Databases need the student number; guests may use them in the building. Nine study rooms, two hours each.",
    "isla": "Most staff speak Spanish and English. Citizenship class on Mondays at six.",
    "heron": "One librarian, three afternoons a week: forward local questions by e-mail.",
}  # fmt: skip

# slug, name, rolls on to, zone, language, priority; a library's own queue has its slug and follows below
SHARED: Final = (
    ("statewide", "Statewide", None, EAST, "", 10),
    ("academic", "Academic", "statewide", EAST, "en", 20),
    ("espanol", "En español", "statewide", EAST, "es", 30),
    ("practice", "Practice", None, EAST, "", 90),
)
NOBODYS: Final = (
    "marsh-road",
    "old-harbor",
    "pinewood",
)  # branches: their system's queue takes their patrons


def make() -> None:
    """The consortium, its libraries with the ZIP codes they serve, its queues and who staffs them."""
    Consortium.objects.create(
        name="Sandhill Libraries",
        slogan="Librarians of the whole state, one question away.",
        time_zone=EAST,
        text_number="555-0100",
        library_card_patterns=[["2400", 14]],
    )
    libraries = _libraries()
    queues = _queues(libraries)
    Staffing.objects.bulk_create(
        Staffing(queue=queue, library=library)
        for queue in queues.values()
        for library in _staff(queue, libraries)
    )


def _libraries() -> dict[str, Library]:
    made: dict[str, Library] = {}
    for slug, name, short, kind, zone, city, phone, colour, languages, zips in LIBRARIES:
        made[slug] = Library.objects.create(
            slug=slug, name=name, short_name=short, kind=kind, time_zone=zone, city=city, state="FL",
            system=made[SYSTEM] if kind == Library.Kind.BRANCH else None,
            zip_code=zips.split()[0], phone=phone, email=f"ask@{slug}.example",
            website=f"https://www.{slug}.example", brand_colour=colour, languages=languages.split(),
            greeting=GREETINGS.get(slug, ""), notes_for_staff=NOTES.get(slug, ""),
        )  # fmt: skip
        if kind not in (Library.Kind.ACADEMIC, Library.Kind.SCHOOL):
            areas = (ServiceArea(library=made[slug], zip_code=each) for each in zips.split())
            ServiceArea.objects.bulk_create(areas)
    return made


def _queues(libraries: dict[str, Library]) -> dict[str, Queue]:
    made: dict[str, Queue] = {}
    for slug, name, rolls_on_to, zone, language, priority in SHARED:
        made[slug] = Queue.objects.create(
            slug=slug, name=name, rolls_on_to=made.get(rolls_on_to or ""), time_zone=zone, language=language,
            priority=priority, is_practice=slug == "practice",
        )  # fmt: skip
    for slug, library in libraries.items():
        if slug not in NOBODYS:
            shared = "academic" if library.kind == Library.Kind.ACADEMIC else "statewide"
            fields: dict[str, Any] = {"library": library, "rolls_on_to": made[shared], "priority": 50}
            made[slug] = Queue.objects.create(
                slug=slug, name=library.called, time_zone=library.time_zone, **fields
            )
    return made


def _staff(queue: Queue, libraries: dict[str, Library]) -> list[Library | None]:
    """The libraries whose staff may monitor a queue; None stands for the consortium's own staff."""
    if queue.library:
        branches = [each for each in libraries.values() if each.system_id == queue.library_id]
        return [queue.library, *branches]
    everybody = [each for each in libraries.values() if each.kind != Library.Kind.SCHOOL]
    match queue.slug:
        case "academic":
            return [None, *(each for each in everybody if each.kind == Library.Kind.ACADEMIC)]
        case "espanol":
            return [None, *(each for each in everybody if "es" in each.languages)]
        case "practice":
            return [None, *libraries.values()]
        case _:
            return [None, *everybody]
