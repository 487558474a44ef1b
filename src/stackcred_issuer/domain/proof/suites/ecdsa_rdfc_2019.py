"""ecdsa-rdfc-2019: ECDSA over RDFC-1.0 (ECDSA Cryptosuites 1.0 §3.2)."""

from __future__ import annotations

from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.domain.proof.suite import RdfcSuite


class EcdsaRdfc2019(RdfcSuite):
    """P-256 with SHA-256 or P-384 with SHA-384, by the key; signatures in the form r‖s (IEEE P1363)."""

    name = "ecdsa-rdfc-2019"
    key_types = frozenset({KeyType.P256, KeyType.P384})
