"""The seal against the example of its standard (RFC 8291, section 5), and what is no key."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from commondesk.plumbing.web_push import base64url
from commondesk.plumbing.web_push.seal import LONGEST, BadKey, public_point, sealed, shared_secret

WORDS = b"When I grow up, I want to be a watermelon"
P256DH = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
OURS = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SEALED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
    "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
    "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_example_of_the_standard_is_sealed_byte_for_byte():
    ours = ec.derive_private_key(int.from_bytes(base64url.read(OURS)), ec.SECP256R1())
    salt = base64url.read(SEALED)[:16]
    assert base64url.written(sealed(WORDS, P256DH, AUTH, salt=salt, ours=ours)) == SEALED


def test_long_and_short_messages_have_one_length_and_no_two_are_alike():
    bodies = [sealed(words, P256DH, AUTH, fill_to=500) for words in (b"a", WORDS, WORDS)]
    assert len({len(body) for body in bodies}) == 1
    assert len(set(bodies)) == 3


def test_what_no_push_service_would_take_is_not_sealed():
    with pytest.raises(ValueError, match="too long"):
        sealed(b"a" * (LONGEST + 1), P256DH, AUTH)


@pytest.mark.parametrize(
    "key",
    ["", "A", "****", "é" * 87, P256DH[:-2], P256DH + "AAAA", base64url.written(b"\4" + b"\1" * 64),
     base64url.written(b"\2" + b"\1" * 32), base64url.written(b"\0" * 65)],
)  # fmt: skip
def test_what_is_no_point_of_the_curve_is_no_key(key):
    with pytest.raises(BadKey):
        public_point(key)


@pytest.mark.parametrize("secret", ["", "A", "****", AUTH + "AAAA", AUTH[:-3], "é" * 22])
def test_a_shared_secret_has_sixteen_bytes(secret):
    with pytest.raises(BadKey):
        shared_secret(secret)
