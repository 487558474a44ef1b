"""Proofs for many documents that differ in named texts only, such as the badges of one achievement.

Everything that is the same for all of them is done once, by `pin`: terms, JSON, statements, the hashes of blank
nodes, proof options. The bytes are those of `add_proof` and `dump_json`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json
from stackcred_issuer.domain.proof.canonical.compiled import canonicalize
from stackcred_issuer.domain.proof.canonical.compiled.pinned import PinnedDocument
from stackcred_issuer.domain.proof.canonical.compiled.pinned import pin as pin_document
from stackcred_issuer.domain.proof.contexts import ContextSet
from stackcred_issuer.domain.proof.data_integrity import ASSERTION
from stackcred_issuer.domain.proof.multibase import base58btc_encode
from stackcred_issuer.domain.proof.signer import Signer
from stackcred_issuer.domain.proof.suite import RdfcSuite, check_key_type, digest_for
from stackcred_issuer.domain.proof.suites import suite_named


def pin(
    document: JsonObject, places: Sequence[str], *, suite: str, signer: Signer, contexts: ContextSet
) -> PinnedTemplate:
    """A template made of a document without proof, in which the texts at `places` (JSON pointers) will vary.

    places: at least one. The texts that stand there now are samples.
    Raises StackcredError INVALID for a place that holds no such text or a document with a proof, UNSUPPORTED for a
    suite that is not over RDFC-1.0 or a document that no template is made of, KEY_UNUSABLE for a key of another kind,
    and what canonicalization raises.
    """
    maker = suite_named(suite)
    if not isinstance(maker, RdfcSuite):
        raise StackcredError(ErrorCode.UNSUPPORTED, f"{suite} signs no statements that could be pinned.")
    check_key_type(maker, signer.public_key)
    if "proof" in document or not places:
        raise StackcredError(ErrorCode.INVALID, "Pin a document without proof, and name the texts that will vary.")
    pinned = pin_document(document, places, contexts, digest=digest_for(signer.public_key.type))
    return PinnedTemplate(
        pinned, {"type": maker.proof_type, "cryptosuite": maker.name}, document.get("@context"), signer
    )


class PinnedTemplate:
    """Signs documents that differ in the texts at `places` and nowhere else."""

    def __init__(self, pinned: PinnedDocument, named: JsonObject, context: Any, signer: Signer) -> None:
        self.places = pinned.places
        self._pinned = pinned
        self._named = named
        self._context = context
        self._signer = signer
        self._pick = itemgetter(*pinned.places) if len(pinned.places) > 1 else self._only
        self._options: tuple[datetime, bytes, bytes] | None = None  # of the last second: hash, and the proof's JSON

    def issue(self, values: Mapping[str, str], created: datetime) -> bytes:
        """The JSON of the signed document: what `dump_json(add_proof(…))` gives for it, `proof` last.

        values: a text for each of `places`, and nothing else. created: the instant of signing.
        Raises StackcredError INVALID for other values, and what `add_proof` raises for the document.
        """
        if len(values) != len(self.places):
            raise self._refused()
        try:
            texts = self._pick(values)
        except KeyError:
            raise self._refused() from None
        pinned = self._pinned
        json = pinned.json(texts)
        options, proof = self._proof_options(created)
        hashed = pinned.digest(pinned.canonical(texts)).digest()
        value = base58btc_encode(self._signer.sign(options + hashed)).encode()
        json[-1] = json[-1][:-1]  # the brace that closes the document
        json += proof, value, b'"}}'
        return b"".join(json)

    def _proof_options(self, created: datetime) -> tuple[bytes, bytes]:
        """The hash of the canonical options, and the proof in JSON up to its value."""
        known = self._options
        if known is not None and known[0] == created:
            return known[1], known[2]
        config = {
            **self._named,
            "created": format_instant(created),
            "verificationMethod": self._signer.verification_method,
            "proofPurpose": ASSERTION,
        }
        pinned = self._pinned
        said = canonicalize({**config, "@context": self._context}, pinned.contexts, digest=pinned.digest)
        self._options = created, pinned.digest(said).digest(), b',"proof":%b,"proofValue":"' % dump_json(config)[:-1]
        return self._options[1], self._options[2]

    def _only(self, values: Mapping[str, str]) -> tuple[str]:
        return (values[self.places[0]],)

    def _refused(self) -> StackcredError:
        return StackcredError(ErrorCode.INVALID, f"Give exactly the texts that vary: {', '.join(self.places)}.")
