"""Sealing and verifying on one core, without a network or a database, beside what the signature alone costs."""

from __future__ import annotations

import hashlib
import tempfile
from typing import Any

import orjson
from nacl.signing import SigningKey
from openbadgeslib.ob3.ldp import OB3LdpVerifier

from benchmarks import material
from benchmarks.figures import Figure, Figures
from benchmarks.pyld_alone import PyldAlone
from benchmarks.timing import per_second
from stackcred_issuer.domain.issuance.draft import Draft
from stackcred_issuer.domain.issuance.lint import lint
from stackcred_issuer.domain.issuance.seal import DEFAULT_SUITE, SealedCredential, seal
from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json
from stackcred_issuer.domain.proof.canonical.compiled.shapes import shapes_of
from stackcred_issuer.domain.proof.canonical.rdfc import canonicalize
from stackcred_issuer.domain.proof.data_integrity import add_proof, check_proof
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

    def issue(document: JsonObject) -> None:
        dump_json(_proven(document, signer))

    def unseen(document: JsonObject) -> None:
        shapes_of.cache_clear()
        issue(document)

    def learning(document: JsonObject) -> None:
        unseen(document)
        issue(document)

    with figures.doing("Sealing"):
        pyld = per_second(alone.sign, documents, seconds)
        known = per_second(issue, documents, seconds)
        first, two = per_second(unseen, documents, seconds), per_second(learning, documents, seconds)
        whole = per_second(
            lambda number: _sealed(material.draft(number, signer), signer), list(range(DOCUMENTS)), seconds
        )
    figures.add(Figure("pyld_sign_per_s", "PyLD alone, signing", pyld, "/s", "document and options, hash, sign"))
    limits = ("floor_sign_per_s", "pyld_sign_per_s")
    how = "add_proof on any JSON of a known shape, every term checked, to bytes; no lint"
    figures.add(Figure("issue_per_s", "issuing a known shape", known, "/s", how, limits))
    _ratio(figures, "issue_vs_floor", "issuing, of its floor", "issue_per_s", "floor_sign_per_s")
    _ratio(figures, "issue_vs_pyld", "issuing, of PyLD alone", "issue_per_s", "pyld_sign_per_s")
    how = "the same with nothing learnt, neither of the document nor of the proof; its time by that of PyLD"
    figures.add(Figure("unseen_vs_pyld", "an unseen shape, by PyLD's time", pyld / first, "", how))
    how = "a shape seen twice is learnt the second time: both documents together, by the time of two of PyLD's"
    figures.add(Figure("learning_vs_pyld", "learning a shape, by PyLD's time", pyld / two / 2, "", how))
    how = "facts to bytes: draft, every lint, sign; one shape"
    figures.add(Figure("seal_per_s", "sealing a badge", whole, "/s", how, limits))
    _ratio(figures, "seal_vs_floor", "sealing, of the floor", "seal_per_s", "floor_sign_per_s")
    _ratio(figures, "seal_vs_pyld", "sealing, of PyLD alone", "seal_per_s", "pyld_sign_per_s")


def _proven(document: JsonObject, signer: Signer) -> JsonObject:
    return add_proof(document, suite=DEFAULT_SUITE, signer=signer, created=material.SIGNED_AT, contexts=CONTEXTS)


def _verifying(figures: Figures, seconds: float, sealed: list[SealedCredential], signer: Signer) -> None:
    alone = PyldAlone(signer, CONTEXTS)
    materials = Materials(contexts=CONTEXTS, schemas={}, fetched={})
    policy = Policy(checks=AUTHENTICITY)
    key = signer.public_key

    def proof(document: JsonObject) -> None:
        check_proof(document, document["proof"], key, CONTEXTS, now=material.SIGNED_AT)

    def ours(body: bytes) -> None:
        report = verify(read(body), materials, policy, material.SIGNED_AT).report
        assert report.verdict is Verdict.VALID, report

    def others(body: bytes) -> None:
        OB3LdpVerifier().verify(body, download=_no_network, check_status=False)

    documents = [found.document for found in sealed]
    with figures.doing("Verifying"):
        library = per_second(others, [found.body for found in sealed], seconds)
        pyld = per_second(alone.verify, documents, seconds)
        known = per_second(proof, documents, seconds)
        whole = per_second(ours, [found.body for found in sealed], seconds)
    figures.add(Figure("pyld_verify_per_s", "PyLD alone, verifying", pyld, "/s", "document and options, hash, verify"))
    how = "OB3LdpVerifier: bytes to credential, no status"
    figures.add(Figure("openbadgeslib_verify_per_s", "openbadgeslib, verifying", library, "/s", how))
    limits = ("ed25519_verify_per_s", "floor_verify_per_s", "pyld_verify_per_s", "openbadgeslib_verify_per_s")
    how = "check_proof on a parsed document of a known shape: its options, every term, both hashes, Ed25519"
    figures.add(Figure("verify_per_s", "verifying a proof", known, "/s", how, limits))
    _ratio(figures, "verify_vs_raw", "verifying, of raw Ed25519", "verify_per_s", "ed25519_verify_per_s")
    _ratio(figures, "verify_vs_pyld", "verifying, of PyLD alone", "verify_per_s", "pyld_verify_per_s")
    how = "bytes to report: structure, terms, schema, subject, issuer, proof; did:key, no status lists"
    figures.add(Figure("verify_badge_per_s", "judging a badge", whole, "/s", how, limits))
    _ratio(figures, "verify_badge_vs_raw", "judging, of raw Ed25519", "verify_badge_per_s", "ed25519_verify_per_s")
    _ratio(figures, "verify_badge_vs_pyld", "judging, of PyLD alone", "verify_badge_per_s", "pyld_verify_per_s")


def _no_network(url: str, *_: object) -> bytes:
    raise OSError(f"nothing is fetched here: {url}")


def _ratio(figures: Figures, key: str, what: str, of: str, limit: str) -> None:
    figures.add(Figure(key, what, figures[of] / figures[limit], "", f"{of} / {limit}"))
