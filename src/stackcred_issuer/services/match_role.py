"""Hold a job role against applicants' documents: verify each by itself, then let the domain decide. Nothing is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, parse_object, pointer
from stackcred_issuer.domain.stacking.reader import Reader
from stackcred_issuer.domain.stacking.roles.coverage import Applicant, RoleMatch, Shown
from stackcred_issuer.domain.stacking.roles.match import match_role
from stackcred_issuer.domain.stacking.roles.role import JobRole
from stackcred_issuer.domain.stacking.trust import Snapshot, Trust, read_snapshot
from stackcred_issuer.domain.verification.verify import restore
from stackcred_issuer.services.carriers import Piece
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.examine import Bench, Examined
from stackcred_issuer.services.keep_trust import public_snapshot

MAX_APPLICANTS = 100  # of one request: a shortlist; more are asked for in parts
MAX_REGISTRIES = 20  # named by one request


@dataclass(frozen=True, slots=True)
class Candidate:
    """An applicant with what they brought. identities: as in `Applicant`."""

    name: str
    brought: tuple[Piece, ...]
    identities: tuple[tuple[str, str], ...] = ()


async def applicants_of(bench: Bench, candidates: Sequence[Candidate]) -> list[Applicant]:
    """Every candidate with their documents verified, in order. Raises as `Bench.examine`."""
    found = await asyncio.gather(*(bench.examine(one.brought, each=True) for one in candidates))
    return [
        Applicant(one.name, tuple(map(_shown, examined)), one.identities)
        for one, examined in zip(candidates, found, strict=True)
    ]


async def match_applicants(
    house: Deployment, bench: Bench, role: JobRole, candidates: Sequence[Candidate], registries: Sequence[Any]
) -> RoleMatch:
    """The role against every candidate.

    registries: addresses of trust registries here, or snapshots of registries as documents. The issuers of this
    deployment are trusted with what they issue, as for every rule that names no registry.
    Raises INVALID with a pointer below /trust, NOT_FOUND, TOO_LARGE.
    """
    snapshots = [await _snapshot(house, one, at) for at, one in enumerate(registries)]
    applicants = await applicants_of(bench, candidates)
    issuers = {str((shown.report.issuer or {}).get("id")) for one in applicants for shown in one.shown if shown.report}
    async with house.store.begin(house.clock.now()) as uow:
        own = frozenset([did for did in sorted(issuers) if await uow.issuers.by_did(did) is not None])
    trust = Trust(own, house.urls.base + "/achievements/", tuple(snapshots))
    return match_role(role, applicants, trust, house.clock.now())


def given_snapshot(document: Any, at: str) -> Snapshot:
    """A registry's snapshot as somebody brings it. Raises INVALID with a pointer."""
    reader = Reader(document, at).object()
    reader.at("type").choice("TrustRegistry")
    reader.at("id").text()
    reader.at("version").whole(1)
    reader.at("entries").items()
    try:
        return read_snapshot(dict(reader.value))
    except StackcredError as error:
        raise StackcredError(error.code, error.detail, pointer=at + (error.pointer or "")) from None


def known_documents(documents: Sequence[Mapping[str, Any]]) -> dict[str, JsonObject | str]:
    """DID documents and status lists by their address. Raises INVALID for one without an id."""
    found: dict[str, JsonObject | str] = {}
    for document in documents:
        name = document.get("id")
        if not isinstance(name, str) or not name:
            raise StackcredError(ErrorCode.INVALID, "A DID document or status list has an 'id'.", pointer="/id")
        found[name] = dict(document)
    return found


async def _snapshot(house: Deployment, named: Any, at: int) -> Snapshot:
    place = pointer("trust", at)
    if isinstance(named, dict):
        return given_snapshot(named, place)
    address = named.partition("?")[0] if isinstance(named, str) else ""
    try:
        registry_id = UUID(address.removeprefix(house.urls.trust_registry_prefix))
    except ValueError:
        detail = f"Name a registry of this service ({house.urls.trust_registry_prefix}…), or put its document here."
        raise StackcredError(ErrorCode.INVALID, detail, pointer=place) from None
    return read_snapshot(parse_object((await public_snapshot(house, registry_id, None)).document))


def _shown(found: Examined) -> Shown:
    if found.report is None:
        return Shown(found.source, trouble=found.error.detail if found.error else None)
    return Shown(found.source, found.report, restore(found.data, found.report.to_json()))
