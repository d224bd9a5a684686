"""Names, secrets and the words on a slip. Whatever can be derived from the secret key is not stored."""

import base64
import datetime as dt
import hmac
import re
import secrets
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.conf import settings

from commondesk.plumbing import clock

# Crockford's base32 in lower case: no i, l, o, u, so a code read out on the telephone has one spelling.
CODE_LETTERS: Final = "0123456789abcdefghjkmnpqrstvwxyz"
CODE_LENGTH: Final = 8
MAIL_WORDS_LAST: Final = dt.timedelta(days=30)
WORDS: Final = tuple(Path(__file__).with_name("words.txt").read_text("ascii").split())
_HEARD_ALIKE: Final = str.maketrans({"o": "0", "i": "1", "l": "1", " ": None, "-": None})
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")


def new_code() -> str:
    """The name of a conversation, 8 letters and digits. It only names: it opens nothing by itself."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def read_code(typed: str) -> str:
    """What somebody typed from a slip, as the code they meant; junk stays junk and is found nowhere."""
    return typed.strip().lower().translate(_HEARD_ALIKE)


def new_key() -> str:
    """A key that makes a verb safe to send twice: 22 characters, 132 bits."""
    return secrets.token_urlsafe(16)


def valid_key(key: str) -> bool:
    """Whether a client's key is 16 to 64 of `[A-Za-z0-9_-]`."""
    return _KEY.fullmatch(key) is not None


def new_secret() -> str:
    """A bearer token: 43 url-safe characters, 256 bits."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is stored of a bearer token: SHA-256 in hex. Enough, because the token is random."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def keyed(purpose: str, text: str) -> str:
    """HMAC-SHA-256 in hex under the secret key; two purposes never give the same for one text."""
    return _keyed_bytes(purpose, text).hex()


def patron_token(code: str, version: int) -> str:
    """The bearer of the patron of this conversation: 43 url-safe characters. A new version ends the old."""
    return _url_safe(_keyed_bytes("patron-token", f"{code}:{version}"))


def invitation_token(nonce: str, email: str) -> str:
    """The end of the link that invites this address to the staff: 43 url-safe characters."""
    return _url_safe(_keyed_bytes("invitation", f"{nonce}:{email}"))


def slip_words(code: str) -> str:
    """The four words on the patron's slip, 40 bits, never shown to staff (PR4)."""
    return _words("slip-words", code)


def mail_words(code: str) -> str:
    """The four words that a mail brings: they open the conversation for 30 days at least, 60 at most.

    Others read a mailbox, later; and the slip's own words open the conversation for as long as it is kept.
    """
    return _words("mail-words", f"{code}:{_month()}")


def words_match(code: str, typed: str) -> bool:
    """Whether these words open it, however they were spaced, cased or joined. In constant time."""
    words = " ".join(re.findall(r"[a-z]+", typed[:200].lower()))
    mailed = [_words("mail-words", f"{code}:{month}") for month in (_month(), _month() - 1)]
    return sum(hmac.compare_digest(words, each) for each in (slip_words(code), *mailed)) > 0


def _words(purpose: str, text: str) -> str:
    bits = int.from_bytes(_keyed_bytes(purpose, text)[:5], "big")
    return " ".join(WORDS[bits >> shift & 1023] for shift in range(30, -1, -10))


def _month() -> int:
    """Which stretch of 30 days we are in."""
    return int(clock.now().timestamp() // MAIL_WORDS_LAST.total_seconds())


def _keyed_bytes(purpose: str, text: str) -> bytes:
    message = f"commondesk:{purpose}\0{text}".encode("utf-8", "surrogatepass")
    return hmac.digest(settings.SECRET_KEY.encode(), message, sha256)


def _url_safe(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
