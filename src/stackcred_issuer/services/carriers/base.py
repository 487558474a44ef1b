"""What every carrier agrees on: pieces with a name, and how much of a stranger's file is looked through."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stackcred_issuer.domain.errors import ErrorCode, StackcredError

MAX_PIECES = 500  # documents examined of one request: a class of applicants; each costs signatures and fetches
_COMPACT_JWS = re.compile(rb"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_ADDRESS = re.compile(rb"https?://[^\s\"'<>]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """One document somebody brings, or the address of one, or why there is none.

    source: what to call it: the name of its file (below its archive), its address or its place in a list.
    """

    source: str
    data: bytes = b""
    url: str | None = None
    error: StackcredError | None = None


def is_written(data: bytes) -> bool:
    """Whether this could be a credential as text: a JSON object or a compact JWS."""
    text = data.strip()
    return text.startswith(b"{") or _COMPACT_JWS.fullmatch(text) is not None


def is_address(data: bytes) -> bool:
    """Whether this is one http or https address and nothing else."""
    return _ADDRESS.fullmatch(data.strip()) is not None


def too_many() -> StackcredError:
    return StackcredError(
        ErrorCode.TOO_LARGE, f"These are more than {MAX_PIECES} documents; bring them in several parts."
    )
