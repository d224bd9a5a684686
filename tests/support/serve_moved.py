"""`commondesk serve` whose clock a test moves, and whose sweeps a test need not wait for.

    python -m tests.support.serve_moved SOCKET serve --port 8000

With `work` in place of `serve --port 8000` it is a worker. Listens on the Unix socket: a line `20` moves the
clock by as many seconds, a line `sweep` looks after leases, claims, offers and patrons at once. Each is
answered with `done`.
"""

from __future__ import annotations

import socketserver
import sys
import threading
from datetime import timedelta
from typing import Final

from commondesk import cli
from commondesk.plumbing import clock

SWEPT: Final = ("leases", "claims", "offers", "patrons")


class Orders(socketserver.StreamRequestHandler):
    """What the test says, line by line."""

    def handle(self) -> None:
        for line in self.rfile:
            order = line.decode().strip()
            if order == "sweep":
                _sweep()
            else:
                clock.move(timedelta(seconds=int(order)))
            self.wfile.write(b"done\n")


def _sweep() -> None:
    # Django is set up by now: this is asked for only once the desk has answered.
    from commondesk.work import SWEEPS

    for job in SWEEPS:
        if job.name in SWEPT:
            job.run(clock.now())


def main() -> int:
    server = socketserver.ThreadingUnixStreamServer(sys.argv[1], Orders)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return cli.main(sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
