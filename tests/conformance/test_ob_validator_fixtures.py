"""The verdicts on the 1EdTech public validator's own fixtures, and on everything in ../shared/vectors.

For each fixture: what 1EdTech's tests expect (`valid` or not), and our verdict. Where we differ, why.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from tests.domain.verification.vectors import FIXTURES, NOW, materials, vector
from tests.support.shared import SHARED, need_shared

from stackcred_issuer.domain.instant import parse_instant
from stackcred_issuer.domain.verification.materials import needs
from stackcred_issuer.domain.verification.policy import OPTIONAL
from stackcred_issuer.domain.verification.presented import read
from stackcred_issuer.domain.verification.report import Report, Result
from stackcred_issuer.domain.verification.verify import Policy, verify

# file: our verdict, whether 1EdTech expects it to be valid, and why we differ if we do
EXPECTED: dict[str, tuple[str, bool, str]] = {
    "bit-string-list/credential-status-revoked-blank-nodes.json": ("revoked", False, ""),
    "bit-string-list/credential-status-revoked.json": ("revoked", False, ""),
    "bit-string-list/testlist": ("valid", True, ""),
    "complete.json": ("invalid", False, ""),
    "complete_v1.json": ("invalid", False, ""),
    "credential-status-revoked.json": ("revoked", False, ""),
    "endorsement-err-schema-status-refresh.json": ("invalid", False, ""),
    "endorsement-valid.json": ("valid", True, ""),
    "sd/derivedcredential.json": ("valid", True, ""),
    "simple-context-alias.json": ("valid", True, ""),
    "simple-context-version.json": ("valid", True, ""),
    "simple-did-key-method.json": (
        "invalid",
        True,
        "a did:key URL without fragment names no key, and the issuer is a urn:uuid that is not that did:key",
    ),
    "simple-did-web-method.json": ("valid", True, ""),
    "simple-eddsa-2022.json": ("valid", True, "1EdTech adds a warning for the old name of the cryptosuite"),
    "simple-err-context.json": ("invalid", False, ""),
    "simple-err-credential-subject-achievement-result-description-type.json": ("invalid", False, ""),
    "simple-err-credential-subject-identifier-type.json": ("invalid", False, ""),
    "simple-err-credential-subject-profile-type.json": ("invalid", False, ""),
    "simple-err-credential-subject-result-type.json": ("invalid", False, ""),
    "simple-err-credential-subject-type.json": ("invalid", False, ""),
    "simple-err-evidence-type.json": ("invalid", False, ""),
    "simple-err-expired.json": ("expired", False, ""),
    "simple-err-issued.json": ("invalid", False, ""),  # in the future too, but it has no achievement
    "simple-err-issuer-otheridentifier-type.json": ("invalid", False, ""),
    "simple-err-issuer-parentorg-type.json": ("invalid", False, ""),
    "simple-err-issuer-type.json": ("invalid", False, ""),
    "simple-err-issuer.json": ("invalid", False, ""),
    "simple-err-proof-method-no-scheme.json": ("invalid", False, ""),
    "simple-err-proof-method-unknown-did-method.json": ("undetermined", False, ""),
    "simple-err-proof-method-unknown-scheme.json": ("invalid", False, ""),
    "simple-err-proof-method.json": ("invalid", False, ""),
    "simple-err-proof-value.json": ("invalid", False, ""),
    "simple-err-type.json": ("invalid", False, ""),
    "simple-multiple-proofs.json": ("valid", True, ""),
    "simple-noproof.json": ("invalid", False, ""),
    "simple.json": ("valid", True, ""),
    "simple.jwt": (
        "invalid",
        True,
        "its header names no key, which the standard asks for, and its context is a draft's",
    ),
    "simple_v1.json": ("valid", True, ""),
}

# reference verdicts that say more about the verifier than about the document: ours, and why
OTHER_THAN_REFERENCE: dict[tuple[str, str], tuple[str, str]] = {
    ("1edtech-openbadges-specification/clr-signed-credential.json", "verified"): (
        "undetermined",
        "its issuer asks for the CLR 2.0 schema, which was not given to this verification",
    ),
    ("1edtech-openbadges-specification/ob-signed-credential.json", "rejected"): (
        "valid",
        "that verifier cannot take a key out of an https controller document",
    ),
    ("1edtech-validator-ob30/simple-multiple-proofs.json", "rejected"): (
        "valid",
        "one supported proof that holds is enough",
    ),
    ("1edtech-validator-ob30/complete.json", "verified"): (
        "invalid",
        "that verifier looks at the outer proof only; its endorsements are not signed",
    ),
    ("1edtech-validator-ob30/simple-eddsa-2022.json", "rejected"): (
        "valid",
        "the old cryptosuite name is known here, as it is to 1EdTech",
    ),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_validators_fixtures_get_the_verdicts_they_should(name: str) -> None:
    verdict, expected_valid, reason = EXPECTED[name]
    data = (need_shared() / FIXTURES / name).read_bytes()
    report = verify(read(data), materials(), Policy(), NOW).report
    assert report.verdict.value == verdict, told(report)
    assert (verdict == "valid") == expected_valid or reason


def test_every_fixture_in_a_form_that_is_read_here_has_its_expected_verdict() -> None:
    folder = need_shared() / FIXTURES
    present = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in (".png", ".svg")  # baked images are unbaked elsewhere
    }
    assert present == set(EXPECTED)


def test_the_failing_check_is_the_one_the_fixture_is_named_for() -> None:
    for name, check in {
        "simple-err-expired.json": "validity",
        "simple-err-issued.json": "validity",
        "simple-err-proof-value.json": "proof",
        "simple-err-issuer.json": "structure",
        "simple-err-context.json": "structure",
        "simple-err-evidence-type.json": "schema",
        "bit-string-list/credential-status-revoked.json": "status",
    }.items():
        data = (need_shared() / FIXTURES / name).read_bytes()
        assert verify(read(data), materials(), Policy(), NOW).report.result_of(check) is Result.FAIL, name


def _rows() -> list[Any]:
    path = SHARED / "vectors/expected.json"
    return json.loads(path.read_text("utf-8")) if path.is_file() else []


@pytest.mark.parametrize("row", _rows(), ids=lambda row: f"{row['file']}-{row['judge']}-{len(row['options'])}")
def test_the_vectors_get_the_verdicts_of_the_reference_verifiers(row: Mapping[str, Any]) -> None:
    presented = vector(row["file"])
    options = row["options"]
    now = parse_instant(options[options.index("--now") + 1]) if "--now" in options else NOW
    checks = OPTIONAL - {"status"} if "--no-status" in options else None
    policy = Policy(checks=checks, bind_issuer="--no-issuer-match" not in options)
    report = verify(presented, materials(), policy, now).report
    other = OTHER_THAN_REFERENCE.get((row["file"], row["verdict"]))
    if other is not None:
        assert report.verdict.value == other[0], told(report)
    else:
        assert (report.verdict.value == "valid") == (row["verdict"] == "verified"), told(report)


def test_nothing_more_is_needed_for_the_vectors_than_what_is_answered() -> None:
    """The addresses asked for are those of the keys and lists that the documents name, and no others."""
    need_shared()
    asked = {url for row in _rows() for url in needs(vector(row["file"]), materials())}
    assert asked == {
        "did:example:z6MkrvfzkMnvCroEUP2DVc9SHPE48CRsvHiVSusHioxTYu1x",
        "https://1edtech.edu/credentials/3732/revocations",
        "https://accrediter.edu/issuers/565049",
        "https://state.gov/credentials/3732/revocations",
    }


def told(report: Report) -> str:
    return f"{report.verdict}: " + " | ".join(
        f"{check.name}: {check.detail}" for check in report.checks if check.result is not Result.PASS
    )
