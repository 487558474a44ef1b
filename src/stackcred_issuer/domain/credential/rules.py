"""What the data model asks of every credential, as rules on plain JSON (VC Data Model 2.0 §4, 1.1 §4).

Issuing refuses what breaks them (`issuance/credential_lints`) and verification fails it (`verification/checks`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from stackcred_issuer.domain.errors import Finding, StackcredError
from stackcred_issuer.domain.instant import parse_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list, objects_in, pointer, walk

CREDENTIALS_V1 = "https://www.w3.org/2018/credentials/v1"
CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
TYPED = ("credentialStatus", "termsOfUse", "evidence", "refreshService")

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x1f\x7f]+")
_LANGUAGE_VALUE = frozenset({"@value", "@language", "@direction"})


def is_url(value: object) -> bool:
    """Whether a value is an absolute URL (DIDs and URNs are)."""
    return isinstance(value, str) and _URL.fullmatch(value) is not None


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
    suspect = any(not isinstance(one.get("id", ""), str) for one in objects_in(document))
    for tokens, value in walk(document) if suspect else ():
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


def findings_of_proofs(document: JsonObject) -> Iterator[Finding]:
    """`proof` holds at least one proof, each an object with a type, no two of the same id (Data Integrity 1.0 §2.1)."""
    yield from findings_of_typed(document, "proof")
    if "proof" in document and not as_list(document["proof"]):
        yield Finding("/proof", "there is a place for proofs, but none in it")
    seen = set()
    for place, entry in objects_with_index(document, "proof"):
        name = entry.get("id") if isinstance(entry, dict) else None
        if isinstance(name, str) and name in seen:
            yield Finding(f"{place}/id", "two proofs have the same id")
        seen.add(name if isinstance(name, str) else None)


def findings_of_subjects(document: JsonObject) -> Iterator[Finding]:
    """`credentialSubject` is an object or several, none of them empty (§4.8)."""
    subjects = as_list(document.get("credentialSubject"))
    if not subjects or not all(isinstance(subject, dict) and subject for subject in subjects):
        yield Finding("/credentialSubject", "there must be a subject, and each subject says something")


def findings_of_dates(document: JsonObject, begins: str, ends: str) -> Iterator[Finding]:
    """The period has a zone at both ends, and ends after it begins (§4.9). begins, ends: the members' names."""
    found = []
    for name in (begins, ends):
        if name not in document:
            continue
        try:
            found.append(parse_instant(document[name]))
        except StackcredError as error:
            yield Finding(f"/{name}", error.detail.rstrip("."))
    if len(found) == 2 and found[1] < found[0]:
        yield Finding(f"/{ends}", "it would end before it begins")


def findings_of_schemas(document: JsonObject) -> Iterator[Finding]:
    """Every `credentialSchema` has a type, and a URL as id (§4.11)."""
    yield from findings_of_typed(document, "credentialSchema")
    for place, entry in objects_with_index(document, "credentialSchema"):
        if isinstance(entry, dict) and not is_url(entry.get("id")):
            yield Finding(place, "a credentialSchema has a URL as id")


def findings_of_statuses(document: JsonObject) -> Iterator[Finding]:
    """The id of a `credentialStatus`, where there is one, is a URL (§4.10)."""
    for place, entry in objects_with_index(document, "credentialStatus"):
        if isinstance(entry, dict) and "id" in entry and not is_url(entry["id"]):
            yield Finding(place, "the id of a credentialStatus is a URL")


def findings_of_words(document: JsonObject) -> Iterator[Finding]:
    """`name` and `description` of credential and issuer are text, or text with its language (§4.6, §11.1)."""
    for prefix, holder in (("", document), ("/issuer", document.get("issuer"))):
        for name in ("name", "description"):
            if isinstance(holder, dict) and name in holder and not is_words(holder[name]):
                yield Finding(f"{prefix}/{name}", "this must be text, or text with its language")


def findings_of_related(document: JsonObject) -> Iterator[Finding]:
    """Each `relatedResource` is an object with an id of its own and a digest (§5.3)."""
    seen: list[Any] = []
    for place, entry in objects_with_index(document, "relatedResource"):
        resource = entry if isinstance(entry, dict) else {}
        if not is_url(resource.get("id")) or resource["id"] in seen:
            yield Finding(place, "each related resource has a URL as id, and each its own")
        if not any(isinstance(resource.get(kind), str) for kind in ("digestSRI", "digestMultibase")):
            yield Finding(place, "a related resource has digestSRI or digestMultibase")
        seen.append(resource.get("id"))


def _is_language_value(value: object) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("@value"), str):
        return False
    if not value.keys() <= _LANGUAGE_VALUE:
        return False
    return isinstance(value.get("@language", ""), str) and value.get("@direction", "ltr") in ("ltr", "rtl")
