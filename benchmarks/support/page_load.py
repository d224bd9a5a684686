"""Readers of pages: each asks for a page, and for the next when it has come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from benchmarks.support.load import get


@dataclass(slots=True)
class Pages:
    """How many pages were read, and answers that were none."""

    read: int = 0
    failed: int = 0


@asynccontextmanager
async def page_load(port: int, readers: int, path: str = "/") -> AsyncIterator[Pages]:
    """So many readers for as long as the `async with` lasts."""
    pages = Pages()
    tasks = [asyncio.create_task(_read(port, path, pages)) for _ in range(readers)]
    try:
        yield pages
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _read(port: int, path: str, pages: Pages) -> None:
    request = get(path, "", "Connection: close\r\n")
    while True:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        answer = await reader.read(-1)
        writer.close()
        if answer.startswith(b"HTTP/1.1 200"):
            pages.read += 1
        else:
            pages.failed += 1
            await asyncio.sleep(0.1)
