"""Learner records: CLR 2.0 ClrCredentials around a certification and its parts, or around what somebody has earned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.issuance.draft import OB_CONTEXT, OB_EXTENSIONS, RelatedResource
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.domain.proof.contexts import CREDENTIALS_V2

CLR_CONTEXT = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
MAX_INSIDE = 100  # credentials in one record: what a verification of ours examines; beyond it is a partial record


@dataclass(frozen=True, slots=True)
class Association:
    """How two achievements belong together (CLR 2.0 §B.1 Association): `source` isPartOf or precedes `target`."""

    kind: Literal["isPartOf", "precedes"]
    source: str
    target: str


def draft_record(
    *,
    record_url: str,
    certification: JsonObject,
    parts: Sequence[JsonObject],
    associations: Iterable[Association],
    related: Iterable[RelatedResource],
    made_at: datetime,
    partial: bool = False,
) -> JsonObject:
    """An unsigned ClrCredential about the holder of `certification`, with it and its parts inside, as signed.

    related: everything it rests on, bound by digest (VC Data Model 2.0 §5.3). partial: not all of it is inside.
    """
    inside = [certification, *parts]
    return {
        **_record(record_url, f"Evidence for: {certification['name']}", inside, made_at, associations, partial=partial),
        "relatedResource": [{"id": one.id, "digestMultibase": one.digest_multibase} for one in related],
    }


def draft_transcript(
    *,
    transcript_id: str,
    badges: Sequence[JsonObject],
    associations: Iterable[Association],
    made_at: datetime,
    partial: bool,
) -> JsonObject:
    """An unsigned ClrCredential about one learner with these badges of one issuer inside, as signed; at least one.

    partial: the issuer knows of more than stands in it.
    """
    return _record(transcript_id, "Transcript of badges", badges, made_at, associations, partial=partial)


def _record(
    record_id: str,
    name: str,
    inside: Sequence[JsonObject],
    made_at: datetime,
    associations: Iterable[Association],
    *,
    partial: bool,
) -> JsonObject:
    """About the holder of the first credential, and from its issuer."""
    held = next(iter(as_list(inside[0]["credentialSubject"])))
    subject = {
        **({"id": held["id"]} if "id" in held else {}),
        "type": ["ClrSubject"],
        **({"identifier": held["identifier"]} if "identifier" in held else {}),
        "verifiableCredential": list(inside[:MAX_INSIDE]),
        "association": [_association(one) for one in dict.fromkeys(associations)],
    }
    return {
        "@context": [CREDENTIALS_V2, CLR_CONTEXT, OB_CONTEXT, OB_EXTENSIONS],
        "id": record_id,
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": name,
        "issuer": inside[0]["issuer"],
        "validFrom": format_instant(made_at),
        **({"partial": True} if partial or len(inside) > MAX_INSIDE else {}),
        "credentialSubject": {name: value for name, value in subject.items() if value != []},
    }


def _association(one: Association) -> JsonObject:
    return {"type": "Association", "associationType": one.kind, "sourceId": one.source, "targetId": one.target}
