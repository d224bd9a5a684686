import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commondesk.plumbing.masking import BULLET, mask

LIBRARY_CARDS = (("21234", 14), ("D", 7), ("", 10))

CARDS = [
    "4111111111111111",
    "4111 1111 1111 1111",
    "4111-1111-1111-1111",
    "4111,1111,1111,1111",
    "4111/1111/1111/1111",
    "4\ufe0f\u20e3" + "1\ufe0f\u20e3" * 15,
    "4111.1111.1111.1111",
    "4111\u00a01111\u20111111\u20131111",
    "4111\u200b1111\u200b1111\u200b1111",
    "4111\n1111\n1111\n1111",
    "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
    "４１１１ １１１１ １１１１ １１１１",
    "4222222222222",
    "378282246310005",
    "3782 822463 10005",
    "5555555555554444",
    "2223003122003222",
    "6011111111111117",
    "30569309025904",
    "3056 930902 5904",
    "3530111333300000",
    "6200000000000005",
    "5018 0000 0009",
]


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("text", ["{}", "my card is {}, thanks", "{} 12/27 123", "•{}", "x{}y"])
def test_payment_cards_are_hidden_however_they_are_written(card, text):
    result = mask(text.format(card))
    assert result.kinds == ("payment_card",)
    assert result.text == text.format("".join(BULLET if letter.isdigit() else letter for letter in card))


def test_a_card_is_found_between_other_numbers():
    assert mask("9780306406157 4111 1111 1111 1111 33133").text == "9780306406157 •••• •••• •••• •••• 33133"


def test_the_security_code_of_a_card_is_hidden():
    assert mask("CVV: 123, security code is 1234").text == "CVV: •••, security code is ••••"


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111112",
        "ISBN 978-0-306-40615-7",
        "978-4-1111-1111-1",
        "9780306406157 9780140449136",
        "0-306-40615-2 and 0306406152",
        "850-555-0100",
        "(850) 555-0100",
        "+1 850 555 0100",
        "+44 20 7946 0958",
        "+4915112345675",
        "1Z999AA10123456784",
        "9400 1000 0000 0000 0000 00",
        "QA76.73.P98 L88 2013",
        "641.5975 SMI 1998",
        "2024-01-15 10:30, 2024-01-20",
        "12/25/2024",
        "33133-1234",
        "isn't 4 8 15 16 23 42",
        "OCLC 000000123456789",
    ],
)
def test_other_numbers_are_left_alone(text):
    assert mask(text) == (text, ())


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("123-45-6789", "•••-••-••••"),
        ("123 45 6789", "••• •• ••••"),
        ("912-70-1234", "•••-••-••••"),
        ("SSN 123-45-6789 01/02/1990", "SSN •••-••-•••• 01/02/1990"),
        ("my ssn is 123456789", "my ssn is •••••••••"),
        ("social security number: 123 456 789", "social security number: ••• ••• •••"),
        ("mi seguro social es 123456789", "mi seguro social es •••••••••"),
        ("123456789 is my social", "••••••••• is my social"),
    ],
)
def test_social_security_numbers_are_hidden(text, hidden):
    assert mask(text) == (hidden, ("ssn",))


@pytest.mark.parametrize(
    "text",
    [
        *("123456789", "order 123456789", "000-12-3456", "666-12-3456", "123-00-6789", "978-01-4044-9136"),
        "12-345-6789",
    ],
)
def test_other_nine_digits_are_left_alone(text):
    assert mask(text) == (text, ())


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("my password is hunter2", "my password is •••••••"),
        ("my password is hunter2.", "my password is •••••••."),
        ("My PASSWORD: rosebud!", "My PASSWORD: ••••••••"),
        ("password=hunter2&next=1", "password=••••••••••••••"),
        ("my password for the catalog is hunter2", "my password for the catalog is •••••••"),
        ("my password's hunter2", "my password's •••••••"),
        ("Password:\nhunter2", "Password:\n•••••••"),
        ('password "correct horse"', 'password "••••••• •••••"'),
        ("password hunter2", "password •••••••"),
        ("I changed my password to rosebud yesterday", "I changed my password to ••••••• yesterday"),
        ("rosebud is my password", "••••••• is my password"),
        ("username and password: pia hunter2", "username and password: ••• •••••••"),
        ("user/pass: pia/hunter2", "user/pass: •••••••••••"),
        ("my password does not work, I tried hunter2", "my password does not work, I tried •••••••"),
        ("my pasword is hunter2", "my pasword is •••••••"),
        ("passcode is 4821", "passcode is ••••"),
        ("mi contraseña es gato", "mi contraseña es ••••"),
        ("mi contrasena: gato7", "mi contrasena: •••••"),
        ("mi contrasen\u0303a es gato", "mi contrasen\u0303a es ••••"),
        ("la clave de mi cuenta es gato7", "la clave de mi cuenta es •••••"),
        ("gato7 es mi contraseña", "••••• es mi contraseña"),
        ("cambié mi contraseña a gato7", "cambié mi contraseña a •••••"),
    ],
)
def test_passwords_are_hidden(text, hidden):
    assert mask(text) == (hidden, ("password",))


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("PIN: 4821", "PIN: ••••"),
        ("pin 4821", "pin ••••"),
        ("pin#4821", "pin#••••"),
        ("my PIN number is 4821", "my PIN number is ••••"),
        ("my pin is 4 8 2 1", "my pin is • • • •"),
        ("my p.i.n. is 4821", "my p.i.n. is ••••"),
        ("card and pin are 123456 and 4821", "card and pin are •••••• and ••••"),
        ("4821 is my PIN", "•••• is my PIN"),
        ("use 4821 as my pin", "use •••• as my pin"),
        ("set my pin to 4821", "set my pin to ••••"),
        ("mi pin es 4821", "mi pin es ••••"),
        ("mi NIP es 4821", "mi NIP es ••••"),
    ],
)
def test_pins_are_hidden(text, hidden):
    assert mask(text) == (hidden, ("pin",))


