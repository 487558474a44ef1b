"""Which issuer a request of the VC-API is for, and whether the caller may have it."""

from __future__ import annotations

from dataclasses import dataclass

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.domain.proof.signer import Signer
from stackcred_issuer.services.caller import Caller
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.signers import active_signer
from stackcred_issuer.services.vc_api.profiles import CONFORMANCE, Profile, is_conformance_issuer, profile_of
from stackcred_issuer.store.issuers import IssuerRecord
from stackcred_issuer.store.keys import KeyRecord
from stackcred_issuer.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An issuer with the key and the way it signs."""

    issuer: IssuerRecord
    profile: Profile
    key: KeyRecord
    signer: Signer


async def find_endpoint(house: Deployment, uow: UnitOfWork, caller: Caller | None, name: str | None) -> Endpoint:
    """The issuer of that name, or the default: the caller's own, without login the first of the instance.

    Raises NOT_FOUND for one that is not there or not the caller's.
    """
    issuer = await _issuer(uow, caller, name)
    allowed = caller.issuer_id == issuer.id if caller and issuer else issuer and is_conformance_issuer(issuer.slug)
    if issuer is None or not allowed:
        raise StackcredError(ErrorCode.NOT_FOUND, f"There is no issuer {name!r} here that you may sign with.")
    key, signer = await active_signer(house, uow, issuer)
    return Endpoint(issuer, profile_of(house, issuer, KeyType(key.key_type)), key, signer)


async def _issuer(uow: UnitOfWork, caller: Caller | None, name: str | None) -> IssuerRecord | None:
    if name is None and caller is not None:
        return await uow.issuers.get(caller.issuer_id)
    return await uow.issuers.by_slug(name or CONFORMANCE[0].name)
