"""The pinned JSON-LD contexts: the only ones there are. Nothing is ever fetched (VC Data Model 2.0 §B.1)."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list, canonical_json, parse_object
from stackcred_issuer.domain.proof.digests import fits, has_digest

CREDENTIALS_V1 = "https://www.w3.org/2018/credentials/v1"
CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"

DocumentLoader = Callable[[str, Any], JsonObject]


class ContextSet:
    """Context documents by URL; every other URL is unknown.

    The documents are shared and their processed forms are kept: never change one.
    """

    def __init__(
        self, documents: Mapping[str, JsonObject], texts: Mapping[str, Sequence[bytes]] = MappingProxyType({})
    ) -> None:
        """texts: of URLs that have carried several, every one byte for byte, the present one among them."""
        self._documents = dict(documents)
        self.texts = texts
        self._pinned: dict[tuple[bytes, ...], ContextSet] = {}

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

    def as_pinned(self, document: JsonObject) -> ContextSet:
        """With the texts that a document pins by `relatedResource` (VC 2.0 §5.3), where its contexts have had several.

        Raises StackcredError UNKNOWN_CONTEXT for a digest that none of them has.
        """
        if not self.texts or "relatedResource" not in document:
            return self
        pinned = {url: self._text(url, resource) for url, resource in self._pins(document)}
        key = tuple(sorted(pinned.values()))
        if key not in self._pinned:  # at most as many as there are texts, since each belongs to one URL
            changed = {url: parse_object(text) for url, text in pinned.items()}
            same = all(self._documents[url] == found for url, found in changed.items())
            self._pinned[key] = self if same else ContextSet({**self._documents, **changed})
        return self._pinned[key]

    def _pins(self, document: JsonObject) -> Iterator[tuple[str, JsonObject]]:
        for resource in as_list(document["relatedResource"]):
            if isinstance(resource, dict) and resource.get("id") in self.texts and has_digest(resource):
                yield str(resource["id"]), resource

    def _text(self, url: str, resource: JsonObject) -> bytes:
        for text in self.texts[url]:
            if fits(resource, text):
                return text
        raise StackcredError(
            ErrorCode.UNKNOWN_CONTEXT,
            f"The document pins a text of {url} that is none of the {len(self.texts[url])} known ones; ask its issuer.",
        )

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
