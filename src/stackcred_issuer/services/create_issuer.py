"""A new issuer: a tenant with an identity and its first key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from stackcred_issuer.domain.credential.faults import shaped
from stackcred_issuer.domain.credential.profile import Profile
from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.events import Event, EventType
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.did import identity_of
from stackcred_issuer.domain.proof.keys import KeyType, PublicKey
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.signers import new_key_record
from stackcred_issuer.store.issuers import IssuerRecord

DidMethod = Literal["web", "key"]


@dataclass(frozen=True, slots=True)
class NewIssuer:
    """slug: the path of its pages; root: it answers for the host's own did:web; profile: OB 3.0 Profile members.

    jws_only: it will sign no proofs inside documents, so that its key may be RSA.
    """

    slug: str
    name: str
    did_method: DidMethod = "web"
    root: bool = False
    profile: JsonObject | None = None
    key_type: KeyType = KeyType.ED25519
    jws_only: bool = False


async def create_issuer(house: Deployment, wanted: NewIssuer, *, actor: str = "cli") -> IssuerRecord:
    """Make the key, then the issuer that owns it. Raises CONFLICT for a taken slug or root, INVALID for a bad slug."""
    _check_slug(wanted.slug)
    if wanted.key_type is KeyType.RSA and not wanted.jws_only:
        raise StackcredError(ErrorCode.UNSUPPORTED, "No proof is made with RSA; add an RSA key for JWTs later.")
    stored = house.keystores.create(wanted.key_type)
    now = house.clock.now()
    try:
        issuer = _issuer(house, wanted, stored.public_key, now)
        key = new_key_record(house.entropy.new_id(), issuer.id, stored, now)
        async with house.store.begin(now) as uow:
            await uow.issuers.add(issuer)
            await uow.keys.add(key)
            for kind, subject in ((EventType.ISSUER_CREATED, issuer.id), (EventType.KEY_CREATED, key.id)):
                uow.record(Event(kind, issuer.id, str(subject), actor))
    except BaseException:
        house.keystores.destroy(stored.uri)  # a key that nobody owns shall not lie about
        raise
    return issuer


def _issuer(house: Deployment, wanted: NewIssuer, key: PublicKey, now: datetime) -> IssuerRecord:
    did = identity_of(key) if wanted.did_method == "key" else house.urls.did_web(None if wanted.root else wanted.slug)
    ours = {"id": did, "type": ["Profile"], "name": wanted.name, "url": house.urls.issuer(wanted.slug)}
    return IssuerRecord(
        id=house.entropy.new_id(),
        slug=wanted.slug,
        name=wanted.name,
        did=did,
        did_method=wanted.did_method,
        is_root=wanted.root,
        profile=shaped(Profile, {**(wanted.profile or {}), **ours}),
        created_at=now,
    )


def _check_slug(slug: str) -> None:
    if not (slug.isascii() and slug.replace("-", "").isalnum() and slug == slug.lower() and len(slug) <= 60):
        raise StackcredError(
            ErrorCode.INVALID,
            f"{slug!r} cannot be part of an address; use small letters, digits and hyphens (at most 60).",
            pointer="/slug",
        )
