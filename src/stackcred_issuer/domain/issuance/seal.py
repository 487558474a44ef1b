"""Sign a linted draft; nothing else can be signed as a badge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.issuance.lint import LintedDraft
from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json
from stackcred_issuer.domain.proof.contexts import ContextSet
from stackcred_issuer.domain.proof.data_integrity import add_proof
from stackcred_issuer.domain.proof.multibase import digest_multibase
from stackcred_issuer.domain.proof.signer import Signer

DEFAULT_SUITE = "eddsa-rdfc-2022"  # the one OB 3.0 certification asks for (requirement 48)


@dataclass(frozen=True, slots=True)
class SealedCredential:
    """document: with its proof. body: the bytes to keep and to hand out, verbatim. digest: their digestMultibase."""

    document: JsonObject
    body: bytes
    digest: str


def seal(
    linted: LintedDraft, signer: Signer, created: datetime, contexts: ContextSet, *, suite: str = DEFAULT_SUITE
) -> SealedCredential:
    """Sign. Raises KEY_UNUSABLE for a signer that does not speak for the draft's issuer (pitfall 7)."""
    if not isinstance(linted, LintedDraft):
        raise TypeError("seal() takes a LintedDraft")
    issuer = linted.document["issuer"]
    issuer_id = issuer["id"] if isinstance(issuer, dict) else issuer
    if signer.controller != issuer_id:
        raise StackcredError(
            ErrorCode.KEY_UNUSABLE, f"The key of {signer.controller} cannot sign for {issuer_id}.", pointer="/issuer"
        )
    document = add_proof(linted.document, suite=suite, signer=signer, created=created, contexts=contexts)
    body = dump_json(document)
    return SealedCredential(document, body, digest_multibase(body))
