"""The two seals of web push, by the standards: the message's (RFC 8291) and its sender's (RFC 8292)."""

from __future__ import annotations

import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from time import time
from typing import Any
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
LONGEST_LIFE = 24 * 3600
LEEWAY = 60
_VAPID = re.compile(r"vapid\s+(?=.*\bt=(?P<token>[\w.-]+))(?=.*\bk=(?P<key>[\w-]+)).*", re.IGNORECASE)


class BadSeal(Exception):
    """Says what is wrong with it."""


class BrowserKeys:
    """What a browser makes for one subscription: it alone can read what is sealed with it."""

    def __init__(self) -> None:
        self._private = ec.generate_private_key(CURVE)
        self._public = self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self._auth = secrets.token_bytes(16)

    @property
    def told(self) -> dict[str, str]:
        """The part that the site is told."""
        return {"p256dh": b64(self._public), "auth": b64(self._auth)}

    def opens(self, body: bytes) -> bytes:
        """The message of an `aes128gcm` body of one record (RFC 8188). Raises BadSeal, InvalidTag."""
        salt, record_size, key_length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        theirs, sealed = body[21 : 21 + key_length], body[21 + key_length :]
        if key_length != 65 or not 18 <= len(sealed) <= record_size:
            raise BadSeal("It must be one record, with a key of 65 bytes before it.")
        shared = self._private.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs)
        )
        secret = _derived(self._auth, b"WebPush: info\0" + self._public + theirs, shared, 32)
        key = _derived(salt, b"Content-Encoding: aes128gcm\0", secret, 16)
        nonce = _derived(salt, b"Content-Encoding: nonce\0", secret, 12)
        padded = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        if padded[-1:] != b"\2":
            raise BadSeal("Two must stand behind the message of the last record.")
        return padded[:-1]


def vouched(authorization: str, origin: str) -> tuple[str, dict[str, Any]]:
    """The key of who signed the header Authorization for the push service at `origin`, and what was claimed.

    Raises BadSeal. The audience may lack the port: real services stand at 443, where an origin has none,
    and senders are known that never write one.
    """
    parts = _VAPID.fullmatch(authorization.strip())
    if not parts:
        raise BadSeal("Authorization must be: vapid t=TOKEN, k=KEY.")
    origins = [origin, f"https://{urlsplit(origin).hostname}"]
    needed: Any = {"require": ["aud", "exp", "sub"]}
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, unb64(parts["key"]))
        claims = jwt.decode(parts["token"], key, ["ES256"], audience=origins, leeway=LEEWAY, options=needed)
    except (ValueError, jwt.InvalidTokenError) as error:
        raise BadSeal(f"The token is not good: {error}") from error
    if claims["exp"] > time() + LONGEST_LIFE + LEEWAY:
        raise BadSeal("The token is good for more than a day.")
    if not str(claims["sub"]).startswith(("mailto:", "https:")):
        raise BadSeal("The token does not say whom to write to.")
    return parts["key"], claims


def b64(data: bytes) -> str:
    """Base64 for addresses, without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _derived(salt: bytes, info: bytes, secret: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length=length, salt=salt, info=info).derive(secret)
