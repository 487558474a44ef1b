"""Ed25519Signature2020, the forerunner of eddsa-rdfc-2022 (W3C CCG 2022): verified, never made."""

from __future__ import annotations

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.contexts import ContextSet
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.domain.proof.signer import Signer
from stackcred_issuer.domain.proof.suite import RdfcSuite


class Ed25519Signature2020(RdfcSuite):
    """Named by the proof's type alone; the document lists the suite's context."""

    name = "Ed25519Signature2020"
    proof_type = "Ed25519Signature2020"
    key_types = frozenset({KeyType.ED25519})

    def sign(self, document: JsonObject, config: JsonObject, signer: Signer, contexts: ContextSet) -> str:
        """Raises UNSUPPORTED."""
        raise StackcredError(ErrorCode.UNSUPPORTED, "Ed25519Signature2020 is only verified; sign with eddsa-rdfc-2022.")
