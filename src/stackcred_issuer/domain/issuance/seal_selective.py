"""Sign a linted draft so that its holder can show parts of it (ecdsa-sd-2023 base proof)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from stackcred_issuer.domain.issuance.lint import LintedDraft
from stackcred_issuer.domain.issuance.seal import SealedCredential, require_issuer
from stackcred_issuer.domain.jsonvalue import dump_json
from stackcred_issuer.domain.proof.contexts import ContextSet
from stackcred_issuer.domain.proof.disclosure import Secrets, add_base_proof, limiting_pointers
from stackcred_issuer.domain.proof.multibase import digest_multibase
from stackcred_issuer.domain.proof.signer import Signer


def seal_selective(
    linted: LintedDraft,
    signer: Signer,
    created: datetime,
    contexts: ContextSet,
    *,
    mandatory_pointers: Sequence[str] | None,
    secrets: Secrets,
) -> SealedCredential:
    """A base proof, for the holder to derive from.

    mandatory_pointers: what is always shown; None for all that limits the credential.
    Raises StackcredError KEY_UNUSABLE for a signer that does not speak for the issuer, and as `add_base_proof`.
    """
    if not isinstance(linted, LintedDraft):
        raise TypeError("seal_selective() takes a LintedDraft and nothing else.")
    document = linted.document
    require_issuer(document, signer)
    always = limiting_pointers(document) if mandatory_pointers is None else list(mandatory_pointers)
    signed = add_base_proof(
        document, signer=signer, created=created, contexts=contexts, mandatory_pointers=always, secrets=secrets
    )
    body = dump_json(signed)
    return SealedCredential(body, digest_multibase(body))
