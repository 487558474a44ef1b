"""The reference: PyLD's own normalization, with the network shut."""

from __future__ import annotations

from typing import Any

from pyld import jsonld

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.contexts import ContextSet

_OPTIONS = {"algorithm": "URDNA2015", "format": "application/n-quads", "base": None, "rdfDirection": "i18n-datatype"}


def normalized(document: JsonObject, contexts: ContextSet) -> str:
    """URDNA2015 as PyLD has it: RDFC-1.0 but for some escapes."""
    return str(jsonld.normalize(document, {**_OPTIONS, "documentLoader": _loader(contexts)}))


def _loader(contexts: ContextSet) -> Any:
    """With PyLD's cache, which is its usual way; only the bundled contexts come here."""

    def load(url: str, options: Any) -> JsonObject:
        return {"contextUrl": None, "documentUrl": url, "document": contexts.get(url), "tag": "static"}

    return load
