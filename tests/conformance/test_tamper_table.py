"""Whatever is changed in a signed document, it never reads as valid.

Every good vector and fixture, every place in it: a value altered, a member or entry left out, a member added (one
that no context defines, and one that means something). Two kinds of place are left out, because a change there
takes nothing from what is signed: one of several proofs, when another one still holds ("any supported proof that
holds is enough"); and a proof of a kind that is not known here.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import pytest
from tests.domain.verification.vectors import FIXTURES, materials
from tests.support.proof import changes, replaced
from tests.support.shared import shared_json

from stackcred_issuer.domain.jsonvalue import JsonObject, as_list, dump_json, pointer, walk
from stackcred_issuer.domain.verification.materials import Materials
from stackcred_issuer.domain.verification.presented import read
from stackcred_issuer.domain.verification.report import Verdict
from stackcred_issuer.domain.verification.verify import Policy, verify

W3C = "spec/data/vectors"
VECTORS = [
    f"{W3C}/vc-di-eddsa/eddsa-rdfc-2022/signedDataInt.json",
    f"{W3C}/vc-di-eddsa/eddsa-rdfc-2022/employ/signedDataInt.json",
    f"{W3C}/vc-di-eddsa/eddsa-jcs-2022/signedJCS.json",
    f"{W3C}/vc-di-eddsa/Ed25519Signature2020/signedEdSig.json",
    f"{W3C}/vc-di-eddsa/proof-set-chain/signedProofSet1.json",
    f"{W3C}/vc-di-eddsa/proof-set-chain/signedProofSet2.json",
    f"{W3C}/vc-di-eddsa/proof-set-chain/signedProofChain1.json",
    f"{W3C}/vc-di-eddsa/proof-set-chain/signedProofChain2.json",
    f"{W3C}/vc-di-ecdsa/ecdsa-rdfc-2019-p256/signedECDSAP256.json",
    f"{W3C}/vc-di-ecdsa/ecdsa-rdfc-2019-p256/employ/signedECDSAP256.json",
    f"{W3C}/vc-di-ecdsa/ecdsa-rdfc-2019-p384/signedECDSAP384.json",
    f"{W3C}/vc-di-ecdsa/ecdsa-rdfc-2019-p384/employ/signedECDSAP384.json",
    f"{W3C}/vc-di-ecdsa/ecdsa-jcs-2019-p256/signedJCSECDSAP256.json",
    f"{W3C}/vc-di-ecdsa/ecdsa-jcs-2019-p384/signedJCSECDSAP384.json",
    f"{W3C}/vc-di-ecdsa/ecdsa-sd-2023/employ/addSignedSDBase.json",
    f"{W3C}/vc-di-ecdsa/ecdsa-sd-2023/employ/derivedRevealDocument.json",
    f"{W3C}/vc-di-ecdsa/ecdsa-sd-2023/prc/addSignedSDBase.json",
    f"{W3C}/vc-di-ecdsa/ecdsa-sd-2023/prc/derivedRevealDocument.json",
]
NOW = datetime(2025, 1, 1, tzinfo=UTC)  # while the last two of these were in force
BADGES = [
    f"{FIXTURES}/{name}"
    for name in (
        "simple.json",
        "simple_v1.json",
        "simple-context-alias.json",
        "simple-context-version.json",
        "simple-did-web-method.json",
        "simple-eddsa-2022.json",
        "simple-multiple-proofs.json",
        "endorsement-valid.json",
        "bit-string-list/testlist",
        "sd/derivedcredential.json",
    )
] + ["vectors/1edtech-openbadges-specification/ob-signed-credential.json"]


@pytest.mark.parametrize("name", VECTORS + BADGES)
def test_no_change_leaves_a_signed_document_valid(name: str) -> None:
    document = shared_json(name)
    policy = Policy(bind_issuer=name in BADGES)  # the W3C's issuers do not control the W3C's keys
    assert verdict_of(document, policy) is Verdict.VALID
    tampered = list(tampered_forms(document))
    assert len(tampered) > 30
    still_valid = [place for place, form in tampered if verdict_of(form, policy) is Verdict.VALID]
    assert still_valid == []


def verdict_of(document: JsonObject, policy: Policy) -> Verdict:
    return verify(read(dump_json(document)), _materials(), policy, NOW).report.verdict


def tampered_forms(document: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    """Every form of the document with one change that concerns what is signed."""
    alone = len(as_list(document["proof"])) == 1
    for place, form in (*changes(document), *_shortened(document), *_extended(document)):
        if alone or not place.startswith("/proof/"):
            yield place, form


def _shortened(document: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    for tokens, value in walk(document):
        if isinstance(value, list):
            for index in range(len(value)):
                rest = value[:index] + value[index + 1 :]
                yield f"{pointer(*tokens, index)} left out", replaced(document, tokens, rest)


def _extended(document: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    for tokens, value in walk(document):
        if isinstance(value, dict):
            for member, content in (("extra", "1"), ("description", "Said by somebody else."), ("validUntil", "x")):
                if member not in value:
                    form = copy.deepcopy(document)
                    _at(form, tokens)[member] = content
                    yield f"{pointer(*tokens, member)} added", form
        elif isinstance(value, list):
            yield f"{pointer(*tokens)} longer", replaced(document, tokens, [*value, "urn:extra"])


def _at(value: Any, tokens: tuple[str | int, ...]) -> Any:
    for token in tokens:
        value = value[token]
    return value


@lru_cache(maxsize=1)
def _materials() -> Materials:
    return materials()
