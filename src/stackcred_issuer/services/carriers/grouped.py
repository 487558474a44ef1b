"""Whose files these are, by the folders they lie in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stackcred_issuer.services.carriers.base import Piece


def by_folder(
    whole: str, files: Sequence[tuple[tuple[str, ...], Piece]], *, each: bool = False
) -> Iterator[tuple[str, Piece]]:
    """Each file with its applicant: the folder it is in, itself beside folders or with `each`, or else the whole."""
    nested = each or any(len(parts) > 1 for parts, _ in files)
    for parts, piece in files:
        yield (parts[0] if nested else whole), piece
