"""The JSON-LD contexts that come with the program, read from disk and held to their digests."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import parse_object
from stackcred_issuer.domain.proof.contexts import ContextSet

_PACKAGE = Path(__file__).resolve().parents[1]


@lru_cache(maxsize=1)
def load_contexts() -> ContextSet:
    """The contexts of `schemas/contexts/manifest.json`; the same set at every call.

    Raises StackcredError INVALID when a file is not the one the manifest names.
    """
    return read_contexts(data_path("schemas/contexts"))


def data_path(name: str) -> Path:
    """A file or folder that comes with the program: inside the package in a wheel, else in the checkout."""
    packaged = _PACKAGE / "_data"
    return (packaged if packaged.is_dir() else _PACKAGE.parents[1]) / name


def read_contexts(folder: Path) -> ContextSet:
    """The contexts of a folder by its `manifest.json`. Raises INVALID for a file with another digest."""
    manifest = parse_object((folder / "manifest.json").read_bytes())
    return ContextSet({url: _checked(folder / row["file"], row["sha256"]) for url, row in manifest.items()})


def _checked(path: Path, wanted: str) -> dict[str, Any]:
    data = path.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != wanted:
        raise StackcredError(
            ErrorCode.INVALID,
            f"The context file {path.name} has SHA-256 {found}, but the manifest says {wanted}; restore the file.",
        )
    return parse_object(data)
