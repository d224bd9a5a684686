"""Who we are to a push service (RFC 8292): a key pair that follows from the secret, so nothing is stored.

Every process has the same one. With another COMMONDESK_SECRET_KEY all devices have to be turned on anew.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Final
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from commondesk.plumbing import clock
from commondesk.plumbing.web_push import base64url

CURVE: Final = ec.SECP256R1()
ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
GOOD_FOR: Final = dt.timedelta(hours=12)  # at most 24, by the standard; services' clocks differ


def public_key() -> str:
    """What a browser is given when it subscribes, so that it takes messages of ours alone: 87 characters."""
    point = _private_key(settings.SECRET_KEY).public_key()
    return base64url.written(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def authorization(endpoint: str) -> str:
    """The header by which the push service at `endpoint` knows us."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((clock.now() + GOOD_FOR).timestamp()),
        "sub": contact(),
    }
    token = jwt.encode(claims, _private_key(settings.SECRET_KEY), algorithm="ES256")
    return f"vapid t={token}, k={public_key()}"


def contact() -> str:
    """Where a push service finds us if our messages trouble it: our address; on a trial none that works."""
    base = settings.COMMONDESK.base_url
    return base if settings.COMMONDESK.is_https else f"mailto:desk@{settings.COMMONDESK.host}"


@cache
def _private_key(secret: str) -> ec.EllipticCurvePrivateKey:
    """128 bits more than the order has, so that every key is as likely as any other (FIPS 186-5, A.2.1)."""
    raw = HKDF(SHA256(), 48, salt=None, info=b"commondesk:vapid").derive(secret.encode())
    return ec.derive_private_key(int.from_bytes(raw) % (ORDER - 1) + 1, CURVE)
