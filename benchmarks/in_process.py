"""Sealing and verifying on one core, without a network or a database, beside what the signature alone costs."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
from nacl.signing import SigningKey
from openbadgeslib.ob3.ldp import OB3LdpVerifier

from benchmarks import material
from benchmarks.figures import Figure, Figures
from benchmarks.pyld_alone import PyldAlone
from benchmarks.timing import Call, side_by_side
from stackcred_issuer.domain.issuance.draft import Draft
from stackcred_issuer.domain.issuance.lint import lint
from stackcred_issuer.domain.issuance.seal import SealedCredential, seal
from stackcred_issuer.domain.issuance.stamps import Stamps
from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json
from stackcred_issuer.domain.proof.canonical.compiled.shapes import Shapes, shapes_of
from stackcred_issuer.domain.proof.canonical.rdfc import canonicalize
from stackcred_issuer.domain.proof.data_integrity import add_proof, check_proof
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.domain.proof.pinned import pin
from stackcred_issuer.domain.proof.signer import Signer
from stackcred_issuer.domain.verification.materials import Materials
from stackcred_issuer.domain.verification.policy import AUTHENTICITY
from stackcred_issuer.domain.verification.presented import read
from stackcred_issuer.domain.verification.report import Verdict
from stackcred_issuer.domain.verification.verify import Policy, verify
from stackcred_issuer.gateways.bundled import load_contexts
from stackcred_issuer.keystores import KeyStores, bind

DOCUMENTS = 256  # in turn: more than the canonicalizer remembers, so that nothing is measured from memory
CONTEXTS = load_contexts()
SUITE = "eddsa-rdfc-2022"


def measure(figures: Figures, seconds: float) -> None:
    """All figures of one core."""
    figures.section("One core, in process")
    with tempfile.TemporaryDirectory() as folder:
        keys = KeyStores(f"file:{folder}", None)
        key = keys.load(keys.create(KeyType.ED25519).uri)
    signer = bind(key, key.public_key.did_key)
    sealed = [_sealed(material.draft(number, signer), signer) for number in range(DOCUMENTS)]
    with figures.doing("Everything by turns"):
        rates = side_by_side({**_floors(sealed), **_issuing(signer), **_verifying(sealed, signer)}, seconds)
    for rate, (name, what, how, limits) in zip((rates[shown[0]] for shown in _SHOWN), _SHOWN, strict=True):
        figures.add(Figure(f"{name}_per_s", what, rate, "/s", how, tuple(f"{limit}_per_s" for limit in limits)))
    for key_, (of, limit) in _RATIOS.items():
        figures.add(Figure(key_, f"{of} / {limit}", rates[of] / rates[limit], "", "rates of the same run, by turns"))
    how = "its time by PyLD's; nothing is learnt yet, neither of the document nor of the proof"
    figures.add(Figure("unseen_vs_pyld", "an unseen shape", rates["pyld_sign"] / rates["unseen"], "", how))


_LIBSODIUM = "libsodium by PyNaCl, 64 bytes (two SHA-256 digests), one core"
_SIGNING, _CHECKING = ("floor_sign", "pyld_sign"), ("ed25519_verify", "pyld_verify", "openbadgeslib_verify")
_SHOWN: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("ed25519_sign", "raw Ed25519 signatures", _LIBSODIUM, ()),
    ("ed25519_verify", "raw Ed25519 verifications", _LIBSODIUM, ()),
    ("floor_sign", "the floor of issuing", "orjson, 2 × SHA-256 of what is really hashed, Ed25519", ()),
    ("floor_verify", "the floor of verifying", "the same the other way", ()),
    ("pyld_sign", "PyLD alone, signing", "document and options, hash, sign", ()),
    ("pyld_verify", "PyLD alone, verifying", "document and options, hash, verify", ()),
    ("openbadgeslib_verify", "openbadgeslib, verifying", "OB3LdpVerifier: bytes to credential, no status", ()),
    ("issue", "issuing from a pinned template", "PinnedTemplate.issue: eight texts vary; to bytes; no lint", _SIGNING),
    ("issue_any", "issuing a known shape", "add_proof on any JSON, every term checked, to bytes; no lint", _SIGNING),
    ("unseen", "issuing an unseen shape", "the same, nothing learnt", _SIGNING),
    ("seal", "sealing a badge", "facts to bytes: draft, stamp (lints that its shape has passed), sign", _SIGNING),
    ("seal_unlike", "sealing a badge unlike others", "facts to bytes: draft, every lint, sign; known terms", _SIGNING),
    ("verify", "verifying a proof", "check_proof on parsed JSON: options, every term, hashes, Ed25519", _CHECKING),
    ("verify_badge", "judging a badge", "bytes to report: every check of authenticity; did:key, no lists", _CHECKING),
)
_RATIOS = {
    "issue_vs_floor": ("issue", "floor_sign"),
    "issue_vs_pyld": ("issue", "pyld_sign"),
    "issue_any_vs_floor": ("issue_any", "floor_sign"),
    "issue_any_vs_pyld": ("issue_any", "pyld_sign"),
    "seal_vs_floor": ("seal", "floor_sign"),
    "seal_vs_pyld": ("seal", "pyld_sign"),
    "verify_vs_raw": ("verify", "ed25519_verify"),
    "verify_vs_pyld": ("verify", "pyld_verify"),
    "verify_badge_vs_raw": ("verify_badge", "ed25519_verify"),
    "verify_badge_vs_pyld": ("verify_badge", "pyld_verify"),
}


def _sealed(draft: Draft, signer: Signer) -> SealedCredential:
    return seal(lint(draft, CONTEXTS), signer, material.SIGNED_AT, CONTEXTS)


def _proven(document: JsonObject, signer: Signer) -> bytes:
    proven = add_proof(document, suite=SUITE, signer=signer, created=material.SIGNED_AT, contexts=CONTEXTS)
    return dump_json(proven)


def _floors(sealed: list[SealedCredential]) -> dict[str, Call]:
    """What no implementation can do without: the bytes, two hashes, one signature."""
    key = SigningKey.generate()
    document = {name: value for name, value in sealed[0].document.items() if name != "proof"}
    statements, options = canonicalize(document, CONTEXTS), bytes(400)
    body, signature = sealed[0].body, key.sign(bytes(64)).signature

    def digests() -> bytes:
        return hashlib.sha256(options).digest() + hashlib.sha256(statements).digest()

    def sign(given: dict[str, Any]) -> None:
        key.sign(digests())
        orjson.dumps(given)

    def check(given: bytes) -> None:
        orjson.loads(given)
        digests()
        key.verify_key.verify(bytes(64), signature)

    return {
        "ed25519_sign": (key.sign, [bytes(64)]),
        "ed25519_verify": (lambda message: key.verify_key.verify(message, signature), [bytes(64)]),
        "floor_sign": (sign, [document]),
        "floor_verify": (check, [body]),
    }


def _issuing(signer: Signer) -> dict[str, Call]:
    alone, stamps, numbers = PyldAlone(signer, CONTEXTS), Stamps(CONTEXTS), list(range(DOCUMENTS))
    documents = [material.draft(number, signer).document for number in numbers]

    template = pin(documents[0], list(_varying(documents[0])), suite=SUITE, signer=signer, contexts=CONTEXTS)

    def unseen(document: JsonObject) -> None:
        with _nothing_learnt():
            _proven(document, signer)

    return {
        "pyld_sign": (alone.sign, documents),
        "issue": (lambda values: template.issue(values, material.SIGNED_AT), [_varying(each) for each in documents]),
        "issue_any": (lambda document: _proven(document, signer), documents),
        "unseen": (unseen, documents),
        "seal": (lambda number: stamps.seal(material.draft(number, signer), signer, material.SIGNED_AT), numbers),
        "seal_unlike": (lambda number: _sealed(material.draft(number, signer), signer), numbers),
    }


def _varying(document: JsonObject) -> dict[str, str]:
    """What is another person's in another badge of the same achievement, by place."""
    identity = document["credentialSubject"]["identifier"][0]
    of_status = {
        f"/credentialStatus/{number}/{name}": entry[name]
        for number, entry in enumerate(document["credentialStatus"])
        for name in ("id", "statusListIndex")
    }
    of_identity = {f"/credentialSubject/identifier/0/{name}": identity[name] for name in ("identityHash", "salt")}
    return {"/id": document["id"], "/validFrom": document["validFrom"], **of_identity, **of_status}


