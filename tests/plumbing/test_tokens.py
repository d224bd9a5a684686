import re

import pytest

from commondesk.plumbing import tokens


def test_codes_are_eight_letters_without_look_alikes():
    codes = {tokens.new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(re.fullmatch("[0-9a-hjkmnp-tv-z]{8}", code) for code in codes)


@pytest.mark.parametrize(
    "typed", ["0123abcd", " 0123ABCD ", "0123-abcd", "o123 abcd", "Oi23abcd", "0l23-ABCD"]
)
def test_a_code_is_read_as_it_was_meant(typed):
    assert tokens.read_code(typed) == "0123abcd"


def test_new_keys_are_valid_and_never_the_same():
    keys = {tokens.new_key() for _ in range(500)}
    assert len(keys) == 500
    assert all(tokens.valid_key(key) for key in keys)


@pytest.mark.parametrize("key", ["a" * 16, "A1_-" * 16])
def test_keys_of_16_to_64_letters_are_taken(key):
    assert tokens.valid_key(key)


@pytest.mark.parametrize(
    "key", ["", "a" * 15, "a" * 65, "a" * 16 + "\n", "é" * 16, "a b" * 8, "١" * 16, "\0" * 16]
)
def test_other_keys_are_not(key):
    assert not tokens.valid_key(key)


def test_a_secret_has_43_url_safe_characters():
    assert re.fullmatch("[A-Za-z0-9_-]{43}", tokens.new_secret())


def test_a_token_is_stored_as_its_sha_256():
    assert tokens.digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert tokens.digest("\ud800")


def test_a_patron_token_stays_the_same_until_its_version_changes():
    first = tokens.patron_token("abcd1234", 1)
    assert re.fullmatch("[A-Za-z0-9_-]{43}", first)
    assert first == tokens.patron_token("abcd1234", 1)
    others = {tokens.patron_token("abcd1234", 2), tokens.patron_token("abcd1235", 1)}
    assert len(others | {first}) == 3


def test_everything_derived_changes_with_the_secret_key(settings):
    before = (tokens.patron_token("abcd1234", 1), tokens.slip_words("abcd1234"), tokens.keyed("dedupe", "x"))
    settings.SECRET_KEY = "another-" * 8
    after = (tokens.patron_token("abcd1234", 1), tokens.slip_words("abcd1234"), tokens.keyed("dedupe", "x"))
    assert not set(before) & set(after)


def test_two_purposes_never_share_a_keyed_value():
    assert tokens.keyed("dedupe", "x") != tokens.keyed("create", "x")
    assert re.fullmatch("[0-9a-f]{64}", tokens.keyed("dedupe", "\ud800"))


def test_a_slip_carries_four_words_of_the_list():
    words = tokens.slip_words("abcd1234").split(" ")
    assert len(words) == 4
    assert set(words) <= set(tokens.WORDS)


def test_all_words_are_used_about_equally():
    seen = {word for number in range(4000) for word in tokens.slip_words(f"code{number:04}").split()}
    assert len(seen) == 1024


@pytest.mark.parametrize("join", [" ", "-", ", ", "  ", " - ", "\n", "_"])
def test_words_match_however_they_are_joined_or_cased(join):
    typed = join.join(tokens.slip_words("abcd1234").split()).title()
    assert tokens.words_match("abcd1234", f" {typed}. ")


@pytest.mark.parametrize("typed", ["", "a b c d", "\ud800", "é", "\0", "x" * 100_000])
def test_other_words_do_not_match(typed):
    assert not tokens.words_match("abcd1234", typed)


def test_the_words_of_another_slip_in_another_order_or_one_more_do_not_match():
    words = tokens.slip_words("abcd1234")
    for typed in (tokens.slip_words("abcd1235"), " ".join(reversed(words.split())), words + " apple"):
        assert not tokens.words_match("abcd1234", typed)


def test_the_list_has_1024_short_plain_words():
    assert len(set(tokens.WORDS)) == 1024
    assert all(re.fullmatch("[a-z]{3,7}", word) for word in tokens.WORDS)


def test_no_two_words_are_one_slip_of_the_finger_apart():
    known = set(tokens.WORDS)
    assert {word: near for word in known if (near := slips(word) & known)} == {}


def slips(word):
    letters = "abcdefghijklmnopqrstuvwxyz"
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {head + tail[1:] for head, tail in cuts}
    found |= {head + letter + tail[skip:] for head, tail in cuts for letter in letters for skip in (0, 1)}
    found |= {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    return found - {word}
