"""Presentations in presentations, envelopes in envelopes, records of thousands, and badges that are none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from tests.domain.verification.making import V2
from tests.faults.hostile.base import SUITES, Attack, Document, claims, good, jcs_signed, jws, put, spoilt, text


def _presented(*inside: Any, **more: Any) -> Document:
    return {"@context": [V2], "type": ["VerifiablePresentation"], "verifiableCredential": list(inside), **more}


def _enveloped(content: str, kind: str = "vc+jwt", name: str = "EnvelopedVerifiableCredential") -> Document:
    return {"@context": V2, "id": f"data:application/{kind},{quote(content)}", "type": name}


def attacks() -> Iterator[Attack]:
    for suite in SUITES:
        bad = {**good(suite), "name": "Brain surgery"}
        for depth in (1, 3, 9, 30, 60):
            nested: Document = bad
            for _ in range(depth):
                nested = _presented(nested)
            yield Attack(f"nested-{depth}/{suite}", text(nested))
        for count in (2, 101, 400):
            yield Attack(f"many-{count}/{suite}", text(_presented(*[bad] * count)))
            yield Attack(f"many-signed-{count}/{suite}", text(jcs_signed(_presented(*[bad] * count))))
        yield Attack(f"one-bad/{suite}", text(_presented(good(suite), bad)))
        yield Attack(f"not-held/{suite}", text(jcs_signed(_presented(good(suite), holder="did:example:other"))))
    shapes: list[Any] = [None, 7, "x", [], [[]], {}, [None], "a.b.c", {"id": "x"}]
    for number, inside in enumerate(shapes):
        yield Attack(f"inside-{number}", text({**_presented(), "verifiableCredential": inside}))
        yield from spoilt(f"subject-is-{number}", put(inside, "credentialSubject"))
        yield from spoilt(f"achievement-is-{number}", put(inside, "credentialSubject", "achievement"))
        yield from spoilt(f"issuer-is-{number}", put(inside, "issuer"))
        yield from spoilt(f"type-is-{number}", put(inside, "type"))
        yield from spoilt(f"status-is-{number}", put(inside or "x", "credentialStatus"))
        yield from spoilt(f"endorsement-is-{number}", put(inside or "x", "endorsement"))
    yield Attack("nothing-inside", text({"@context": [V2], "type": ["VerifiablePresentation"]}))
    token = jws(claims(sub="did:example:other"))
    for depth in (1, 3, 8):
        content = token
        for _ in range(depth):
            content = jws(_enveloped(content))
        yield Attack(f"envelopes-{depth}", text(_enveloped(content)))
    for kind in ("vc+sd-jwt", "vc+cose", "json", "", "vc+jwt;base64"):
        yield Attack(f"envelope-{kind}", text(_enveloped(jws(claims()), kind)))
