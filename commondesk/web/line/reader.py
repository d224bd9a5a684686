"""The reader: one thread that asks the database what streams and fetches need (DESIGN.md section 5).

One connection for thousands of streams: a stream that held one would starve every page.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, Final, ParamSpec, TypeVar

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from commondesk.plumbing.refusal import Refusal, TryAgain

LONGEST_QUEUE: Final = 10_000
STOPS_WITHIN: Final = 5.0

P = ParamSpec("P")
T = TypeVar("T")
log = structlog.get_logger(__name__)


class Reader:
    """Runs questions one after the other, away from the event loop."""

    def __init__(self, name: str = "reader") -> None:
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    async def stop(self) -> None:
        """Answer what waits, and close the connection; whoever asks from now on is sent away."""
        self._is_closed = True
        self._jobs.put(None)
        await self._loop.run_in_executor(None, self._thread.join, STOPS_WITHIN)

    def ask(self, question: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> asyncio.Future[T]:
        """What `question` returns or raises; `TryAgain` when the database is away or too many wait."""
        answer: asyncio.Future[T] = self._loop.create_future()
        if self._is_closed or self._jobs.qsize() >= LONGEST_QUEUE:
            answer.set_exception(TryAgain())
            return answer

        def job() -> None:
            result, error = _answer(lambda: question(*args, **kwargs))
            self._loop.call_soon_threadsafe(_tell, answer, result, error)

        self._jobs.put(job)
        return answer

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
        connection.close()


def _answer(question: Callable[[], T]) -> tuple[T | None, Exception | None]:
    """Ask; a connection that has died since it was last used is opened anew, once."""
    for last in (False, True):
        try:
            return question(), None
        except Refusal as refusal:
            return None, refusal
        except (OperationalError, InterfaceError) as error:
            connection.close()
            if last:
                log.warning("The database cannot be read.", why=str(error))
                return None, TryAgain()
        except DatabaseError as error:
            connection.close()
            return None, error
        except Exception as error:
            return None, error
    raise AssertionError("unreachable")


def _tell(answer: asyncio.Future[Any], result: Any, error: Exception | None) -> None:
    if answer.done():
        return
    if error is None:
        answer.set_result(result)
    else:
        answer.set_exception(error)
