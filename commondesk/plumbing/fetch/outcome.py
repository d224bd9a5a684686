"""How a call can end without an answer: not allowed, not reached, or broken off.

No sentence names the address: a path may be a secret, and sentences outlive it in tables and logs.
"""

from typing import Final

from django.utils.translation import gettext_lazy, gettext_noop

from commondesk.plumbing.refusal import Invalid


class NotAllowed(Invalid):
    """An address we never go to. Nothing was sent; its sentence says what to change."""


class NotReached(Exception):
    """Surely nothing has arrived: trying again repeats nothing. Says why in English, to be translated."""


class BrokenOff(Exception):
    """It was sent and no whole answer came: nobody can know what became of it, as long as `status` is None.

    `status` is what the server had answered before it broke off, for whom that much is enough.
    """

    def __init__(self, why: str, status: int | None = None) -> None:
        super().__init__(why)
        self.status = status


NO_ADDRESS: Final = gettext_lazy("This is no address of the web. It looks like https://www.example.org/page.")
NOT_HTTPS: Final = gettext_lazy(
    "We only go where nobody can read along: the address must begin with https://."
)
SIGNED_IN: Final = gettext_lazy("The address must not hold a name or a password. Leave out all up to the @.")
OTHER_PORT: Final = gettext_lazy("The number behind the colon must be 443, or one from 1024 to 65535.")
NO_SERVER: Final = gettext_lazy("This does not name a server. Give its whole name, such as www.example.org.")
INSIDE: Final = gettext_lazy(
    "This leads into a network that is not open to everybody, and we do not go there. "
    "Whoever runs this desk can allow it by COMMONDESK_REACH_INSIDE."
)

NO_NAME: Final = gettext_noop("No server of that name was found.")
NOBODY_THERE: Final = gettext_noop("The server did not let us connect.")
NO_CERTIFICATE: Final = gettext_noop("The server's certificate is not good for its name, or not known to us.")
NO_TRUST: Final = gettext_noop("The certificates that SSL_CERT_FILE or SSL_CERT_DIR names cannot be read.")
NOT_IN_TIME: Final = gettext_noop("The server could not be reached in time.")

FELL_SILENT: Final = gettext_noop("The server did not answer in time. It may have been heard or not.")
HUNG_UP: Final = gettext_noop("The server broke off without a whole answer. It may have been heard or not.")
TOO_LONG: Final = gettext_noop("The server answered more than we take.")
PACKED: Final = gettext_noop("The server answered in a packed form that we did not ask for.")
ROUND_AND_ROUND: Final = gettext_noop("The server sent us from one address to the next, too often.")
