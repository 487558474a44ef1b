"""PyLD's expansion, watched: the same result, or an error where PyLD would drop or invent something.

PyLD decides which context is in force where; the overrides below look on at each of its decisions.
"""

from __future__ import annotations

from typing import Any, NoReturn

from pyld.jsonld import JsonLdProcessor

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list, pointer, walk
from stackcred_issuer.domain.proof.canonical.kept import KeptContexts
from stackcred_issuer.domain.proof.canonical.nquads import is_iri

MAX_NODES = 50_000  # values of one document; a transcript of a whole degree has some thousands
MAX_CONTEXT_WORK = 1_000_000  # terms copied or (20 each) defined to process the contexts of one document

_DATA_KEYWORDS = frozenset(
    ("@id", "@type", "@value", "@language", "@direction", "@list", "@set", "@graph", "@included", "@reverse", "@nest")
)
_NULLABLE = ("@vocab", "@language", "@direction")


class WatchedProcessor(JsonLdProcessor):  # type: ignore[misc]
    """Expands one document. Make a new one for each."""

    def __init__(self, document: JsonObject, kept: KeptContexts) -> None:
        super().__init__()
        self._document = document
        self._kept = kept
        self._open: list[JsonObject] = []  # the objects around the value at hand
        self._nodes = 0
        self._context_work = 0

    def expanded(self) -> list[JsonObject]:
        """The expanded document. Raises StackcredError UNDEFINED_TERM or EXHAUSTED, and whatever PyLD does."""
        options = {
            "base": None,  # PyLD puts relative ids below http://example.org/base/ when it is ""
            "isFrame": False,
            "keepFreeFloatingNodes": False,
            "processingMode": "json-ld-1.1",
            "contextResolver": self._kept.resolver,
        }
        result = self._expand(self._get_initial_context(options), None, self._document, options)
        if isinstance(result, dict) and list(result) == ["@graph"]:
            result = result["@graph"]
        return as_list(result)

    @property
    def place(self) -> str:
        """Pointer of the innermost object at hand."""
        return self._pointer_of(self._open[-1]) if self._open else ""

    def _process_context(
        self,
        active_ctx: Any,
        local_ctx: Any,
        options: JsonObject,
        override_protected: bool = False,
        propagate: bool = True,
        validate_scoped: bool = True,
        cycles: Any = None,
    ) -> Any:
        """Contexts of a list one by one, so that each step can be kept."""
        if cycles is not None or not validate_scoped:  # a scoped context looked at before it is used
            self._spend(active_ctx, local_ctx)
            return super()._process_context(
                active_ctx, local_ctx, options, override_protected, propagate, validate_scoped, cycles
            )
        one_by_one = propagate and isinstance(local_ctx, list) and not _sets_propagation(local_ctx)
        for item in local_ctx if one_by_one else [local_ctx]:
            active_ctx = self._process_one(active_ctx, item, options, override_protected, propagate)
        return active_ctx

    def _process_one(
        self, active_ctx: Any, local_ctx: Any, options: JsonObject, override_protected: bool, propagate: bool
    ) -> Any:
        key = self._kept.key(active_ctx, local_ctx, override_protected, propagate)
        processed = self._kept.get(key)
        if processed is None:
            self._spend(active_ctx, local_ctx)
            local_ctx = _without_idle_nulls(active_ctx, local_ctx)
            processed = super()._process_context(active_ctx, local_ctx, options, override_protected, propagate)
            self._kept.keep(key, processed)
        return processed

    def _spend(self, active_ctx: Any, local_ctx: Any) -> None:
        """Without a limit, many small contexts upon a large one would cost the square of the document."""
        defined = sum(len(part) for part in as_list(local_ctx) if isinstance(part, dict))
        self._context_work += 1 + len(active_ctx["mappings"]) + 20 * defined
        if self._context_work > MAX_CONTEXT_WORK:
            raise _exhausted("contexts of its own than can be processed in time")

    def _expand_iri(
        self,
        active_ctx: Any,
        value: Any,
        base: Any = None,
        vocab: bool = False,
        local_ctx: Any = None,
        defined: Any = None,
    ) -> Any:
        """The quick way for what is asked most: a term of a finished context."""
        if vocab and local_ctx is None and isinstance(value, str):
            mapping = active_ctx["mappings"].get(value)
            if mapping:
                return mapping["@id"]
        return super()._expand_iri(active_ctx, value, base, vocab, local_ctx, defined)

    def _expand(
        self,
        active_ctx: Any,
        active_property: str | None,
        element: Any,
        options: JsonObject,
        inside_list: bool = False,
        inside_index: bool = False,
        type_scoped_ctx: Any = None,
    ) -> Any:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise _exhausted(f"than {MAX_NODES} values")
        if isinstance(element, dict):
            self._open.append(element)
        result = super()._expand(
            active_ctx, active_property, element, options, inside_list, inside_index, type_scoped_ctx
        )
        if isinstance(element, dict):
            self._open.pop()
        if result is None and element is not None:
            self._refuse(active_property, element, "This value says nothing in JSON-LD; remove it")
        return result

    def _expand_object(
        self,
        active_ctx: Any,
        active_property: str | None,
        expanded_active_property: str | None,
        element: JsonObject,
        expanded_parent: JsonObject,
        options: JsonObject,
        inside_list: bool = False,
        type_key: str | None = None,
        type_scoped_ctx: Any = None,
    ) -> None:
        self._open.append(element)
        self._check_members(active_ctx, type_scoped_ctx, element)
        super()._expand_object(
            active_ctx,
            active_property,
            expanded_active_property,
            element,
            expanded_parent,
            options,
            inside_list,
            type_key,
            type_scoped_ctx,
        )
        self._open.pop()

    def _expand_value(self, active_ctx: Any, active_property: str, value: Any, options: JsonObject) -> Any:
        result = super()._expand_value(active_ctx, active_property, value, options)
        if isinstance(result, dict) and "@id" in result and not _is_node_id(result["@id"]):
            self._refuse(active_property, value, "A reference must be an absolute IRI; write it out")
        return result

    def _expand_index_map(
        self,
        active_ctx: Any,
        active_property: str,
        value: JsonObject,
        index_key: str,
        as_graph: bool,
        property_index: Any,
        options: JsonObject,
    ) -> Any:
        for key in value:
            name = self._expand_iri(active_ctx, key, vocab=True)
            if name != "@none" and (
                (index_key == "@index" and not property_index)
                or (index_key == "@id" and not _is_node_id(self._expand_iri(active_ctx, key)))
                or (index_key == "@type" and not is_iri(name))
            ):
                self._refuse(active_property, key, "This key leaves no trace in what is signed; use no map here")
        return super()._expand_index_map(
            active_ctx, active_property, value, index_key, as_graph, property_index, options
        )

    def _check_members(self, active_ctx: Any, type_scoped_ctx: Any, element: JsonObject) -> None:
        if any(item is False for item in as_list(element.get("@context"))):
            self._refuse("@context", element["@context"], "A context is a URL, an object or null")
        names = {key: self._expand_iri(active_ctx, key, vocab=True) for key in element if key != "@context"}
        for key, name in names.items():
            if name == "@id":
                self._check_id(active_ctx, key, element[key])
            elif name == "@type":
                self._check_types(type_scoped_ctx, key, element[key], "@value" in names.values())
            elif name not in _DATA_KEYWORDS and not is_iri(name):
                self._refuse(
                    key,
                    element[key],
                    f"No context in force here defines {key!r}, so no signature would cover it; remove it, add "
                    "the context that defines it, or give its object the type that brings it",
                )

    def _check_id(self, active_ctx: Any, key: str, value: Any) -> None:
        if not isinstance(value, str) or not _is_node_id(self._expand_iri(active_ctx, value)):
            self._refuse(key, value, "An id must be one absolute IRI; write it out")

    def _check_types(self, type_scoped_ctx: Any, key: str, value: Any, is_value: bool) -> None:
        if not (isinstance(value, str) or (isinstance(value, list) and value)):
            self._refuse(key, value, "A type must be a text or an array of texts")
        for kind in as_list(value):
            name = self._expand_iri(type_scoped_ctx, kind, vocab=True) if isinstance(kind, str) else None
            if not (is_iri(name) or (is_value and name == "@json")):
                self._refuse(key, kind, f"No context in force here defines the type {kind!r}; add it or remove it")

    def _refuse(self, key: str | None, value: Any, detail: str) -> NoReturn:
        """`key` names the member of the innermost open object that holds `value`, at whatever depth of arrays."""
        where = self.place
        if self._open and key in self._open[-1]:
            where += pointer(key) + _steps_to(value, self._open[-1][key])
        raise StackcredError(ErrorCode.UNDEFINED_TERM, f"{detail}.", pointer=where)

    def _pointer_of(self, target: JsonObject) -> str:
        return next((pointer(*tokens) for tokens, value in walk(self._document) if value is target), "")


def _is_node_id(name: object) -> bool:
    return is_iri(name) or (isinstance(name, str) and name.startswith("_:"))


def _steps_to(value: Any, within: Any) -> str:
    """The way down to a value that PyLD handed over without its place."""
    return next((pointer(*tokens) for tokens, found in walk(within) if found is value), "")


def _sets_propagation(contexts: list[Any]) -> bool:
    return any(isinstance(item, dict) and "@propagate" in item for item in contexts)


def _without_idle_nulls(active_ctx: Any, local_ctx: Any) -> Any:
    """Leave out a null that has nothing to clear: PyLD fails on it with a KeyError."""
    if not isinstance(local_ctx, dict):
        return local_ctx
    idle = [name for name in _NULLABLE if name in local_ctx and local_ctx[name] is None and name not in active_ctx]
    return {name: value for name, value in local_ctx.items() if name not in idle} if idle else local_ctx


def _exhausted(limit: str) -> StackcredError:
    return StackcredError(ErrorCode.EXHAUSTED, f"The document has more {limit}; split it into smaller documents.")
