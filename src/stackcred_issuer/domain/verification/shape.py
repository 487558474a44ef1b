"""Small rules on JSON values that several checks share (VC Data Model 2.0 §4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list, pointer, walk
from stackcred_issuer.domain.verification.limits import MAX_FINDINGS, quote

CREDENTIALS_V1 = "https://www.w3.org/2018/credentials/v1"
CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x1f\x7f]+")
_LANGUAGE_VALUE = frozenset({"@value", "@language", "@direction"})


def is_url(value: object) -> bool:
    """Whether a value is an absolute URL (DIDs and URNs are)."""
    return isinstance(value, str) and _URL.fullmatch(value) is not None


def id_of(value: object) -> str | None:
    """The id of an object, or the text that stands for it; None when it has none."""
    found = value.get("id") if isinstance(value, dict) else value
    return found if isinstance(found, str) else None


def without_fragment(url: str) -> str:
    """The part of a URL that is asked for. Not by urllib, which refuses some texts that others take for URLs."""
    return url.partition("#")[0]


def is_words(value: object) -> bool:
    """Whether a value is text for people: a string, a language value object, or several of either."""
    parts = value if isinstance(value, list) and value else [value]
    return all(isinstance(part, str) or _is_language_value(part) for part in parts)


def objects_with_index(document: JsonObject, name: str) -> Iterator[tuple[str, Any]]:
    """Each value of a member that may be one or several, with its pointer."""
    value = document.get(name)
    for index, entry in enumerate(as_list(value)):
        yield (pointer(name, index) if isinstance(value, list) else pointer(name)), entry


def findings_of_context(document: JsonObject, bases: tuple[str, ...]) -> Iterator[Finding]:
    """`@context` is an array that starts with one of `bases` and goes on with URLs and objects (§4.3)."""
    contexts = document.get("@context")
    if not isinstance(contexts, list) or not contexts or contexts[0] not in bases:
        yield Finding("/@context", f"@context must be an array that begins with {' or '.join(bases)}")
        return
    for index, entry in enumerate(contexts):
        if not (is_url(entry) or isinstance(entry, dict)):
            yield Finding(pointer("@context", index), "a context is a URL or an object")


def findings_of_type(document: JsonObject, wanted: str) -> Iterator[Finding]:
    """`type` is a name or several, `wanted` among them (§4.5)."""
    names = as_list(document.get("type"))
    if not all(isinstance(name, str) and name for name in names) or wanted not in names:
        yield Finding("/type", f"type must name {wanted}")


def findings_of_ids(document: JsonObject) -> Iterator[Finding]:
    """Every `id` is one text, and the document's own is a URL (§4.4)."""
    for tokens, value in walk(document):
        if tokens and tokens[-1] == "id" and "@context" not in tokens and not isinstance(value, str):
            yield Finding(pointer(*tokens), "an id is one URL")
    if isinstance(document.get("id"), str) and not is_url(document["id"]):
        yield Finding("/id", "an id is one URL")


def findings_of_party(document: JsonObject, name: str) -> Iterator[Finding]:
    """A member that names somebody is a URL or an object with a URL as `id` (§4.7)."""
    value = document.get(name)
    if not is_url(value.get("id") if isinstance(value, dict) else value):
        yield Finding(pointer(name), f"{name} must be a URL, or an object with a URL as id")


def findings_of_typed(document: JsonObject, name: str) -> Iterator[Finding]:
    """Every value of a member is an object with a `type` (§4.10 and following)."""
    for place, entry in objects_with_index(document, name):
        names = as_list(entry.get("type")) if isinstance(entry, dict) else []
        if not names or not all(isinstance(kind, str) and kind for kind in names):
            yield Finding(place, f"each {name} is an object with a type")


def in_one_sentence(findings: Iterable[Finding]) -> str:
    """Up to MAX_FINDINGS faults with their places."""
    listed = list(findings)
    told = "; ".join(f"{quote(one.pointer or '/')}: {one.detail}" for one in listed[:MAX_FINDINGS])
    more = len(listed) - MAX_FINDINGS
    return told if more <= 0 else f"{told}; and {more} more"


def _is_language_value(value: object) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("@value"), str):
        return False
    if not value.keys() <= _LANGUAGE_VALUE:
        return False
    return isinstance(value.get("@language", ""), str) and value.get("@direction", "ltr") in ("ltr", "rtl")
