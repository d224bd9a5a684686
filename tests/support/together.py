"""Acts that happen in the same moment, each in a thread and on a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from django.db import connection

from commondesk.plumbing.refusal import Refusal

PATIENCE = 60


def together(acts: Sequence[Callable[[], object]]) -> list[Refusal | None]:
    """Let all go at once; for each what refused it, or None. Any other error is the test's."""
    gate = threading.Barrier(len(acts))
    ends: list[Refusal | BaseException | None] = [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        gate.wait(PATIENCE)
        try:
            act()
        except BaseException as error:
            ends[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()
    refusals: list[Refusal | None] = []
    for end in ends:
        if end is not None and not isinstance(end, Refusal):
            raise end
        refusals.append(end)
    return refusals
