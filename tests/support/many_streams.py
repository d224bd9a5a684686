"""A thousand streams of one conversation, held by one thread."""

from __future__ import annotations

import asyncio
import contextlib
import resource
from dataclasses import dataclass, field

HEAD = "GET /api/v1/conversations/{code}/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"
AT_ONCE = 50
PATIENCE = 60


@dataclass
class Streams:
    """Open ones; `ends` is what each was sent last, once it has ended."""

    readers: list[asyncio.StreamReader] = field(default_factory=list)
    writers: list[asyncio.StreamWriter] = field(default_factory=list)

    async def open(self, port: int, code: str, token: str, number: int) -> None:
        """Returns once each was greeted."""
        _allow(number + 200)
        head = HEAD.format(code=code, token=token).encode()
        for begun in range(0, number, AT_ONCE):
            some = range(min(AT_ONCE, number - begun))
            await asyncio.gather(*(self._open_one(port, head) for _ in some))

    async def ends(self) -> list[str]:
        """Read all to their end."""
        read = (asyncio.wait_for(reader.read(), PATIENCE) for reader in self.readers)
        said = await asyncio.gather(*read)
        for writer in self.writers:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
        return [text.decode() for text in said]

    async def _open_one(self, port: int, head: bytes) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head)
        await asyncio.wait_for(reader.readuntil(b"event: hello"), PATIENCE)
        self.readers.append(reader)
        self.writers.append(writer)


def _allow(files: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(files, hard), hard))
