"""Full text: the same answers to the same words on both databases."""

import pytest
from django.db import connection

from commondesk.plumbing import search
from commondesk.plumbing.search.row import Text, keep

pytestmark = pytest.mark.django_db

TEXTS = {
    1: "Where can I find the 1920 census of Ames?",
    2: "¿Dónde está el Núñez del café? Tarjetas, por favor",
    3: "My library CARD has expired; cards are hard. census",
    70_000: "census census CENSUS, and a card",
    140_000: "図書館はどこですか census",
}


def found(words: str, labels: tuple[str, ...] = (), before: int = 2**62, limit: int = 10) -> list[int]:
    return search.newest(search.words_of(words), labels, before, limit)


@pytest.fixture(autouse=True)
def texts() -> None:
    keep(
        Text(number, [search.label("queue", number % 2), *search.words_of(text)], 1)
        for number, text in TEXTS.items()
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("census", [140_000, 70_000, 3, 1]),
        ("CARD", [70_000, 3]),
        ("cards", [70_000, 3]),
        ("census card", [70_000, 3]),
        ("nunez", [2]),
        ("NÚÑEZ cafe", [2]),
        ("tarjeta", [2]),
        ("図書館", [140_000]),
        ("censu nobody", []),
        ("'; DROP TABLE commondesk_event; --", []),
        ('census" OR "1', [1][:0]),
        ("census NOT card", []),
        ("NEAR(census)", []),
        ("words:census", []),
        ("ce*", []),
    ],
)
def test_texts_with_all_the_words_are_found_the_newest_first(words: str, expected: list[int]) -> None:
    assert found(words) == expected


def test_pages_follow_each_other_by_number() -> None:
    assert found("census", limit=2) == [140_000, 70_000]
    assert found("census", before=70_000, limit=2) == [3, 1]
    assert found("census", before=1) == found("census", before=0) == []


def test_one_of_the_labels_has_to_be_there() -> None:
    assert found("census", (search.label("queue", 1),)) == [3, 1]
    assert found("census", (search.label("queue", 1), search.label("queue", 0))) == [140_000, 70_000, 3, 1]
    assert found("card", (search.label("queue", 7),)) == []


def test_no_text_and_no_query_can_say_a_label() -> None:
    keep([Text(9, search.words_of("_queue7 _queue 7"), 1)])
    assert found("nothing _queue1") == []
    assert search.newest([search.label("queue", 7)], (), 2**62, 9) == []


def test_a_text_kept_again_is_found_by_its_new_words_alone() -> None:
    keep([Text(1, search.words_of("tulips"), 2)])
    assert found("tulips") == [1]
    assert found("1920") == []


def test_what_is_removed_is_gone_from_the_index_itself() -> None:
    search.remove([2])
    assert found("nunez") == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO commondesk_searchrow_fts(commondesk_searchrow_fts) VALUES ('integrity-check')"
            )


def test_few_texts_can_be_asked_whether_they_hold_the_words() -> None:
    assert search.among([1, 2, 3], search.words_of("census")) == {1, 3}
    assert search.among([], ["census"]) == set()


@pytest.mark.parametrize(
    "text", ["\0", "", "'\"\\:*^-()&|!<>", "\ud800", "a" * 10_000, "e\u0301" * 100, "\u202e"]
)
def test_no_text_and_no_query_breaks_anything(text: str) -> None:
    words = search.words_of(text)
    keep([Text(500, words, 1)])
    assert not words or found(text) == [500]


def test_a_page_costs_the_same_whatever_the_past() -> None:
    words = search.words_of("census of the year")
    keep(Text(number, words, 1) for number in range(200_000, 206_000))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE commondesk_searchrow")
    assert found("census year", limit=51) == list(range(205_999, 205_948, -1))
