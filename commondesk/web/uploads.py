"""Files in requests: which addresses take and give them, how much, and what is held of them meanwhile.

Four addresses take files; every other body stays small. A server that is its own front door keeps a file on
the disk until it is whole, so that a slow line holds neither a thread nor memory; then, and in page workers
of their own, Django reads it into memory, ten megabytes at most for each of its few threads.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import FileResponse

from commondesk.desk import attaching
from commondesk.desk.attaching import LARGEST_MESSAGE, TOO_LARGE, Given
from commondesk.desk.conversation import Conversation
from commondesk.plumbing.refusal import TooLarge

LARGEST_UPLOAD: Final = LARGEST_MESSAGE + 64 * 1024
# A whole file fits into the 256 places between Django's thread and a slow reader.
PIECE: Final = 64 * 1024
_TAKES: Final = re.compile(
    r"/api/v1/conversations/[0-9a-z]{1,16}/attachments|(/[a-z]{2})?/c/[-\w]{1,40}/say|/consortium/tables/"
    r"|/library/[-\w]{1,64}/logo/"
)
_GIVES: Final = re.compile(
    r"/api/v1/conversations/[0-9a-z]{1,16}/attachments/[^/]+|(/[a-z]{2})?/c/[-\w]{1,40}/files/[^/]+"
    r"|/logo/[^/]+"
)


def takes_files(method: str, path: str) -> bool:
    """A post that may be longer than any question."""
    return method == "POST" and _TAKES.fullmatch(path) is not None


def gives_a_file(method: str, path: str) -> bool:
    """An answer that may be longer than any page."""
    return method == "GET" and _GIVES.fullmatch(path) is not None


class Bounded(MemoryFileUploadHandler):
    """Django's reading of files: only where files are taken, and no more than a message carries."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803  Django's name for it
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        request = self.request
        self._takes = request is not None and takes_files(request.method or "", request.path)
        if content_length > (LARGEST_UPLOAD if self._takes else settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
            raise TooLarge(TOO_LARGE)
        self.activated = True
        self._left = LARGEST_MESSAGE

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A form may be sent in parts anywhere; a file may not."""
        if not self._takes:
            raise RequestDataTooBig("This address takes no files.")
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self._left -= len(raw_data)
        if self._left < 0:
            raise TooLarge(TOO_LARGE)
        return super().receive_data_chunk(raw_data, start)


def given(files: Sequence[UploadedFile[Any]]) -> list[Given]:
    """What came, with the names that their senders gave them."""
    return [Given(file.name or "", file.read()) for file in files]


def download(conversation: Conversation, handle: str) -> FileResponse:
    """A file to save; whoever asks has been found to see the conversation. Raises NotVisible.

    Never shown as a page of ours: whatever it holds, it is saved, and opened where it has no cookie, no
    script and no origin. Kept by no cache, neither on the way nor in a shared browser.
    """
    row, file = attaching.read(conversation, handle)
    response = FileResponse(file, as_attachment=True, filename=row.name, content_type=_content_type(row.type))
    response.block_size = PIECE
    response["Content-Length"] = str(row.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def _content_type(kind: str) -> str:
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
