"""Sign a credential that somebody else has written: draft → lint → sign → record, then answer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.issuance.credential_draft import draft_credential
from stackcred_issuer.domain.issuance.draft import Draft
from stackcred_issuer.domain.issuance.envelope import enveloped_credential, seal_jws
from stackcred_issuer.domain.issuance.lint import LintedDraft, lint
from stackcred_issuer.domain.issuance.seal import seal
from stackcred_issuer.domain.issuance.seal_selective import seal_selective
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.canonical.rdfc import canonicalize
from stackcred_issuer.domain.status.status_list import status_entries
from stackcred_issuer.domain.verification.limits import check_size
from stackcred_issuer.gateways.bundled import ContextChoice, load_contexts
from stackcred_issuer.keystores import base_proof_secrets
from stackcred_issuer.services.caller import Caller
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.issue_badge import slot_urls
from stackcred_issuer.services.signers import signing_key
from stackcred_issuer.services.vc_api.find import Endpoint, find_endpoint
from stackcred_issuer.services.vc_api.related import related_resources
from stackcred_issuer.services.vc_api.requests import member, options_of, pointers, text
from stackcred_issuer.store.credentials import CredentialRecord
from stackcred_issuer.store.statuses import SlotRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class _Signed:
    """answer: what the caller gets. kept: the bytes that are kept of it.

    own_id: the `id` of the credential itself, if it has one.
    """

    answer: JsonObject
    kept: bytes
    digest: str
    own_id: str | None


async def issue_credential(house: Deployment, caller: Caller | None, name: str | None, body: JsonObject) -> JsonObject:
    """The signed credential of a body `{credential, options?: {credentialId?, mandatoryPointers?}}`.

    A JWS comes as EnvelopedVerifiableCredential (VC Data Model 2.0 §4.13). Raises NOT_FOUND, MALFORMED,
    TOO_LARGE, LINT_REFUSED, KEY_UNUSABLE for another issuer's credential, INVALID for a related resource that is
    not what its digest says, EXHAUSTED.
    """
    options = options_of(body)
    document = member(body, "credential")
    check_size(document)  # nothing is signed that our own verifier would not examine
    async with house.store.begin(house.clock.now()) as uow:
        endpoint = await find_endpoint(house, uow, caller, name)
    wants_status = bool(endpoint.profile.purposes) and document.get("credentialStatus") is None
    slot = await house.slots.take(endpoint.issuer.id) if wants_status else None
    try:
        signed = await _sign(house, endpoint, _draft(house, endpoint, document, options, slot), options)
    except BaseException:
        if slot is not None:
            house.slots.give_back(endpoint.issuer.id, slot)
        raise
    await _record(house, endpoint, signed, slot, caller)
    return signed.answer


def _draft(
    house: Deployment, endpoint: Endpoint, document: JsonObject, options: JsonObject, slot: SlotRecord | None
) -> Draft:
    entries = status_entries(slot_urls(slot, house), endpoint.profile.purposes) if slot is not None else []
    return draft_credential(
        document,
        credential_id=text(options, "credentialId"),
        status=entries,
        embedded=not endpoint.profile.is_jwt,
    )


async def _sign(house: Deployment, endpoint: Endpoint, draft: Draft, options: JsonObject) -> _Signed:
    await house.sandbox.run(examine, draft, ContextChoice.of(house.settings))
    for resource in await related_resources(house, draft.document):
        if resource.result == "mismatch":
            raise StackcredError(
                ErrorCode.INVALID,
                f"What stands at {resource.id} is not what its digest says; correct the digest.",
                pointer="/credential/relatedResource",
            )
    # in a thread: a large credential may take a second, in which others want to be answered
    return await asyncio.to_thread(lambda: _sealed(house, endpoint, lint(draft, house.contexts), options))


def _sealed(house: Deployment, endpoint: Endpoint, linted: LintedDraft, options: JsonObject) -> _Signed:
    profile, signer, created = endpoint.profile, endpoint.signer, house.signing_instant()
    own_id = linted.document.get("id")
    if profile.is_jwt:
        jws = seal_jws(linted, signer)
        return _Signed(
            enveloped_credential(jws.compact), jws.compact.encode("ascii"), jws.digest, linted.document.get("id")
        )
    if profile.is_selective:
        sealed = seal_selective(
            linted,
            signer,
            created,
            house.contexts,
            mandatory_pointers=pointers(options, "mandatoryPointers"),
            secrets=base_proof_secrets(),
        )
    else:
        sealed = seal(linted, signer, created, house.contexts, profile.suite)
    return _Signed(sealed.document, sealed.body, sealed.digest, own_id)


async def _record(
    house: Deployment, endpoint: Endpoint, signed: _Signed, slot: SlotRecord | None, caller: Caller | None
) -> None:
    record = CredentialRecord(
        id=house.entropy.new_id(),
        issuer_id=endpoint.issuer.id,
        credential_id=signed.own_id,
        document=signed.kept,
        digest=signed.digest,
        key_id=endpoint.key.id,
        issued_at=house.clock.now(),
        register_id=slot.register_id if slot else None,
        status_index=slot.index if slot else None,
        revocation_list=slot.revocation_list if slot else None,
        suspension_list=slot.suspension_list if slot else None,
    )
    async with house.store.begin(house.clock.now()) as uow:
        await _still_may_sign(uow, endpoint)
        await uow.credentials.add(record)
        uow.record(
            Event(
                type=EventType.CREDENTIAL_ISSUED,
                issuer_id=record.issuer_id,
                subject=str(record.id),
                actor=caller.actor if caller is not None else "anybody",
                digest=record.digest,
            )
        )


async def _still_may_sign(uow: UnitOfWork, endpoint: Endpoint) -> None:
    key = await signing_key(uow, endpoint.issuer.id)
    if key is None or key.id != endpoint.key.id:
        raise StackcredError(
            ErrorCode.KEY_UNUSABLE, "The key was taken out of use while it signed; send the same request again."
        )


def examine(draft: Draft, choice: ContextChoice) -> None:
    """Lint in a worker process first: what is too costly to read ends there, and not in ours.

    Canonical form included, since poison hides in blank nodes. Raises as `lint` and canonicalization.
    """
    contexts = load_contexts(choice)
    canonicalize(lint(draft, contexts).document, contexts)
