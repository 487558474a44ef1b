"""JWTs: algorithms of the sender's choice, keys brought along, claims that contradict, bytes that are no token."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from typing import Any

from tests.domain.verification.making import V2
from tests.faults.hostile.base import P256, STRANGER, Attack, b64, claims, jws, text

KEYS = (STRANGER.public_key.multikey.encode(), STRANGER.controller.encode(), b"")
JWK = {"kty": "OKP", "crv": "Ed25519", "x": b64(b"\x01" * 32)}


def _each(name: str, *values: Any) -> list[dict[str, Any]]:
    return [{name: value} for value in values]


HEADERS: list[dict[str, Any]] = [
    *({"alg": name} for name in
        ("none", "None", "NONE", "nOnE", "", "HS256", "HS512", "ES256", "RS256", "PS256", "dir")),
    *_each("alg", None, 7, [], {}, ["EdDSA"], True),
    {"crit": ["exp"]},
    {"crit": []},
    {"crit": "x"},
    {"crit": ["b64"], "b64": False},
    {"b64": False},
    {"zip": "DEF"},
    {"enc": "A128GCM"},
    *_each("typ", "JOSE", "application/json", 7, [], "vp+jwt", "VP+JWT", "vp-ld+jwt", "sd-jwt"),
    *_each("kid",
            None, "", 7, [], "../../etc/passwd", "file:///etc/passwd", "http://127.0.0.1/k", "https://127.0.0.1/k",
            "did:key:z6Mk", "' OR 1=1 --", "did:web:evil.invalid#k", "x" * 100_000, "data:application/json,{}",
        ),
    {"jwk": JWK, "kid": None},
    {"jwk": {"kty": "oct", "k": b64(b"secret")}, "alg": "HS256"},
    {"jku": "https://127.0.0.1/jwks.json", "kid": None},
    {"x5u": "https://127.0.0.1/cert.pem", "kid": None},
    {"x5c": ["AAAA"], "kid": None},
    *_each("cty", "JWT", "vp", "json"),
]  # fmt: skip
PAYLOADS: dict[str, dict[str, Any]] = {
    "iss": {"iss": "did:web:other.invalid"},
    "aud-number": {"aud": 7},
    "aud-mixed": {"aud": ["https://a.example", 7]},
    "aud-object": {"aud": {}},
    "iss-number": {"iss": 7},
    "sub": {"sub": "did:example:other"},
    "jti": {"jti": "urn:x:other"},
    "nbf-later": {"nbf": 32503680000},
    "nbf-text": {"nbf": "1767225600"},
    "nbf-nan": {"nbf": 1e300},
    "nbf-negative": {"nbf": -1e18},
    "exp-past": {"exp": 1767312000},
    "exp-text": {"exp": "soon"},
    "vc-other": {"vc": {"type": ["VerifiableCredential"]}},
    "vc-text": {"vc": "x"},
    "vp": {"vp": {"type": ["VerifiablePresentation"]}},
    "no-context": {"@context": None},
    "issuer": {"issuer": {"id": "did:web:other.invalid", "type": ["Profile"]}},
    "cnf": {"validUntil": "2026-01-02T00:00:00Z"},
    "no-type": {"type": []},
}


def _mac(secret: bytes) -> Any:
    return lambda data: hmac.new(secret, data, hashlib.sha256).digest()


def attacks() -> Iterator[Attack]:
    good = jws(claims())
    head, body, signature = good.split(".")
    for number, header in enumerate(HEADERS):
        name = f"header-{number}-{next(iter(header))}"
        yield Attack(f"{name}/signed", jws(claims(), header).encode())
        yield Attack(f"{name}/unsigned", jws(claims(), header, sign=lambda _: b"").encode())
        yield Attack(f"{name}/other-key", jws(claims(), header, sign=P256.sign).encode())
        for secret in KEYS:
            yield Attack(f"{name}/mac-{len(secret)}", jws(claims(), header, sign=_mac(secret)).encode())
    empty = {"@context": [V2], "type": ["VerifiablePresentation"], "holder": STRANGER.controller}
    yield Attack("presentation-as-credential", jws(empty, {"typ": "vc+jwt"}).encode())
    for name, change in PAYLOADS.items():
        yield Attack(f"payload-{name}/signed", jws(claims(**change)).encode())
        yield Attack(f"payload-{name}/old-signature", f"{head}.{b64(text(claims(**change)))}.{signature}".encode())
    for number, form in enumerate(
        (
            f"{head}.{body}.", f"{head}.{body}", f"{head}..{signature}", f".{body}.{signature}", "..", "a.b.c",
            f"{good}.", f"{good}.{signature}", f"{good}=", f"{head}=.{body}.{signature}", f"{good}~", f"{good}~~",
            f"{head}.{body}.{signature[:-1]}", f"{head}.{body}.{signature}A", f"{head}. {body}.{signature}",
            f"{head}.{body}.{signature[:-2]}" + "-_", good.replace("_", "/").replace("-", "+") + "+", f"Bearer {good}",
            b64(b"[]") + f".{body}.{signature}", b64(b"{") + f".{body}.{signature}", f"{head}.{b64(b'[]')}.{signature}",
            f"{head}.{b64(b'null')}.{signature}", "e30.e30.e30", f"{good}\0", f"{good},{good}", f"{good} {good}",
        )
    ):  # fmt: skip
        yield Attack(f"form-{number}", form.encode())
