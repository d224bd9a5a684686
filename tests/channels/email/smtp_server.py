"""A mail server for tests: says what it is told to say, keeps what it is given, speaks real SMTP."""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class SmtpServer(socketserver.ThreadingTCPServer):
    """`answers` replaces the reply to a command by its first word (`.` ends a mail); "" hangs up.

    `thinks`: so many seconds it has a mail before it says so.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, answers: dict[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.answers = {"EHLO": "250 here", "DATA": "354 go on", "QUIT": "221 bye", **answers}
        self.mails: list[str] = []
        self.thinks = 0.0

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Talk(socketserver.StreamRequestHandler):
    server: SmtpServer

    def handle(self) -> None:
        with suppress(ConnectionError):  # whoever sent was killed
            self._talk()

    def _talk(self) -> None:
        self._say("220 ready")
        while line := self.rfile.readline().decode().strip():
            command = line.split(" ")[0].split(":")[0].upper()
            if not self._say(self.server.answers.get(command, "250 well")):
                return
            if command == "DATA" and not self._take_mail():
                return
            if command == "QUIT":
                return

    def _take_mail(self) -> bool:
        lines = []
        while (line := self.rfile.readline().decode()) not in (".\r\n", ""):
            lines.append(line)
        self.server.mails.append("".join(lines))
        time.sleep(self.server.thinks)
        return self._say(self.server.answers.get(".", "250 taken"))

    def _say(self, answer: str) -> bool:
        if answer:
            self.wfile.write(f"{answer}\r\n".encode())
        return bool(answer)


@contextmanager
def smtp_server(**answers: str) -> Iterator[SmtpServer]:
    """A server on a free port of this machine; keyword `end` is the answer to the end of a mail."""
    if "end" in answers:
        answers["."] = answers.pop("end")
    with SmtpServer(answers) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
