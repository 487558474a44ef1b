"""eddsa-jcs-2022: Ed25519 over JCS (VC Data Integrity EdDSA Cryptosuites 1.0 §3.3)."""

from __future__ import annotations

from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.domain.proof.suite import JcsSuite


class EddsaJcs2022(JcsSuite):
    """Signs the JSON as it is: nothing can be dropped, and nothing is checked against contexts."""

    name = "eddsa-jcs-2022"
    key_types = frozenset({KeyType.ED25519})
