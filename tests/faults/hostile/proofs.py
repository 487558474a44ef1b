"""Proofs that are no proofs: other bases, small-order keys, malleable signatures, wrong purposes and chains."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import base58
from tests.faults.hostile.base import STRANGER, SUITES, Attack, Document, good, jcs_signed, put, spoilt, text, without

ORDER = 2**252 + 27742317777372353535851937790883648493  # of the Ed25519 base point (RFC 8032)
_EIGHT = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"
_OTHER = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
SMALL_ORDER = [
    "01" + "00" * 31,
    "ec" + "ff" * 30 + "7f",
    "00" * 32,
    "00" * 31 + "80",
    _EIGHT,
    _EIGHT[:-2] + "85",
    _OTHER,
    _OTHER[:-2] + "fa",
    "ed" + "ff" * 30 + "7f",  # the same again, not in lowest terms
    "ee" + "ff" * 30 + "7f",
    "ed" + "ff" * 31,
    "ee" + "ff" * 31,
    "01" + "00" * 30 + "80",
    "ec" + "ff" * 31,
]
MEMBERS: dict[str, list[Any]] = {
    "type": ["Ed25519Signature2018", "", None, [], 7, ["DataIntegrityProof", "X"]],
    "cryptosuite": ["none", "eddsa-2022", "bbs-2023", "EDDSA-RDFC-2022", "", None, 7],
    "proofPurpose": ["authentication", "", "AssertionMethod", None, ["assertionMethod"], "keyAgreement"],
    "created": ["2999-01-01T00:00:00Z", "yesterday", "2026-01-01", "", 7, None],
    "expires": ["2026-01-02T00:00:00Z", "never", 7, ""],
    "verificationMethod": ["", "did:key:z", "#key", "did:key:z6Mk#z6Mk", {"id": "x"}, ["a"], None, "javascript:x"],
    "previousProof": ["urn:none", ["urn:none"], "", 7, {}],
    "proofValue": ["", "z", "u", "m", "f00", "z0OIl", "zz", None, 7, [], "z" + "1" * 100_000],
    "domain": [7, {}],
    "challenge": [7, {}],
    "@context": [["https://evil.example"], {}, 7],
    "id": ["", 7, "not an iri"],
    "nonce": [{}],
    "unknown": ["x"],
}


def _signature(document: Document) -> bytes:
    return base58.b58decode(document["proof"]["proofValue"][1:])


def _valued(suite: str, change: Callable[[bytes], str]) -> bytes:
    document = good(suite)
    document["proof"]["proofValue"] = change(_signature(document))
    return text(document)


def _z(data: bytes) -> str:
    return "z" + base58.b58encode(data).decode()


def _raised(times: int, signature: bytes) -> str:
    """The same signature with a multiple of the group's order on top of s (RFC 8032 §8.4)."""
    s = int.from_bytes(signature[32:], "little") + times * ORDER
    return _z(signature[:32] + s.to_bytes(33, "little")[:32])


def _der(signature: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    half = len(signature) // 2
    return encode_dss_signature(int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big"))


ENCODINGS: dict[str, Callable[[bytes], str]] = {
    "base64url": lambda s: "u" + base64.urlsafe_b64encode(s).rstrip(b"=").decode(),
    "base64": lambda s: "m" + base64.b64encode(s).decode(),
    "base16": lambda s: "f" + s.hex(),
    "bare": lambda s: base58.b58encode(s).decode(),
    "leading-one": lambda s: "z1" + base58.b58encode(s).decode(),
    "blank": lambda s: _z(s) + " ",
    "line": lambda s: _z(s) + "\n",
    "short": lambda s: _z(s[:-1]),
    "long": lambda s: _z(s + b"\0"),
    "zero": lambda s: _z(bytes(len(s))),
    "ones": lambda s: _z(b"\xff" * len(s)),
    "swapped": lambda s: _z(s[32:] + s[:32]),
    "doubled": lambda s: _z(s + s),
    "der": lambda s: _z(_der(s)),
    "flipped": lambda s: _z(bytes([s[0] ^ 1]) + s[1:]),
}


def attacks() -> Iterator[Attack]:
    for name, values in MEMBERS.items():
        for number, value in enumerate(values):
            yield from spoilt(f"proof-{name}-{number}", put(value, "proof", name))
    for name in good()["proof"]:
        yield from spoilt(f"without-{name}", without("proof", name))
    shapes: list[Any] = [[], {}, None, "x", 7, [[]], [None], [{}]]
    for number, proof in enumerate(shapes):
        yield from spoilt(f"proof-is-{number}", put(proof, "proof"))
    for suite in SUITES:
        for name, change in ENCODINGS.items():
            yield Attack(f"encoding-{name}/{suite}", _valued(suite, change))
    for suite in SUITES[:2]:
        for times in (1, 2, 7):
            yield Attack(f"s-plus-{times}-l/{suite}", _valued(suite, partial(_raised, times)))
        for point in SMALL_ORDER:
            multikey = _z(b"\xed\x01" + bytes.fromhex(point))
            for r in SMALL_ORDER[:3]:
                document = good(suite)
                document["issuer"]["id"] = f"did:key:{multikey}"
                document["proof"]["verificationMethod"] = f"did:key:{multikey}#{multikey}"
                document["proof"]["proofValue"] = _z(bytes.fromhex(r) + bytes(32))
                yield Attack(f"small-order-{point[:4]}-{point[-2:]}-{r[:2]}/{suite}", text(document))
    yield from _sets()
    yield from _chains()


def _sets() -> Iterator[Attack]:
    """One proof that holds beside one that does not, and proofs that cannot be told apart."""
    for suite in SUITES:
        right = good(suite)
        broken = {**right["proof"], "proofValue": _raised(1, bytes(64))}
        for name, proofs in (
            ("one-broken", [right["proof"], broken]),
            ("broken-first", [broken, right["proof"]]),
            ("one-empty", [right["proof"], {}]),
            ("one-text", [right["proof"], "x"]),
            ("one-elsewhere", [right["proof"], {**right["proof"], "verificationMethod": "did:web:a.invalid#k"}]),
            ("same-id", [{**right["proof"], "id": "urn:p:1"}] * 2),
        ):
            yield Attack(f"{name}/{suite}", text({**right, "proof": proofs}))


def _chains() -> Iterator[Attack]:
    first = jcs_signed(good(), id="urn:p:1", previousProof="urn:p:1")
    yield Attack("loop-1", text(first))
    pair = [jcs_signed(good(), id=f"urn:p:{n}", previousProof=f"urn:p:{3 - n}")["proof"] for n in (1, 2)]
    yield Attack("loop-2", text({**good(), "proof": pair}))
    yield Attack("expired", text(jcs_signed(good(), expires="2026-01-02T00:00:00Z")))
    yield Attack("wrong-purpose", text(jcs_signed(good(), proofPurpose="authentication")))
    yield Attack(
        "other-issuer", text(jcs_signed({**good(), "issuer": {"id": "did:web:a.invalid", "type": ["Profile"]}}))
    )
    yield Attack("key-of-url", text(jcs_signed(good(), verificationMethod=STRANGER.controller)))
    for name, when in (
        ("future", {"validFrom": "2999-01-01T00:00:00Z"}),
        ("past", {"validUntil": "2026-01-02T00:00:00Z"}),
    ):
        yield Attack(name, text(jcs_signed({**good(), **when})))
