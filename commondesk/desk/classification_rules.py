"""From words to a suggested classification (CL4): one table in English and Spanish, read without accents.

A suggestion costs a librarian one key to take and two to mend, so a rule that is not sure stays silent.
Adding a rule: append phrases to a row, or add a row. A trailing `*` stands for any ending of the word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_noop

from commondesk.desk.classification import Kind, Outcome, Status
from commondesk.plumbing.sql import folded


@dataclass(frozen=True, slots=True)
class Rule:
    """Questions in these words are of this kind and topic, and take about this READ level."""

    kind: Kind
    topic: str
    read_level: int
    words: re.Pattern[str]


def _any(*phrases: str) -> re.Pattern[str]:
    """One pattern for phrases separated by commas; linear in the text, as it has no nested repeats."""
    each = [phrase.strip() for line in phrases for phrase in line.split(",")]
    return re.compile(r"\b(?:" + "|".join(each).replace("*", "[a-z]*") + r")\b")


RULES: Final = (
    Rule(Kind.ACCOUNT, gettext_noop("library card"), 2, _any(
        "library card, library cards, card number, card expired, new card, get a card, my pin",
        "pin number, my account, tarjeta de la biblioteca, tarjeta de biblioteca, mi tarjeta, carnet",
        "carne de biblioteca, mi cuenta")),
    Rule(Kind.ACCOUNT, gettext_noop("holds and renewals"), 2, _any(
        "renew*, overdue, late fee*, fine on, fines, my hold*, a hold, on hold, due date, due back",
        "check out limit, interlibrary loan, prestamo interbibliotecario, renovar, renovacion, multa",
        "multas, reserva, reservas")),
    Rule(Kind.DIRECTIONS, gettext_noop("opening hours"), 1, _any(
        "opening hours, your hours, library hours, what hours, what time, are you open, open on",
        "open today, open late, open tomorrow, closing time, do you close, you close, horario*",
        "a que hora, abren, cierran, estan abiertos")),
    Rule(Kind.DIRECTIONS, gettext_noop("getting there"), 1, _any(
        "where are you located, your address, directions to, parking, nearest branch, closest branch",
        "how do i get to, estacionamiento, donde queda, donde esta la biblioteca, como llego",
        "sucursal mas cercana")),
    Rule(Kind.DIRECTIONS, gettext_noop("rooms and events"), 1, _any(
        "meeting room*, study room*, story time, storytime, volunteer*, donate, donation*, book sale",
        "sign up for the, sala de estudio, sala de reuniones, hora del cuento, voluntari*, donar")),
    Rule(Kind.MACHINE, gettext_noop("printing and scanning"), 2, _any(
        "print, printer*, printing, copier*, photocop*, scan, scanner*, scanning, fax, imprimir",
        "impresora*, fotocopia*, escanear")),
    Rule(Kind.MACHINE, gettext_noop("computers and logging in"), 2, _any(
        "wifi, wi fi, password*, log in, login, logging in, error message*, not loading",
        "website is down, a computer, computers, laptop*, chromebook*, contrasena, iniciar sesion",
        "computadora*")),
    Rule(Kind.MACHINE, gettext_noop("e-books"), 2, _any(
        "ebook*, e book, e books, audiobook*, kindle, libby, overdrive, hoopla, libro electronico",
        "libros electronicos, audiolibro*")),
    Rule(Kind.REFERENCE, gettext_noop("genealogy"), 4, _any(
        "census, genealog*, ancestor*, ancestry, obituar*, family history, birth record*",
        "marriage record*, death record*, grandfather was, grandmother was, censo, antepasad*",
        "obituario*, arbol genealogico")),
    Rule(Kind.REFERENCE, gettext_noop("local history"), 4, _any(
        "history of the town, history of our, local history, old photo*, old map*, old newspaper*",
        "archives, microfilm*, historia local, historia de la ciudad, fotos antiguas, mapas antiguos",
        "archivo historico")),
    Rule(Kind.REFERENCE, gettext_noop("articles and sources"), 4, _any(
        "peer reviewed, scholarly, journal article*, articles about, articles on, database*",
        "primary source*, jstor, ebsco, sources for, sources about, sources on, research paper",
        "literature review, articulos, fuentes")),
    Rule(Kind.REFERENCE, gettext_noop("citing"), 3, _any(
        "cite, citing, citation*, mla, apa, chicago style, bibliograph*, citar")),
    Rule(Kind.REFERENCE, gettext_noop("homework"), 3, _any(
        "homework, assignment, essay, school project, science project, book report, tarea, ensayo",
        "proyecto escolar")),
    Rule(Kind.REFERENCE, gettext_noop("health"), 3, _any(
        "symptom*, disease*, diabetes, cancer, medication*, medicine, side effect*, vaccin*, health",
        "salud, enfermedad*, medicamento*, vacuna*, sintoma*")),
    Rule(Kind.REFERENCE, gettext_noop("law"), 3, _any(
        "law, laws, legal, lawyer*, statute*, court form*, divorce, custody, tenant*, landlord*",
        "eviction, power of attorney, ley, leyes, abogad*, divorcio, custodia, inquilino*, desalojo")),
    Rule(Kind.REFERENCE, gettext_noop("jobs"), 3, _any(
        "resume, resumes, cover letter*, unemployment, job search, job hunting, find a job",
        "finding a job, job application*, curriculum, empleo, desempleo, buscar trabajo")),
    Rule(Kind.REFERENCE, gettext_noop("government and taxes"), 3, _any(
        "tax form*, taxes, irs, passport*, citizenship, immigration, green card, voter*",
        "register to vote, impuestos, pasaporte*, ciudadania, inmigracion, formulario de impuestos",
        "votar")),
    Rule(Kind.REFERENCE, gettext_noop("business and grants"), 4, _any(
        "business plan, start a business, market research, market size, small business, grants",
        "grant writing, nonprofit*, plan de negocio*, abrir un negocio, subvencion*")),
    Rule(Kind.REFERENCE, gettext_noop("finding a book"), 2, _any(
        "do you have the book, do you have a copy, book by, books by, book called, book about",
        "books about, books on, isbn, looking for a book, looking for books, novel, next book in",
        "recommend a book, good book*, tienen el libro, libro de, libros sobre, libros de",
        "busco un libro, busco libros, novela")),
)  # fmt: skip
TOPICS: Final = frozenset(rule.topic for rule in RULES)

STATUSES: Final = (
    (Status.FACULTY, _any(
        "i teach, my students, i am a teacher, im a teacher, i am a professor, im a professor",
        "my syllabus, lesson plan*, soy maestr[ao], soy profesor[a]?, mis alumnos, mis estudiantes")),
    (Status.STUDENT, _any(
        "my professor, my class, my course, i am a student, im a student, college student, my thesis",
        "my dissertation, my term paper, grad student, soy estudiante, mi profesor[a]?, mi clase",
        "mi tesis, mi universidad")),
    (Status.TEEN, _any(
        "im (?:a )?1[3-7], i am (?:a )?1[3-7], high schooler, in high school, in middle school",
        "(?:8|9|10|11|12)th grade, tengo 1[3-7] anos, en secundaria, en la secundaria")),
    (Status.CHILD, _any(
        "im (?:[6-9]|1[0-2]), i am (?:[6-9]|1[0-2])",
        "in (?:1st|2nd|3rd|4th|5th|first|second|third|fourth|fifth) grade, my mom, my mommy",
        "my dad says, tengo (?:[6-9]|1[0-2]) anos, mi maestra, mi mama")),
    (Status.ADULT, _any(
        "my son, my daughter, my kids, my children, my grandson, my granddaughter, my grandchildren",
        "my husband, my wife, my boss, my employer, mi hijo, mi hija, mis hijos, mi nieto, mi nieta",
        "mi esposo, mi esposa, mi jefe")),
)  # fmt: skip

THANKS: Final = _any(
    "thank*, thx, perfect, thats it, that is it, great help, very helpful, exactly what i, gracias",
    "perfecto, muy amable",
)
NOT_QUITE: Final = _any(
    "not what i, didnt help, doesnt help, does not help, still dont, still cant, still cannot",
    "not really, no me sirve, no es lo que, todavia no, aun no",
)
REFERRED: Final = _any(
    "refer you, referred you, referring you, forward your question, forwarding your",
    "passing your question, pass this on, please contact, please call, get in touch with you",
    "will follow up, will email you, le voy a referir, referirle, comuniquese con, llame a",
    "reenviar su pregunta",
)
_NOTHING: Final = (
    "hi|hello|hey|test|testing|hola|prueba|asdf|is anyone there|anybody there|hay alguien|buenas|lol"
)
EMPTY_TALK: Final = re.compile(f"(?:{_NOTHING})(?: (?:hi|there|test|hello|hola))*")
ANOTHER: Final = _any(
    "another question, other question, one more question, one more thing, second question",
    "also wanted to ask, otra pregunta, una pregunta mas, otra cosa, segunda pregunta",
)
_LINK: Final = re.compile(r"https?://\S+")
_OTHER: Final = re.compile(r"[^a-z0-9]+")


def bare(text: str) -> str:
    """The words alone: no case, accents, punctuation or links; apostrophes leave no gap."""
    without = _LINK.sub(" ", text).replace("'", "").replace("’", "")
    return _OTHER.sub(" ", folded(without, len(without) * 4)).strip()


def links(texts: Iterable[str]) -> int:
    """How many different links were given."""
    return len({link for text in texts for link in _LINK.findall(text)})


def rules_for(words: str) -> Sequence[Rule]:
    """The rules of the one kind these words speak of most; none for no kind, and for two alike."""
    found = [(rule, len(set(rule.words.findall(words)))) for rule in RULES]
    scores: dict[Kind, int] = {}
    for rule, hits in found:
        scores[rule.kind] = scores.get(rule.kind, 0) + hits
    best = max(scores.values())
    kinds = [kind for kind, score in scores.items() if score == best]
    if not best or len(kinds) > 1:
        return []
    of_kind = [(rule, hits) for rule, hits in found if hits and rule.kind == kinds[0]]
    return [rule for rule, hits in sorted(of_kind, key=lambda each: -each[1])]


def status_for(words: str) -> Status | None:
    """What the patron says they are; None when they say nothing of it, or two things."""
    found = [status for status, pattern in STATUSES if pattern.search(words)]
    return found[0] if len(found) == 1 else None


def outcome_for(patron: str, staff: str, *, was_answered: bool) -> Outcome | None:
    """How it ended, from the patron's and the librarian's last words."""
    if EMPTY_TALK.fullmatch(patron):
        return Outcome.NO_QUESTION
    if not was_answered:
        return None
    if NOT_QUITE.search(patron):
        return Outcome.PARTLY
    if REFERRED.search(staff):
        return Outcome.REFERRED
    return Outcome.ANSWERED if THANKS.search(patron) else None
