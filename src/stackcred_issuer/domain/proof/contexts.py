"""The pinned JSON-LD contexts: the only ones there are. Nothing is ever fetched (VC Data Model 2.0 §B.1)."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, canonical_json

CREDENTIALS_V1 = "https://www.w3.org/2018/credentials/v1"
CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"

DocumentLoader = Callable[[str, Any], JsonObject]


class ContextSet:
    """Context documents by URL; every other URL is unknown.

    The documents are shared and their processed forms are kept: never change one.
    """

    def __init__(self, documents: Mapping[str, JsonObject]) -> None:
        self._documents = dict(documents)

    def __contains__(self, url: object) -> bool:
        return url in self._documents

    def __iter__(self) -> Iterator[str]:
        return iter(self._documents)

    def get(self, url: str) -> JsonObject:
        """The document of a context URL. Raises StackcredError UNKNOWN_CONTEXT outside the set."""
        document = self._documents.get(url)
        if document is None:
            raise StackcredError(
                ErrorCode.UNKNOWN_CONTEXT,
                f"The context {url} is not among the pinned ones, and none is ever fetched; use a pinned one.",
            )
        return document

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """SHA-256 (hex) of each document's JCS form, so that two spellings of one text agree."""
        return MappingProxyType(
            {url: hashlib.sha256(canonical_json(body)).hexdigest() for url, body in self._documents.items()}
        )

    def loader(self) -> DocumentLoader:
        """A document loader for PyLD that knows this set only.

        Each call gives a fresh copy without a cache tag: PyLD's own cache is shared by the whole process and
        its `@import` writes into the documents it was given.
        """

        def load(url: str, options: Any = None) -> JsonObject:
            return {
                "contentType": "application/ld+json",
                "contextUrl": None,
                "documentUrl": url,
                "document": copy.deepcopy(self.get(url)),
            }

        return load
