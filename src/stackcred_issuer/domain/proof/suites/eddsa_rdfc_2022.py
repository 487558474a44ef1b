"""eddsa-rdfc-2022: Ed25519 over RDFC-1.0 (VC Data Integrity EdDSA Cryptosuites 1.0 §3.2)."""

from __future__ import annotations

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.contexts import ContextSet
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.domain.proof.signer import Signer
from stackcred_issuer.domain.proof.suite import RdfcSuite


class EddsaRdfc2022(RdfcSuite):
    """The suite that Open Badges 3.0 certification asks for."""

    name = "eddsa-rdfc-2022"
    key_types = frozenset({KeyType.ED25519})


class Eddsa2022(EddsaRdfc2022):
    """The same under its draft name, still found in the field: verified, never made."""

    name = "eddsa-2022"

    def sign(self, document: JsonObject, config: JsonObject, signer: Signer, contexts: ContextSet) -> str:
        """Raises UNSUPPORTED."""
        raise StackcredError(ErrorCode.UNSUPPORTED, "eddsa-2022 is only verified; sign with eddsa-rdfc-2022.")
