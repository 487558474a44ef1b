"""eddsa-rdfc-2022 as one would write it with PyLD and nothing else: what our own code is held against."""

from __future__ import annotations

import hashlib
from typing import Any

from pyld import jsonld

from benchmarks.material import SIGNED_AT
from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.contexts import ContextSet
from stackcred_issuer.domain.proof.multibase import base58btc_decode, base58btc_encode
from stackcred_issuer.domain.proof.signer import Signer


class PyldAlone:
    """Signs and verifies without a lint or a check. Its contexts are loaded once, as PyLD's cache allows."""

    def __init__(self, signer: Signer, contexts: ContextSet) -> None:
        self._signer = signer
        load = contexts.loader()
        self._options = {
            "algorithm": "URDNA2015",
            "format": "application/n-quads",
            "documentLoader": lambda url, options=None: {**load(url, options), "tag": "static"},
        }

    def sign(self, document: JsonObject) -> JsonObject:
        """The document with its proof."""
        proof = {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-rdfc-2022",
            "created": format_instant(SIGNED_AT),
            "verificationMethod": self._signer.verification_method,
            "proofPurpose": "assertionMethod",
        }
        value = base58btc_encode(self._signer.sign(self._hashed(document, proof)))
        return {**document, "proof": {**proof, "proofValue": value}}

    def verify(self, document: JsonObject) -> None:
        """Raises AssertionError when the signature does not fit."""
        proof = {name: value for name, value in document["proof"].items() if name != "proofValue"}
        bare = {name: value for name, value in document.items() if name != "proof"}
        signature = base58btc_decode(document["proof"]["proofValue"])
        assert self._signer.public_key.verify(signature, self._hashed(bare, proof))

    def _hashed(self, document: JsonObject, proof: JsonObject) -> bytes:
        options = {**proof, "@context": document["@context"]}
        return self._digest(options) + self._digest(document)

    def _digest(self, document: Any) -> bytes:
        return hashlib.sha256(jsonld.normalize(document, self._options).encode()).digest()
