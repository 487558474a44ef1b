"""Evidence files that a posted result names by their address here: they must be the learner's, and what they were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from stackcred_issuer.domain.credential.evidence import Evidence
from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.ids import PublicUrls
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.multibase import sha256_multibase
from stackcred_issuer.store.evidence import EvidenceEntry

Named = Mapping[UUID, EvidenceEntry]


def evidence_object(urls: PublicUrls, entry: EvidenceEntry) -> JsonObject:
    """A file as an entry of the `evidence` of a result: where it stands, and what it is to be."""
    assert entry.blob is not None
    said: JsonObject = {
        "id": urls.evidence(entry.record.id),
        "type": ["Evidence"],
        "name": entry.record.name,
        "digestMultibase": sha256_multibase(entry.blob.digest),
    }
    return said | ({"description": entry.record.description} if entry.record.description else {})


def named_ids(urls: PublicUrls, evidence: Iterable[Evidence]) -> set[UUID]:
    """Which files of ours these entries name; addresses that cannot be one are left to `need_named`."""
    return {found for _, found, _ in _named(urls, evidence) if found is not None}


def need_named(urls: PublicUrls, evidence: Sequence[Evidence], known: Named, learner_id: UUID) -> list[UUID]:
    """The files that a result about this learner names.

    Raises INVALID for one that is not there, is about somebody else, was refused by a scanner, or is another one than
    the digest says.
    """
    found = []
    for number, evidence_id, one in _named(urls, evidence):
        entry = known.get(evidence_id) if evidence_id else None
        if entry is None or entry.record.learner_id != learner_id or entry.blob is None:
            detail = "There is no such file about this learner; send it to /v1/evidence first, and use its answer."
            raise _wrong(number, "id", detail)
        if entry.blob.state == "refused":
            raise _wrong(number, "id", "A virus scanner refused this file; leave it out.")
        digest = sha256_multibase(entry.blob.digest)
        if (one.model_extra or {}).get("digestMultibase") != digest:
            raise _wrong(number, "digestMultibase", f"Say which file was looked at: {digest}.")
        found.append(entry.record.id)
    return found


def _named(urls: PublicUrls, evidence: Iterable[Evidence]) -> Iterator[tuple[int, UUID | None, Evidence]]:
    prefix = urls.evidence_prefix
    for number, one in enumerate(evidence):
        if one.id is not None and one.id.startswith(prefix):
            yield number, _id(one.id.removeprefix(prefix)), one


def _id(text: str) -> UUID | None:
    try:
        found = UUID(text)
    except ValueError:
        return None
    return found if str(found) == text else None


def _wrong(number: int, member: str, detail: str) -> StackcredError:
    return StackcredError(ErrorCode.INVALID, detail, pointer=f"/evidence/{number}/{member}")
