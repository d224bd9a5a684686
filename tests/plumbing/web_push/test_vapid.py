"""Who we are to a push service: the same in every process, another with another secret."""

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from commondesk.plumbing import clock
from commondesk.plumbing.web_push import base64url, vapid


def claims(header, audience):
    """As a push service reads it (RFC 8292)."""
    scheme, _space, rest = header.partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64url.read(parts["k"]))
    assert (scheme, parts["k"]) == ("vapid", vapid.public_key())
    return jwt.decode(parts["t"], key, algorithms=["ES256"], audience=audience)


def test_the_key_follows_from_the_secret_alone(settings):
    first = vapid.public_key()
    assert (len(first), first[0]) == (87, "B")
    settings.SECRET_KEY = "another-secret-0123456789-abcdefghijklmnop"
    assert vapid.public_key() != first


@pytest.mark.parametrize(
    ("endpoint", "audience"),
    [
        ("https://push.example/send/abc?x=1", "https://push.example"),
        ("https://push.example:8443/send/abc", "https://push.example:8443"),
    ],
)
def test_a_push_service_reads_who_asks_and_that_it_is_meant(endpoint, audience):
    said = claims(vapid.authorization(endpoint), audience)
    ahead = said["exp"] - clock.now().timestamp()
    assert 0 < ahead < 24 * 3600
    assert said["sub"] == "mailto:desk@127.0.0.1"


def test_a_desk_in_public_is_found_at_its_own_address(settings):
    settings.COMMONDESK = settings.COMMONDESK.model_copy(update={"base_url": "https://ask.example.org"})
    assert vapid.contact() == "https://ask.example.org"
