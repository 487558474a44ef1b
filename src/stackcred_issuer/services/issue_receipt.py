"""Sign what a verification found, as a receipt of this service: recorded first, then handed out."""

from __future__ import annotations

from collections.abc import Sequence

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.issuance.lint import lint
from stackcred_issuer.domain.issuance.receipt import MAX_DOCUMENTS, VerifiedDocument, draft_receipt
from stackcred_issuer.domain.issuance.seal import SealedCredential, seal
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.domain.verification.limits import clip
from stackcred_issuer.domain.verification.report import Report
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.signers import active_signer
from stackcred_issuer.store.credentials import CredentialRecord
from stackcred_issuer.store.issuers import IssuerRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork

MAX_TEXT = 300  # characters of a stranger's text that stand in a receipt of ours


async def issue_receipt(house: Deployment, reports: Sequence[Report]) -> SealedCredential:
    """A signed receipt for these reports, each about one document.

    It has no status: it says what was found at one instant, and that stays true. Raises NOT_FOUND when the service
    has no issuer of its own, TOO_LARGE for more than MAX_DOCUMENTS, KEY_UNUSABLE without an active key.
    """
    if not 0 < len(reports) <= MAX_DOCUMENTS:
        raise StackcredError(ErrorCode.TOO_LARGE, f"A receipt is about 1 to {MAX_DOCUMENTS} documents.")
    receipt_id, at = house.entropy.new_id(), house.signing_instant()
    async with house.store.begin(house.clock.now()) as uow:
        issuer = await _issuer(uow)
        key, signer = await active_signer(house, uow, issuer)
        draft = draft_receipt(
            receipt_id=receipt_id.urn,
            issuer={"id": issuer.did, "name": issuer.name},
            documents=[_document(report) for report in reports],
            made_at=at,
            vocabulary=house.urls.receipt_terms,
        )
        sealed = seal(lint(draft, house.contexts), signer, at, house.contexts)
        record = CredentialRecord(receipt_id, issuer.id, receipt_id.urn, sealed.body, sealed.digest, key.id, at)
        await uow.credentials.add(record)
        kind = EventType.CREDENTIAL_ISSUED
        uow.record(Event(kind, issuer.id, str(record.id), "anybody", digest=record.digest))
    return sealed


async def has_receipts(house: Deployment) -> bool:
    """Whether somebody speaks for this service."""
    async with house.store.begin(house.clock.now()) as uow:
        return await _speaker(uow) is not None


async def _speaker(uow: UnitOfWork) -> IssuerRecord | None:
    """The issuer of the host's own DID, or the only one there is."""
    root = await uow.issuers.root()
    if root is not None:
        return root
    others = await uow.issuers.all()
    return others[0] if len(others) == 1 else None


async def _issuer(uow: UnitOfWork) -> IssuerRecord:
    found = await _speaker(uow)
    if found is None:
        raise StackcredError(
            ErrorCode.NOT_FOUND,
            "This service has no issuer of its own to sign receipts with; its operator makes one with: "
            "stackcred issuer create … --root",
        )
    return found


def _document(report: Report) -> VerifiedDocument:
    document: JsonObject = report.credential or {}
    issuer = report.issuer or {}
    return VerifiedDocument(
        digest=report.document_digest,
        verdict=report.verdict.value,
        verified_at=report.verified_at,
        status_as_of=report.status_as_of,
        checks=[(check.name, check.result.value, clip(check.detail)) for check in report.checks],
        credential_id=_text(document.get("id")),
        credential_name=_text(document.get("name")) or _text(_achievement(document).get("name")),
        issuer_id=_text(issuer.get("id")),
        issuer_name=_text(issuer.get("name")),
    )


def _achievement(document: JsonObject) -> JsonObject:
    subject = next((one for one in as_list(document.get("credentialSubject")) if isinstance(one, dict)), {})
    return next((one for one in as_list(subject.get("achievement")) if isinstance(one, dict)), {})


def _text(value: object) -> str | None:
    return clip(value, MAX_TEXT) if isinstance(value, str) and value else None
