import json
import os
from pathlib import Path

import pytest

from commondesk.plumbing.masking import clean, clean_line, mask
from commondesk.plumbing.refusal import Empty, Invalid, TooLong

SHARED = Path(os.environ.get("COMMONDESK_SHARED", Path(__file__).parents[4] / "shared"))
RLO, LRO, RLE, LRE, PDF = "\u202e", "\u202d", "\u202b", "\u202a", "\u202c"
LRI, RLI, FSI, PDI = "\u2066", "\u2067", "\u2068", "\u2069"
HEBREW = "שלום"


@pytest.mark.parametrize(
    "text", ["a", "Where is it?", "Dónde está", HEBREW, "日本語", "🙂", "e\u0301", "  a", "a\n\nb"]
)
def test_ordinary_text_stays_as_it_was_written(text):
    assert clean(text) == text


@pytest.mark.parametrize("text", ["a\0b", "\0", "a\ud800", "\udfff", "a" * 50 + "\udc80"])
@pytest.mark.parametrize("door", [clean, lambda text: clean_line(text, 80)])
def test_nul_and_lone_surrogates_are_refused(text, door):
    with pytest.raises(Invalid, match="no computer can keep"):
        door(text)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\x85", "\u2028", "\u2029"])
def test_all_line_ends_become_line_feeds(end):
    assert clean(f"a{end}b{end}") == "a\nb"


def test_controls_go_and_tabs_stay():
    assert clean("a\tb\x07\x1b[31m\x7f\x9b\ufffe") == "a\tb[31m"


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "\n\t ", "\u200b", "\u200b\u200d\ufeff", "\x07\x1b", "\u0301\u0302", "\u2800", "\u3164"),
        *(
            "\u115f\u1160",
            "\uffa0",
            "\u00ad",
            "\u034f",
            "\u180e",
            "\ufe0f",
            "\u00a0\u2003",
            RLO + PDF,
            "\u061c",
        ),
        *("\U000e0041", "\U000e0100", "\u2066\u2069", "\u17b4", "\U0001d159", "\u2063"),
    ],
)
def test_what_cannot_be_seen_is_empty(text):
    with pytest.raises(Empty):
        clean(text)
    assert clean_line(text, 80) == ""


def test_8000_characters_are_taken_and_one_more_is_too_long():
    assert len(clean("a" * 8000 + "\n")) == 8000
    with pytest.raises(TooLong, match="8000"):
        clean("a" * 8001)


@pytest.mark.parametrize("length", [150_000, 10_000_000])
def test_very_long_text_is_too_long(length):
    with pytest.raises(TooLong):
        clean("a" * length)


def test_ten_thousand_marks_on_one_letter_become_ten():
    assert clean("Z" + "\u0301" * 10_000 + "a") == "Z" + "\u0301" * 10 + "a"


def test_invisible_signs_between_marks_do_not_start_a_new_count():
    assert clean("Z" + "\u0301\u200d" * 3000).count("\u0301") == 10


@pytest.mark.parametrize("text", ["👩\u200d👩\u200d👧\u200d👦", "❤\ufe0f", "กี่", "می\u200cخواهم", "क्षत्रिय"])
def test_scripts_and_emoji_that_need_marks_and_joiners_keep_them(text):
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"a{RLO}fdp.exe", "afdp.exe"),
        (f"a{RLO}cba{PDF}d", "acbad"),
        (f"a{LRO}b", "ab"),
        (f"a{RLE}{HEBREW}{PDF}b", f"a{RLE}{HEBREW}{PDF}b"),
        (f"a{RLE}{HEBREW}", f"a{HEBREW}"),
        (f"a{PDF}b{PDI}c", "abc"),
        (f"{FSI}{HEBREW}{PDI}, b", f"{FSI}{HEBREW}{PDI}, b"),
        (f"{RLI}a", "a"),
        (f"{LRI}a{RLE}b{PDI}c{PDF}", f"{LRI}ab{PDI}c"),
        (f"{RLE}a\nb{PDF}", "a\nb"),
        (f"{RLE}a{RLO}b{PDF}c{PDF}", f"{RLE}abc{PDF}"),
        (f"\u200f{HEBREW}\u200e a", f"\u200f{HEBREW}\u200e a"),
    ],
)
def test_nothing_can_turn_round_what_follows_it(text, kept):
    assert clean(text) == kept


def test_a_line_has_no_line_ends_and_single_spaces():
    assert clean_line("  Pia\r\n\tof \u2028 Ames\x07 ", 80) == "Pia of Ames"


def test_a_line_that_is_too_long_says_how_long_it_may_be():
    assert clean_line("a" * 80, 80) == "a" * 80
    with pytest.raises(TooLong, match="80"):
        clean_line("a" * 81, 80)


def test_the_big_list_of_naughty_strings_is_taken_or_refused_in_words():
    path = SHARED / "data" / "security" / "blns.json"
    if not path.exists():
        pytest.skip(f"{path} is not here; set COMMONDESK_SHARED to the folder that holds data/")
    for text in json.loads(path.read_text("utf-8")):
        try:
            kept = clean(text)
        except (Empty, Invalid):
            continue
        assert clean(kept) == kept
        assert mask(mask(kept).text) == (mask(kept).text, ())
        assert clean_line(text, 8000) == clean_line(kept, 8000)
