"""JSON-LD expansion that loses nothing: what W3C calls DATA_LOSS_DETECTION_ERROR is an error here, always.

VC Data Integrity 1.0 §4.2 and §4.4 (undefined terms), JSON-LD 1.1 API §5.1.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

import orjson
from pyld.jsonld import JsonLdError

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.canonical.kept import kept_for
from stackcred_issuer.domain.proof.canonical.nquads import Quad
from stackcred_issuer.domain.proof.canonical.processor import WatchedProcessor
from stackcred_issuer.domain.proof.canonical.rdf import expanded_quads
from stackcred_issuer.domain.proof.contexts import ContextSet

MAX_RECENT = 64  # documents whose quads are remembered: a draft is checked, then signed
MAX_RECENT_BYTES = 65_536  # of such a document


def check_terms(document: JsonObject, contexts: ContextSet) -> None:
    """Return when every member, type, id and reference of a JSON-LD document reaches its RDF form.

    Raises StackcredError with a JSON pointer: UNDEFINED_TERM for what PyLD would drop or invent (a key or type
    that no context in force defines, a relative id, an index, a value that says nothing), UNKNOWN_CONTEXT for a
    context outside the set, INVALID for anything else that is not JSON-LD (such as a protected term redefined),
    UNSUPPORTED for `@import`, EXHAUSTED for a document beyond the work limits. A null counts as absent; `@base` is not
    applied, so every id must be absolute as it stands (or a blank node's).
    """
    document_quads(document, contexts)


def expand(document: JsonObject, contexts: ContextSet) -> list[JsonObject]:
    """The expanded form. Raises as `check_terms`."""
    processor = WatchedProcessor(document, kept_for(contexts))
    try:
        return processor.expanded()
    except RecursionError:
        raise StackcredError(ErrorCode.EXHAUSTED, "The document is nested too deeply.") from None
    except (StackcredError, JsonLdError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise _explained(error, processor.place) from error


def document_quads(document: JsonObject, contexts: ContextSet) -> tuple[Quad, ...]:
    """The quads of a document, before canonicalization. Raises as `check_terms`."""
    recent = _recent(contexts)
    key = _fingerprint(document)
    quads = recent.get(key) if key else None
    if quads is None:
        quads = tuple(expanded_quads(expand(document, contexts)))
        if len(recent) >= MAX_RECENT:
            recent.clear()
        if key:
            recent[key] = quads
    return quads


@lru_cache(maxsize=8)
def _recent(contexts: ContextSet) -> dict[bytes, tuple[Quad, ...]]:
    return {}


def _fingerprint(document: JsonObject) -> bytes | None:
    try:
        text = orjson.dumps(document)
    except TypeError:  # not JSON, or an integer that orjson does not write
        return None
    return hashlib.sha256(text).digest() if len(text) <= MAX_RECENT_BYTES else None


def _explained(error: Exception, place: str) -> StackcredError:
    """Our own error, wherever PyLD wrapped it, or PyLD's in our words."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, StackcredError):
            where = cause.pointer if cause.pointer is not None else _context_pointer(place, cause)
            return StackcredError(cause.code, cause.detail, pointer=where)
        cause = cause.__cause__
    reason: Any = getattr(error, "code", None) or (error.args[0] if error.args else type(error).__name__)
    return StackcredError(ErrorCode.INVALID, f"Not valid JSON-LD here: {reason}.", pointer=place)


def _context_pointer(place: str, error: StackcredError) -> str:
    return f"{place}/@context" if error.code in (ErrorCode.UNKNOWN_CONTEXT, ErrorCode.UNSUPPORTED) else place
