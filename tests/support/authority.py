"""A certificate authority of the tests' own, for servers on this machine that speak TLS."""

from __future__ import annotations

import ssl
from pathlib import Path

import trustme


class Authority:
    """`file` is what `SSL_CERT_FILE` must name for its certificates to be good."""

    def __init__(self, folder: Path) -> None:
        self._ca = trustme.CA()
        self.file = folder / "authority.pem"
        self._ca.cert_pem.write_to_path(str(self.file))

    def vouches(self, *names: str) -> ssl.SSLContext:
        """What a server of these names or network addresses shows."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._ca.issue_cert(*names).configure_cert(context)
        return context
