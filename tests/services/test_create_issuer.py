"""An issuer has a key of the kind that was asked for, and a DID under which others find it."""

from __future__ import annotations

import pytest
from tests.support.service import Service

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.proof.did import local_document
from stackcred_issuer.domain.proof.keys import KeyType, PublicKey
from stackcred_issuer.services.create_issuer import NewIssuer, create_issuer
from stackcred_issuer.services.publish_did import publish_did
from stackcred_issuer.services.signers import active_signer


@pytest.mark.parametrize("key_type", list(KeyType))
@pytest.mark.parametrize("method", ["key", "web"])
async def test_every_kind_of_key_can_be_an_issuers(service: Service, key_type: KeyType, method: str) -> None:
    house = service.house
    slug = f"{method}-{key_type.value.lower()}-keys"
    issuer = await create_issuer(house, NewIssuer(slug, "School", method, key_type=key_type, jws_only=True))  # type: ignore[arg-type]
    document = await publish_did(house, slug)
    async with house.store.begin(house.clock.now()) as uow:
        record, signer = await active_signer(house, uow, issuer)
    assert PublicKey.from_text(record.multikey) == signer.public_key
    assert signer.public_key.type is key_type
    assert signer.verification_method in document["assertionMethod"]
    assert document["id"] == issuer.did
    if method == "key":
        assert issuer.did.startswith("did:jwk:" if key_type is KeyType.RSA else "did:key:")
        assert document == local_document(issuer.did)


async def test_an_rsa_key_is_for_who_signs_no_proofs_inside(service: Service) -> None:
    with pytest.raises(StackcredError) as refused:
        await create_issuer(service.house, NewIssuer("rsa-badges", "School", key_type=KeyType.RSA))
    assert refused.value.code is ErrorCode.UNSUPPORTED


async def test_the_status_list_of_another_key_is_signed_with_it(service: Service) -> None:
    house = service.house
    issuer = await create_issuer(house, NewIssuer("lists-p-384", "School", "key", key_type=KeyType.P384))
    lists = await house.slots.new_register(issuer.id)
    url = house.urls.status_list(lists["revocation"]).removeprefix(house.urls.base)
    answer = await service.public.get(url)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/vc")
    for accept in ("*/*", "application/vc+jwt"):
        brought = await service.public.get(url, headers={"Accept": accept})
        report = (await service.public.post("/v1/verify", content=brought.content)).json()
        assert report["verdict"] == "valid", report
    assert (await service.public.get(url)).content == answer.content
