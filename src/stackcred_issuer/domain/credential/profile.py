"""Profile and what it is made of: who issues, creates, assesses or endorses (OB 3.0 §B.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from stackcred_issuer.domain.credential.image import Image
from stackcred_issuer.domain.credential.model import (
    Closed,
    CompactJws,
    Day,
    Extensible,
    Number,
    OneOrMany,
    Text,
    including,
    is_language_map,
)
from stackcred_issuer.domain.credential.vocabulary import IdentifierType

if TYPE_CHECKING:
    from stackcred_issuer.domain.credential.endorsement import EndorsementCredential


class GeoCoordinates(Extensible):
    """A point on earth, in degrees (WGS 84)."""

    type: Literal["GeoCoordinates"]
    latitude: Number
    longitude: Number


class Address(Extensible):
    """A postal address; `addressCountryCode` is ISO 3166-1 alpha-2."""

    type: Annotated[list[str], BeforeValidator(including({"Address"}))]
    addressCountry: Text | None = None
    addressCountryCode: Text | None = None
    addressRegion: Text | None = None
    addressLocality: Text | None = None
    streetAddress: Text | None = None
    postOfficeBoxNumber: Text | None = None
    postalCode: Text | None = None
    geo: GeoCoordinates | None = None


class IdentifierEntry(Closed):
    """Another identifier of an achievement or profile, in the clear."""

    type: Literal["IdentifierEntry"]
    identifier: Text
    identifierType: IdentifierType


class Profile(Extensible):
    """A party: usually an organisation, sometimes a person."""

    id: str
    type: Annotated[list[str], BeforeValidator(including({"Profile"}))]
    name: Text | None = None
    url: str | None = None
    phone: Text | None = None
    description: Text | None = None
    endorsement: OneOrMany[EndorsementCredential] | None = None
    endorsementJwt: OneOrMany[CompactJws] | None = None
    image: Image | None = None
    email: Text | None = None
    address: Address | None = None
    otherIdentifier: OneOrMany[IdentifierEntry] | None = None
    official: Text | None = None
    parentOrg: Profile | None = None
    familyName: Text | None = None
    givenName: Text | None = None
    additionalName: Text | None = None
    patronymicName: Text | None = None
    honorificPrefix: Text | None = None
    honorificSuffix: Text | None = None
    familyNamePrefix: Text | None = None
    dateOfBirth: Day | None = None


def _profile_or_id(value: Any) -> Any:
    if isinstance(value, str) or is_language_map(value):
        return value
    if not isinstance(value, dict):
        raise PydanticCustomError("profile", "Give a Profile object, or its id")
    return Profile.model_validate(value)


if TYPE_CHECKING:
    ProfileRef = Profile | str
else:
    ProfileRef = Annotated[Any, BeforeValidator(_profile_or_id, json_schema_input_type=Profile | str)]