@pytest.mark.parametrize(
    "text",
    [
        "my password is not working",
        "forgot my password, please help",
        "What is my password?",
        "Password: please reset it",
        "I reset my password 3 times",
        "my password is 12 characters",
        "reset your password: https://ames.example/reset",
        "Your PIN is the last four digits of your phone",
        "my pin is wrong",
        "your PIN expired",
        "spin 1234",
        "pinned 1234",
        "museum pass: Zoo",
        "palabras clave: historia",
        "la contraseña es incorrecta",
        "ask for my password",
        "password",
    ],
)
def test_talk_about_passwords_is_left_alone(text):
    assert mask(text) == (text, ())


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("card 21234000123456", "card ••••••••••••••"),
        ("card 2 1234 00012345 6", "card • •••• •••••••• •"),
        ("D1234567", "••••••••"),
        ("d 1234567", "• •••••••"),
    ],
)
def test_library_cards_are_hidden_by_prefix_and_number_of_digits(text, hidden):
    assert mask(text, library_cards=LIBRARY_CARDS[:2]) == (hidden, ("library_card",))


@pytest.mark.parametrize("text", ["31234000123456", "212340001234567", "ABD1234567", "D12345678", "21234"])
def test_other_numbers_are_no_library_cards(text):
    assert mask(text, library_cards=LIBRARY_CARDS[:2]) == (text, ())


@pytest.mark.parametrize(
    "pattern", [("", 0), ("", -1), ("", 10**9), ("1" * 100, 14), ("(a+)+$", 14), ("D", 0)]
)
def test_a_pattern_that_makes_no_sense_hides_nothing(pattern):
    assert mask("(a+)+$ 1234567890 D", library_cards=[pattern]) == ("(a+)+$ 1234567890 D", ())


def test_all_kinds_are_named_once_in_a_fixed_order():
    text = "D1234567, pin 4821, password is a1b2, 123-45-6789, 4111111111111111, pin 4821"
    assert mask(text, library_cards=LIBRARY_CARDS).kinds == (
        "payment_card",
        "ssn",
        "password",
        "pin",
        "library_card",
    )


def test_bullets_that_were_typed_are_no_secret():
    assert mask("password: ••••") == ("password: ••••", ())


FRAGMENTS = [
    *("4111111111111111", "4111", "1111", "123-45-6789", "123456789", "4821", "12", "4", "1"),
    *("21234000123456", "password", "PIN", "pass", "ssn", "cvv", "clave", "is", "are", "es", ":", "=", "to"),
    *("and", "as", "hunter2", "wrong", "my", "for", "changed"),
    *['"', "(", ")", ".", ",", "-", "•", "D", "\n", "\u200b", "é", "it is"],
]
pieces = st.tuples(st.sampled_from(FRAGMENTS), st.sampled_from(["", " ", "-", "\n"])).map("".join)
texts = st.lists(pieces, max_size=25).map("".join)


@settings(max_examples=500, deadline=None)
@given(texts | st.text())
def test_masking_twice_is_masking_once_and_keeps_every_place(text):
    once = mask(text, library_cards=LIBRARY_CARDS)
    assert mask(once.text, library_cards=LIBRARY_CARDS) == (once.text, ())
    assert len(once.text) == len(text)
    assert all(new in (old, BULLET) for new, old in zip(once.text, text, strict=True))


@pytest.mark.parametrize(
    "unit",
    [
        *("1", "1 ", "1-", "4111 ", "4111111111111111", "123-45-6789", "ssn 1 2 3 4 5 6 7 8 9 "),
        *("pin:", "pin is ", "password ", "password is ", "password for ", "for ", 'password is "'),
        *("is my pin ", "changed my changed my ", "clave", "contrasen", "pass-", "cvv "),
        *("•", "• 1 ", " ", "\n", '"', "(", "a", "\u0301"),
    ],
)
def test_hostile_text_of_8000_characters_ends(unit):
    text = (unit * 8000)[:8000]
    cards = [(str(number), 14) for number in range(2000)]
    assert len(mask(text, library_cards=cards).text) == 8000


@pytest.mark.parametrize("text", ["pages 4111, 1111, 1111, 1111", "1,234,567,890", "12/25/2024, 10/11/2024"])
def test_numbers_of_a_list_and_dates_are_left_alone(text):
    assert mask(text).text == text
