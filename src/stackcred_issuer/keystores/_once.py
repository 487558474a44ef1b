"""Secrets that are used once and forgotten."""

from __future__ import annotations

import secrets

from stackcred_issuer.domain.proof.disclosure import Secrets
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.keystores._software import SoftwareKey, generate

HMAC_BYTES = 32


def base_proof_secrets() -> Secrets:
    """What one ecdsa-sd-2023 base proof is made with: a random HMAC key and a new P-256 key pair."""
    return Secrets(secrets.token_bytes(HMAC_BYTES), SoftwareKey(generate(KeyType.P256)))
