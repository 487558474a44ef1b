"""Endorsements are credentials of their own, at any depth; a forged one spoils what it stands in."""

from __future__ import annotations

from typing import Any

import pytest
from tests.domain.verification.making import (
    badge,
    changed,
    detail_of,
    endorsement,
    key,
    report_on,
    signed,
    signer_of,
)

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.jose import sign_jws
from stackcred_issuer.domain.verification.limits import MAX_ENDORSEMENTS, MAX_NESTING
from stackcred_issuer.domain.verification.nested import endorsements_in
from stackcred_issuer.domain.verification.report import Report, Result, Verdict

ISSUER, GUILD = key(3), key(4)
ABOUT = badge()["id"]
GOOD = signed(endorsement(GUILD.controller, ABOUT), GUILD)


def report(*endorsements: Any, where: str = "credential") -> Report:
    document = badge(ISSUER.controller)
    places = {
        "credential": document,
        "issuer": document["issuer"],
        "achievement": document["credentialSubject"]["achievement"],
    }
    places[where]["endorsement"] = list(endorsements)
    return report_on(signed(document, ISSUER))


@pytest.mark.parametrize("where", ["credential", "issuer", "achievement"])
def test_a_good_one_stands_wherever_it_is(where: str) -> None:
    found = report(GOOD, where=where)
    assert found.verdict is Verdict.VALID
    assert "1 of 1 endorsements stand, by “Guild of Welders”" in detail_of(found, "endorsements")
    assert [one.verdict for one in found.endorsements] == [Verdict.VALID]


@pytest.mark.parametrize("where", ["credential", "issuer", "achievement"])
def test_a_forged_one_fails_the_badge_wherever_it_is(where: str) -> None:
    forged = changed(GOOD, description="The best of all.")
    found = report(forged, where=where)
    assert found.result_of("endorsements") is Result.FAIL
    assert found.verdict is Verdict.INVALID
    assert found.result_of("proof") is Result.PASS


def test_an_unsigned_one_fails_it() -> None:
    assert report(endorsement(GUILD.controller, ABOUT)).verdict is Verdict.INVALID


def test_one_that_is_no_endorsement_fails_it() -> None:
    assert report(signed(badge(GUILD.controller), GUILD)).verdict is Verdict.INVALID


def test_one_that_has_run_out_only_stops_counting() -> None:
    over = signed(endorsement(GUILD.controller, ABOUT, validUntil="2026-02-01T00:00:00Z"), GUILD)
    found = report(over)
    assert found.verdict is Verdict.VALID
    assert "0 of 1 endorsements stand; 1 genuine but" in detail_of(found, "endorsements")


def test_one_that_cannot_be_checked_leaves_it_open() -> None:
    away = signer_of("did:web:away.example", 5)
    found = report(GOOD, signed(endorsement(away.controller, ABOUT), away))
    assert found.verdict is Verdict.UNDETERMINED
    assert [one.verdict for one in found.endorsements] == [Verdict.VALID, Verdict.UNDETERMINED]


def test_one_as_jws_counts_too() -> None:
    document = badge(ISSUER.controller, endorsementJwt=[sign_jws(endorsement(GUILD.controller, ABOUT), GUILD)])
    assert report_on(signed(document, ISSUER)).verdict is Verdict.VALID
    head, _, tail = document["endorsementJwt"][0].rpartition(".")
    document["endorsementJwt"] = [f"{head}.{tail[::-1]}"]
    assert report_on(signed(document, ISSUER)).verdict is Verdict.INVALID


def test_endorsements_of_endorsers_are_verified_too() -> None:
    deep = endorsement(GUILD.controller, ABOUT)
    deep["issuer"]["endorsement"] = [changed(GOOD, name="Changed")]
    found = report(signed(deep, GUILD))
    assert found.verdict is Verdict.INVALID


def test_without_any_there_is_no_such_check() -> None:
    assert report_on(signed(badge(ISSUER.controller), ISSUER)).result_of("endorsements") is None


def test_more_than_are_examined_leave_it_open() -> None:
    crowd = [{"type": ["EndorsementCredential"]}] * (MAX_ENDORSEMENTS + 1)
    found = report_on(badge(endorsement=crowd))
    assert found.result_of("endorsements") is Result.UNDETERMINED
    assert str(MAX_ENDORSEMENTS) in detail_of(found, "endorsements")


def test_deeper_nesting_than_is_examined_leaves_it_open() -> None:
    document: JsonObject = endorsement(GUILD.controller, ABOUT)
    for _ in range(MAX_NESTING + 1):
        document = {**endorsement(GUILD.controller, ABOUT), "endorsement": [document]}
    found = report_on(badge(endorsement=[document]))
    innermost = found
    for _ in range(MAX_NESTING):
        innermost = innermost.endorsements[0]
    assert innermost.result_of("endorsements") is Result.UNDETERMINED


def test_those_of_another_credential_inside_are_its_own_matter() -> None:
    document = {
        "verifiableCredential": [{"endorsement": ["inner"]}],
        "endorsement": "outer",
        "x": [{"endorsementJwt": "y"}],
    }
    assert [placed.value for placed in endorsements_in(document)] == ["outer", "y"]


@pytest.mark.parametrize(
    "about",
    [ABOUT, ISSUER.controller, badge()["credentialSubject"]["achievement"]["id"], "https://other.example/badge"],
)
def test_one_that_is_about_something_else_is_not_counted(about: str) -> None:
    found = report(signed(endorsement(GUILD.controller, about), GUILD))
    counts = about != "https://other.example/badge"
    assert found.verdict is Verdict.VALID
    assert len(found.endorsements) == counts
    assert ("not about this document" in detail_of(found, "endorsements")) != counts


def test_one_stands_for_the_very_object_that_has_it() -> None:
    creator = {"id": "https://creator.example", "type": ["Profile"], "name": "Author"}
    document = badge(ISSUER.controller)
    about = signed(endorsement(GUILD.controller, creator["id"]), GUILD)  # type: ignore[arg-type]
    document["credentialSubject"]["achievement"]["creator"] = {**creator, "endorsement": [about]}
    assert len(report_on(signed(document, ISSUER)).endorsements) == 1


def test_one_about_something_else_is_still_looked_at_for_forgery() -> None:
    forged = changed(signed(endorsement(GUILD.controller, "https://other.example/badge"), GUILD), name="x")
    assert report(forged).verdict is Verdict.INVALID
