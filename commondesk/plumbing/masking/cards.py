"""Whether digits can be a payment card's: who issues such numbers, how long they are, and the check digit."""

from typing import Final

LONGEST_CARD: Final = 19
_FROM_12: Final = tuple(range(12, 20))
_FROM_16: Final = (16, 17, 18, 19)
# First digits from, to (as long as each other) and the lengths that go with them.
_ISSUERS: Final = (
    ("4", "4", (13, 16, 19)),  # Visa
    ("51", "55", (16,)),  # Mastercard
    ("2221", "2720", (16,)),
    ("34", "34", (15,)),  # American Express
    ("37", "37", (15,)),
    ("6011", "6011", _FROM_16),  # Discover
    ("644", "659", _FROM_16),
    ("300", "305", (14, 16, 19)),  # Diners Club
    ("3095", "3095", (14, 16, 19)),
    ("36", "36", (14, 16, 19)),
    ("38", "39", (14, 16, 19)),
    ("3528", "3589", _FROM_16),  # JCB
    ("62", "62", _FROM_16),  # UnionPay
    ("5018", "5018", _FROM_12),  # Maestro
    ("5020", "5020", _FROM_12),
    ("5038", "5038", _FROM_12),
    ("5893", "5893", _FROM_12),
    ("6304", "6304", _FROM_12),
    ("6759", "6763", _FROM_12),
    ("5060", "5061", (16, 18, 19)),  # Verve
    ("508", "508", (16,)),  # RuPay
    ("60", "60", (16,)),
    ("81", "82", (16,)),
    ("2200", "2204", _FROM_16),  # Mir
)


def is_payment_card(digits: str) -> bool:
    """A known issuer's first digits at a length it uses, with the right check digit."""
    return _is_issued(digits) and _check_digit_is_right(digits)


def _is_issued(digits: str) -> bool:
    return any(
        low <= digits[: len(low)] <= high and len(digits) in lengths for low, high, lengths in _ISSUERS
    )


def _check_digit_is_right(digits: str) -> bool:
    """The Luhn sum, by which all payment cards are numbered."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(doubled) + sum(int(digit) for digit in digits[-1::-2])) % 10 == 0
