"""JSON-LD that means something else than it says; each also with a right signature over its JSON (JCS)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tests.domain.verification.making import OB, V2
from tests.faults.hostile.base import Attack, Document, good, jcs_signed, jws, put, spoilt, text

SECRET = {"type": ["Achievement"], "id": "urn:x:1"}
MORE: dict[str, Any] = {
    "inline": {"name": "https://evil.example/name"},
    "protected": {"credentialSubject": "https://evil.example/subject"},
    "protected-type": {"OpenBadgeCredential": "https://evil.example/Other"},
    "protected-null": {"issuer": None},
    "alias-type": {"kind": "@type"},
    "alias-id": {"identity": "@id"},
    "alias-proof": {"seal": "https://w3id.org/security#proof"},
    "alias-status": {"state": "https://www.w3.org/2018/credentials#credentialStatus"},
    "nest": {"wrapper": "@nest"},
    "reverse": {"given": {"@reverse": "https://www.w3.org/2018/credentials#credentialSubject"}},
    "base": {"@base": "https://evil.example/"},
    "vocab": {"@vocab": "https://evil.example/#"},
    "vocab-empty": {"@vocab": ""},
    "json": {"credentialSubject": {"@id": "https://evil.example/x", "@type": "@json"}},
    "import": {"@import": "https://evil.example/context.json"},
    "import-own": {"@import": V2},
    "propagate": {"@propagate": False, "x": "https://evil.example/x"},
    "version": {"@version": 1.1},
    "version-1": {"@version": 1.0},
    "language": {"@language": "en"},
    "direction": {"@direction": "rtl"},
    "null": None,
    "empty": {},
    "text-keyword": "@vocab",
    "number": 7,
    "remote": "https://evil.example/context.json",
    "loopback": "https://127.0.0.1/context.json",
    "file": "file:///etc/passwd",
    "data": "data:application/ld+json,{}",
    "relative": "../context.json",
    "case": V2.replace("ns", "NS"),
    "slash": V2 + "/",
    "fragment": V2 + "#",
    "query": OB + "?x=1",
    "http": V2.replace("https", "http"),
    "port": V2.replace("w3.org", "w3.org:443"),
    "upper-host": V2.replace("www.w3.org", "WWW.W3.ORG"),
    "encoded": V2.replace("/v2", "/%76%32"),
    "blank": V2 + " ",
}
MEMBERS: dict[str, Any] = {
    "@graph": [{"id": "urn:x:1", "type": ["Achievement"]}],
    "@included": [{"id": "urn:x:1", "type": ["Achievement"]}],
    "@reverse": {"https://www.w3.org/2018/credentials#credentialSubject": {"id": "urn:x:1"}},
    "@nest": {"name": "Brain surgery"},
    "@id": "urn:x:other",
    "@type": ["VerifiableCredential"],
    "@index": "x",
    "@value": "x",
    "@set": [],
    "@list": [],
    "@language": "en",
    "@json": {},
    "@proof": {},
    "Proof": {},
    "unknownTerm": "x",
    "https://evil.example/term": "x",
    "_:blank": "x",
    "": "x",
    "urn:x:y": {"id": "urn:z"},
}


def _context(entry: Any, first: bool) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        own = document["@context"]
        document["@context"] = [entry, *own] if first else [*own, entry]

    return change


def _inner(entry: Any) -> Callable[[Document], None]:
    return lambda document: document["credentialSubject"].update({"@context": entry})


def _changes() -> Iterator[tuple[str, Callable[[Document], None]]]:
    for name, entry in MORE.items():
        yield f"context-last-{name}", _context(entry, False)
        yield f"context-first-{name}", _context(entry, True)
        yield f"context-inside-{name}", _inner(entry)
    for name, value in MEMBERS.items():
        yield f"member-{name}", put(value, name)
        yield f"subject-{name}", put(value, "credentialSubject", name)
    yield "order", lambda document: document.update({"@context": document["@context"][::-1]})
    yield "no-context", lambda document: document.pop("@context")
    yield "context-text", lambda document: document.update({"@context": V2})
    yield "context-nested", lambda document: document.update({"@context": [document["@context"]]})
    yield "relative-type", lambda document: document["type"].append("../Admin")
    yield "relative-id", lambda document: document.update(id="../other")


# Inline contexts that change no statement of a badge are hostile only where nobody signed them.
_SAME_MEANING = "vocab version empty language direction".split()
_SAME = frozenset(f"context-{place}-{name}" for place in ("last", "inside") for name in _SAME_MEANING)


def attacks() -> Iterator[Attack]:
    for name, change in _changes():
        if name in _SAME:
            yield from spoilt(name, change, ("eddsa-jcs-2022", "ecdsa-jcs-2019"))
            continue
        yield from spoilt(name, change)
        document = good()
        change(document)
        yield Attack(f"{name}/signed", text(jcs_signed(document)))
        del document["proof"]
        claims = {"iss": document["issuer"]["id"], "sub": document["credentialSubject"].get("id"), "nbf": 1767225600}
        yield Attack(f"{name}/jws", jws({**claims, "jti": document.get("id"), **document}).encode())