@contextmanager
def _nothing_learnt() -> Iterator[None]:
    """For these calls only: what other calls have taught us is put aside."""
    store = shapes_of(CONTEXTS, hashlib.sha256)
    kept = store.__dict__.copy()
    store.__dict__.update(Shapes(CONTEXTS, hashlib.sha256).__dict__)
    yield
    store.__dict__.update(kept)


def _verifying(sealed: list[SealedCredential], signer: Signer) -> dict[str, Call]:
    materials = Materials(contexts=CONTEXTS, schemas={}, fetched={})
    policy, key = Policy(checks=AUTHENTICITY), signer.public_key

    def proof(document: JsonObject) -> None:
        check_proof(document, document["proof"], key, CONTEXTS, now=material.SIGNED_AT)

    def judge(body: bytes) -> None:
        report = verify(read(body), materials, policy, material.SIGNED_AT).report
        assert report.verdict is Verdict.VALID, report

    def library(body: bytes) -> None:
        OB3LdpVerifier().verify(body, download=_no_network, check_status=False)

    documents, bodies = [found.document for found in sealed], [found.body for found in sealed]
    return {
        "pyld_verify": (PyldAlone(signer, CONTEXTS).verify, documents),
        "openbadgeslib_verify": (library, bodies[:2]),
        "verify": (proof, documents),
        "verify_badge": (judge, bodies),
    }


def _no_network(url: str, *_: object) -> bytes:
    raise OSError(f"nothing is fetched here: {url}")
