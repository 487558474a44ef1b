"""ecdsa-jcs-2019: ECDSA over JCS (ECDSA Cryptosuites 1.0 §3.3)."""

from __future__ import annotations

from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.domain.proof.suite import JcsSuite


class EcdsaJcs2019(JcsSuite):
    """P-256 with SHA-256 or P-384 with SHA-384, by the key; signatures in the form r‖s (IEEE P1363)."""

    name = "ecdsa-jcs-2019"
    key_types = frozenset({KeyType.P256, KeyType.P384})
