"""Contexts as PyLD asks for them: pinned, and processed once instead of for every typed node of every document."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from frozendict import frozendict
from pyld.jsonld import JsonLdProcessor

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import canonical_json, walk
from stackcred_issuer.domain.proof.contexts import ContextSet

MAX_KEPT = 512  # processed contexts kept for the next document
MAX_INLINE = 4_096  # bytes of JSON; larger inline contexts are processed anew each time


@lru_cache(maxsize=8)
def kept_for(contexts: ContextSet) -> KeptContexts:
    """The one store of processed contexts that goes with a ContextSet."""
    return KeptContexts(contexts)


class ResolvedContext:
    """One context as PyLD wants it. Nothing is kept here: see `KeptContexts`."""

    __slots__ = ("document",)

    def __init__(self, document: Any) -> None:
        self.document = document

    def get_processed(self, active_ctx: Any) -> None:
        return None

    def set_processed(self, active_ctx: Any, processed_ctx: Any) -> None:
        pass


class PinnedResolver:
    """Resolves contexts from a ContextSet; stands in for PyLD's resolver, which could reach the network."""

    def __init__(self, contexts: ContextSet) -> None:
        self._contexts = contexts

    def resolve(self, active_ctx: Any, context: Any, base: Any, cycles: Any = None) -> list[ResolvedContext]:
        return [ResolvedContext(item) for item in self._flatten(context, ())]

    def _flatten(self, context: Any, above: tuple[str, ...]) -> Iterator[Any]:
        if isinstance(context, dict) and "@context" in context:
            context = context["@context"]
        for item in context if isinstance(context, list) else [context]:
            if isinstance(item, str):
                if item in above:
                    raise StackcredError(ErrorCode.INVALID, f"The context {item} includes itself.")
                yield from self._flatten(self._contexts.get(item).get("@context", {}), (*above, item))
            elif item is None or item is False:  # PyLD writes False for the null of a term definition
                yield False
            elif isinstance(item, dict):
                if "@import" in item:  # PyLD would write into the imported document
                    raise StackcredError(ErrorCode.UNSUPPORTED, "@import is not supported; list the context itself.")
                yield item
            else:
                raise StackcredError(ErrorCode.INVALID, "A context is a URL, an object or null.")


class KeptContexts:
    """Processed contexts of one ContextSet, by the active context they were applied to.

    Only what can come again is kept: pinned contexts and small inline ones, upon active contexts that were kept
    themselves. Shared between threads: entries are immutable and every step is one dict operation.
    """

    def __init__(self, contexts: ContextSet) -> None:
        self.resolver = PinnedResolver(contexts)
        self._pinned = {
            id(part): part for url in contexts for _, part in walk(contexts.get(url)) if isinstance(part, dict)
        }
        self._start = JsonLdProcessor()._get_initial_context({"processingMode": "json-ld-1.1"})["_uuid"]
        self._kept: dict[tuple[Any, ...], Any] = {}
        self._known = {self._start}

    def key(self, active_ctx: Mapping[str, Any], local_ctx: Any, *flags: bool) -> tuple[Any, ...] | None:
        """A key for the pair, or None when it is not worth keeping."""
        if not isinstance(active_ctx, frozendict) or active_ctx["_uuid"] not in self._known:
            return None
        token = self._token(local_ctx)
        return None if token is None else (active_ctx["_uuid"], token, *flags)

    def get(self, key: tuple[Any, ...] | None) -> Any:
        return self._kept.get(key) if key is not None else None

    def keep(self, key: tuple[Any, ...] | None, processed: Any) -> None:
        if key is None or not isinstance(processed, frozendict):
            return
        if len(self._kept) >= MAX_KEPT:
            self._known, self._kept = {self._start}, {}
        self._kept[key] = processed
        self._known.add(processed["_uuid"])

    def _token(self, local_ctx: Any) -> Any:
        if isinstance(local_ctx, str):
            return local_ctx
        if not isinstance(local_ctx, dict):
            return None
        if id(local_ctx) in self._pinned:
            return id(local_ctx)
        text = canonical_json(local_ctx)
        return hashlib.sha256(text).digest() if len(text) <= MAX_INLINE else None
