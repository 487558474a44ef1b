"""The JSON-LD contexts that come with the program, read from disk and held to their digests."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, parse_object
from stackcred_issuer.domain.proof.contexts import ContextSet
from stackcred_issuer.settings import Settings

_PACKAGE = Path(__file__).resolve().parents[1]


EXAMPLES_V2 = "https://www.w3.org/ns/credentials/examples/v2"
# The document behind it is W3C's; that it gives every undefined term a name under this prefix is a fact of the
# standard (VC Data Model 2.0, "Note: Use of examples"), and all that a signature depends on.
_EXAMPLES: JsonObject = {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}


@dataclass(frozen=True, slots=True)
class ContextChoice:
    """Which contexts a process knows.

    tests: also the ones that only conformance suites use. listed: a JSON object of more URLs and their files.
    """

    tests: bool = False
    listed: Path | None = None

    @classmethod
    def of(cls, settings: Settings) -> ContextChoice:
        """As the deployment is configured."""
        return cls(settings.conformance, settings.conformance_contexts)


@lru_cache(maxsize=4)
def load_contexts(choice: ContextChoice = ContextChoice()) -> ContextSet:
    """The contexts of `schemas/contexts/manifest.json`, and those of the choice; the same set at every call.

    Raises StackcredError INVALID when a file is not the one the manifest names.
    """
    bundled = read_contexts(data_path("schemas/contexts"))
    if not choice.tests:
        return bundled
    known = {url: bundled.get(url) for url in bundled}
    return ContextSet({**known, EXAMPLES_V2: _EXAMPLES, **_listed(choice.listed)}, bundled.texts)


def _listed(path: Path | None) -> dict[str, JsonObject]:
    """The contexts that a file lists. Raises INVALID for a list that cannot be read."""
    if path is None:
        return {}
    try:
        rows = parse_object(path.read_bytes())
        return {url: parse_object((path.parent / str(name)).read_bytes()) for url, name in rows.items()}
    except (OSError, StackcredError) as error:
        raise StackcredError(
            ErrorCode.INVALID,
            f"STACKCRED_CONFORMANCE_CONTEXTS: {error}; name a JSON file of context URLs and the files beside it.",
        ) from None


_AS_PUBLISHED = (
    "https://www.w3.org/ns/credentials/v2",
    "https://w3id.org/security/data-integrity/v2",
    "https://w3id.org/security/multikey/v1",
)  # the others are laid out otherwise than at their address, see schemas/README.md


def published_bytes(url: str) -> bytes | None:
    """The bytes that stand at a context's address, where ours are the same; None for every other address."""
    if url not in _AS_PUBLISHED:
        return None
    folder = data_path("schemas/contexts")
    manifest = parse_object((folder / "manifest.json").read_bytes())
    return (folder / str(manifest[url]["file"])).read_bytes()


def data_path(name: str) -> Path:
    """A file or folder that comes with the program: inside the package in a wheel, else in the checkout."""
    packaged = _PACKAGE / "_data"
    return (packaged if packaged.is_dir() else _PACKAGE.parents[1]) / name


def read_contexts(folder: Path) -> ContextSet:
    """The contexts of a folder by its `manifest.json`. Raises INVALID for a file with another digest."""
    manifest = parse_object((folder / "manifest.json").read_bytes())
    texts = {url: [_checked(folder, one) for one in (row, *row.get("superseded", ()))] for url, row in manifest.items()}
    return ContextSet(
        {url: parse_object(found[0]) for url, found in texts.items()},
        {url: found for url, found in texts.items() if len(found) > 1},
    )


def _checked(folder: Path, row: JsonObject) -> bytes:
    path, wanted = folder / str(row["file"]), row["sha256"]
    data = path.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != wanted:
        raise StackcredError(
            ErrorCode.INVALID,
            f"The context file {path.name} has SHA-256 {found}, but the manifest says {wanted}; restore the file.",
        )
    return data
