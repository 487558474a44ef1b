"""How an issuer signs through the VC-API, and the issuers of an instance that conformance suites are pointed at."""

from __future__ import annotations

from dataclasses import dataclass

from stackcred_issuer.domain.issuance.seal import SUITE_OF
from stackcred_issuer.domain.proof.disclosure import NAME as SELECTIVE
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.domain.status.status_list import REVOCATION, SUSPENSION
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.issuers import IssuerRecord

JWT = "vc+jwt"


@dataclass(frozen=True, slots=True)
class Profile:
    """One way to sign.

    suite: a cryptosuite, or `vc+jwt` for a compact JWS around the credential.
    purposes: the status entries that a credential without one gets.
    """

    name: str
    suite: str
    key_type: KeyType
    purposes: tuple[str, ...] = ()

    @property
    def is_jwt(self) -> bool:
        return self.suite == JWT

    @property
    def is_selective(self) -> bool:
        return self.suite == SELECTIVE


CONFORMANCE: tuple[Profile, ...] = (
    Profile("eddsa-rdfc-2022", "eddsa-rdfc-2022", KeyType.ED25519),
    Profile("eddsa-jcs-2022", "eddsa-jcs-2022", KeyType.ED25519),
    Profile("ecdsa-rdfc-2019-p256", "ecdsa-rdfc-2019", KeyType.P256),
    Profile("ecdsa-rdfc-2019-p384", "ecdsa-rdfc-2019", KeyType.P384),
    Profile("ecdsa-jcs-2019-p256", "ecdsa-jcs-2019", KeyType.P256),
    Profile("ecdsa-jcs-2019-p384", "ecdsa-jcs-2019", KeyType.P384),
    Profile("ecdsa-sd-2023", SELECTIVE, KeyType.P256),
    Profile("vc-jwt-es256", JWT, KeyType.P256),
    Profile("vc-jwt-es384", JWT, KeyType.P384),
    Profile("vc-jwt-eddsa", JWT, KeyType.ED25519),
    Profile("vc-jwt-rs256", JWT, KeyType.RSA),
    Profile("bitstring", "eddsa-rdfc-2022", KeyType.ED25519, (REVOCATION,)),
    Profile("bitstring-suspension", "eddsa-rdfc-2022", KeyType.ED25519, (SUSPENSION,)),
)
"""The issuers of a conformance instance; the first one is the default."""

_BY_NAME = {profile.name: profile for profile in CONFORMANCE}


def profile_of(house: Deployment, issuer: IssuerRecord, key_type: KeyType) -> Profile:
    """By name in a conformance instance; elsewhere what goes with the key, always revocable."""
    named = _BY_NAME.get(issuer.slug) if house.settings.conformance else None
    return named or Profile(issuer.slug, SUITE_OF.get(key_type, JWT), key_type, (REVOCATION, SUSPENSION))


def is_conformance_issuer(slug: str) -> bool:
    """Whether an issuer is one that anybody may sign with in an instance without login."""
    return slug in _BY_NAME
