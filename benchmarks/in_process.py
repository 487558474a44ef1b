"""Sealing and verifying on one core, without a network or a database, beside what the signature alone costs."""

from __future__ import annotations

import hashlib
import tempfile
from typing import Any

import orjson
from nacl.signing import SigningKey

from benchmarks import material
from benchmarks.figures import Figure, Figures
from benchmarks.pyld_alone import PyldAlone
from benchmarks.timing import per_second
from stackcred_issuer.domain.issuance.draft import Draft
from stackcred_issuer.domain.issuance.lint import lint
from stackcred_issuer.domain.issuance.seal import SealedCredential, seal
from stackcred_issuer.domain.proof.canonical.rdfc import canonicalize
from stackcred_issuer.domain.proof.keys import KeyType
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


def measure(figures: Figures, seconds: float) -> None:
    """All figures of one core."""
    figures.section("One core, in process")
    with tempfile.TemporaryDirectory() as folder:
        keys = KeyStores(f"file:{folder}", None)
        key = keys.load(keys.create(KeyType.ED25519).uri)
    signer = bind(key, key.public_key.did_key)
    drafts = [material.draft(number, signer) for number in range(DOCUMENTS)]
    sealed = [_sealed(draft, signer) for draft in drafts]
    _signatures(figures, seconds)
    _floors(figures, seconds, sealed)
    _sealing(figures, seconds, signer)
    _verifying(figures, seconds, sealed, signer)


def _sealed(draft: Draft, signer: Signer) -> SealedCredential:
    return seal(lint(draft, CONTEXTS), signer, material.SIGNED_AT, CONTEXTS)


def _signatures(figures: Figures, seconds: float) -> None:
    key, data = SigningKey.generate(), bytes(64)
    signature = key.sign(data).signature
    with figures.doing("Raw Ed25519"):
        signs = per_second(lambda message: key.sign(message), [data], seconds)
        verifies = per_second(lambda message: key.verify_key.verify(message, signature), [data], seconds)
    how = "libsodium by PyNaCl, 64 bytes (two SHA-256 digests), one core"
    figures.add(Figure("ed25519_sign_per_s", "raw Ed25519 signatures", signs, "/s", how))
    figures.add(Figure("ed25519_verify_per_s", "raw Ed25519 verifications", verifies, "/s", how))


def _floors(figures: Figures, seconds: float, sealed: list[SealedCredential]) -> None:
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

    with figures.doing("The floor"):
        signs, checks = per_second(sign, [document], seconds), per_second(check, [body], seconds)
    size = f"{len(body):,} bytes of JSON, {len(statements):,} bytes of canonical statements"
    how = f"orjson, 2 × SHA-256, Ed25519; {size}"
    figures.add(Figure("floor_sign_per_s", "the floor of issuing", signs, "/s", how))
    figures.add(Figure("floor_verify_per_s", "the floor of verifying", checks, "/s", how))


def _sealing(figures: Figures, seconds: float, signer: Signer) -> None:
    alone = PyldAlone(signer, CONTEXTS)
    documents = [material.draft(number, signer).document for number in range(DOCUMENTS)]
    shapes = list(range(DOCUMENTS))
    with figures.doing("Sealing"):
        pyld = per_second(alone.sign, documents, seconds)
        ours = per_second(lambda number: _sealed(material.draft(number, signer), signer), shapes, seconds)
        unseen = per_second(
            lambda number: _sealed(material.draft(number, signer, tags=number), signer), shapes[:64], seconds
        )
        pyld_unseen = per_second(
            alone.sign, [material.draft(number, signer, tags=number).document for number in shapes[:64]], seconds
        )
    figures.add(Figure("pyld_sign_per_s", "PyLD alone, signing", pyld, "/s", "document and options, hash, sign"))
    limits = ("floor_sign_per_s", "pyld_sign_per_s")
    figures.add(Figure("seal_per_s", "sealing a badge", ours, "/s", "draft, every lint, sign; one shape", limits))
    _ratio(figures, "issue_vs_floor", "sealing, of its floor", "seal_per_s", "floor_sign_per_s")
    _ratio(figures, "issue_vs_pyld", "sealing, of PyLD alone", "seal_per_s", "pyld_sign_per_s")
    how = "64 shapes of up to 63 more tags; the time of sealing by that of PyLD's signing"
    figures.add(Figure("unseen_vs_pyld", "an unseen shape, by PyLD's time", pyld_unseen / unseen, "", how))


def _verifying(figures: Figures, seconds: float, sealed: list[SealedCredential], signer: Signer) -> None:
    alone = PyldAlone(signer, CONTEXTS)
    materials = Materials(contexts=CONTEXTS, schemas={}, fetched={})
    policy = Policy(checks=AUTHENTICITY)

    def ours(body: bytes) -> None:
        report = verify(read(body), materials, policy, material.SIGNED_AT).report
        assert report.verdict is Verdict.VALID, report

    with figures.doing("Verifying"):
        pyld = per_second(alone.verify, [found.document for found in sealed], seconds)
        whole = per_second(ours, [found.body for found in sealed], seconds)
    figures.add(Figure("pyld_verify_per_s", "PyLD alone, verifying", pyld, "/s", "document and options, hash, verify"))
    how = "bytes to report: structure, terms, schema, subject, issuer, proof; did:key, no status lists"
    limits = ("ed25519_verify_per_s", "floor_verify_per_s", "pyld_verify_per_s")
    figures.add(Figure("verify_per_s", "verifying a badge", whole, "/s", how, limits))
    _ratio(figures, "verify_vs_raw", "verifying, of raw Ed25519", "verify_per_s", "ed25519_verify_per_s")
    _ratio(figures, "verify_vs_pyld", "verifying, of PyLD alone", "verify_per_s", "pyld_verify_per_s")


def _ratio(figures: Figures, key: str, what: str, of: str, limit: str) -> None:
    figures.add(Figure(key, what, figures[of] / figures[limit], "", f"{of} / {limit}"))
