"""The seal of a message, which only the browser that subscribed can open (RFC 8291, with RFC 8188)."""

from __future__ import annotations

import os
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from commondesk.plumbing.web_push import base64url
from commondesk.plumbing.web_push.vapid import CURVE

ENCODING: Final = "aes128gcm"
RECORD: Final = 4096  # bytes; one record is a whole message
LONGEST: Final = 3000  # bytes of a message: what every push service takes, whatever it adds
_LAST_RECORD: Final = b"\x02"


class BadKey(ValueError):
    """A browser's key that is none: no point of the curve, or of another length."""


def public_point(text: str) -> ec.EllipticCurvePublicKey:
    """A browser's `p256dh`: 65 bytes, a point of the curve P-256. Raises BadKey."""
    try:
        raw = base64url.read(text)
        if len(raw) != 65:
            raise BadKey("not 65 bytes")
        return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, raw)
    except ValueError as error:
        raise BadKey(str(error)) from None


def shared_secret(text: str) -> bytes:
    """A browser's `auth`: 16 bytes. Raises BadKey."""
    try:
        raw = base64url.read(text)
    except ValueError as error:
        raise BadKey(str(error)) from None
    if len(raw) != 16:
        raise BadKey("not 16 bytes")
    return raw


def sealed(
    message: bytes,
    p256dh: str,
    auth: str,
    *,
    fill_to: int = 0,
    salt: bytes | None = None,
    ours: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """The body of a push. Filled up to `fill_to` bytes, so that its length tells nothing.

    `salt` and `ours` are random but in tests. Raises BadKey, ValueError for what is too long.
    """
    if max(len(message), fill_to) > LONGEST:
        raise ValueError("too long for a push message")
    theirs, auth_secret = public_point(p256dh), shared_secret(auth)
    salt, ours = salt or os.urandom(16), ours or ec.generate_private_key(CURVE)
    points = b"".join(_raw(point) for point in (theirs, ours.public_key()))
    secret = _derived(ours.exchange(ec.ECDH(), theirs), auth_secret, b"WebPush: info\0" + points, 32)
    key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", 12)
    filled = message + _LAST_RECORD + b"\0" * (fill_to - len(message))
    header = salt + RECORD.to_bytes(4) + b"\x41" + _raw(ours.public_key())
    return header + AESGCM(key).encrypt(nonce, filled, None)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt=salt, info=info).derive(secret)


def _raw(point: ec.EllipticCurvePublicKey) -> bytes:
    return point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
