"""The reference: PyLD's own normalization, with the network shut."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyld.nquads
from pyld import jsonld

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.contexts import ContextSet

_OPTIONS = {"algorithm": "URDNA2015", "format": "application/n-quads", "base": None, "rdfDirection": "i18n-datatype"}


def normalized(document: JsonObject, contexts: ContextSet) -> str:
    """URDNA2015 as PyLD has it: RDFC-1.0 but for some escapes."""
    return str(jsonld.normalize(document, {**_OPTIONS, "documentLoader": _loader(contexts)}))


def nquads(document: JsonObject, contexts: ContextSet) -> str:
    """PyLD's statements as they come, not canonical."""
    return str(jsonld.to_rdf(document, {**_OPTIONS, "documentLoader": _loader(contexts)}))


@contextmanager
def mended_escapes() -> Iterator[None]:
    """PyLD with the escapes of RDFC-1.0 §5, some of which it leaves out."""
    former = pyld.nquads.escape
    pyld.nquads.escape = lambda value: "".join(map(_escaped, value))
    try:
        yield
    finally:
        pyld.nquads.escape = former


def unique(text: str) -> str:
    """A dataset is a set: PyLD writes some statements twice."""
    return "".join(sorted({f"{line}\n" for line in text.split("\n") if line}))


def _escaped(character: str) -> str:
    named = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
    if character in named:
        return named[character]
    return f"\\u{ord(character):04X}" if character < " " or character in "\x7f\ufffe\uffff" else character


def _loader(contexts: ContextSet) -> Any:
    """With PyLD's cache, which is its usual way; only the bundled contexts come here."""

    def load(url: str, options: Any) -> JsonObject:
        return {"contextUrl": None, "documentUrl": url, "document": contexts.get(url), "tag": "static"}

    return load
