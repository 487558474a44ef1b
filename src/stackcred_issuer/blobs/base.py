"""What a blob store is: it keeps files under the name of their content, and knows nothing about whose they are."""

from __future__ import annotations

import re
from typing import IO, Protocol

from stackcred_issuer.domain.errors import ErrorCode, StackcredError

_NAME = re.compile(r"[0-9a-f]{64}")


class BlobStore(Protocol):
    """A place for files. Their names are SHA-256 digests in hexadecimal, so that no name ever comes from outside.

    Calls block, and may come from many threads at once. All raise UNAVAILABLE when the place does not answer.
    """

    def put(self, name: str, file: IO[bytes]) -> None:
        """Keep the file, read from its beginning, durably and whole before answering; one that is there stays."""

    def open(self, name: str) -> IO[bytes]:
        """The content from its beginning; whoever opens it closes it. Raises NOT_FOUND."""

    def delete(self, name: str) -> None:
        """Keep it no longer; one that is gone already is no error."""

    def check(self) -> None:
        """Raises when files cannot be kept here, in words that say what to change."""


def checked_name(name: str) -> str:
    """The name, if it is one. Anything else would be a fault of ours, and could lead out of the store."""
    if not _NAME.fullmatch(name):
        raise ValueError("a blob is named by the SHA-256 of its content, in hexadecimal")
    return name


def away(detail: str) -> StackcredError:
    """What to answer when a store cannot be reached; the detail names no secret."""
    return StackcredError(ErrorCode.UNAVAILABLE, detail)


def gone() -> StackcredError:
    """What to answer for a file that is not there."""
    return StackcredError(ErrorCode.NOT_FOUND, "This file is not kept here any more; ask for it where you found it.")
