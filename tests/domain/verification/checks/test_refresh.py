"""Newer versions: the same credential, authentic and not older, or the original is kept."""

from __future__ import annotations

from typing import Any

import pytest
from tests.domain.verification.making import (
    EXTENSIONS,
    ISSUER,
    LIST_URL,
    OB,
    V2,
    badge,
    changed,
    contexts,
    detail_of,
    fetched,
    key,
    materials,
    report_on,
    signed,
)

from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json
from stackcred_issuer.domain.proof.jose import sign_jws
from stackcred_issuer.domain.verification.materials import Materials, needs
from stackcred_issuer.domain.verification.presented import read
from stackcred_issuer.domain.verification.report import Report, Result, Verdict

URL = "https://issuer.example/badges/1/newest"
SERVICE = {"id": URL, "type": "1EdTechCredentialRefresh"}
LATER = "2026-04-01T00:00:00Z"


def plain(**changes: Any) -> JsonObject:
    return badge(**{"@context": [V2, OB, EXTENSIONS], "refreshService": SERVICE, **changes})


OLD = signed(plain())
NEW = signed(plain(validFrom=LATER, name="Welding 1, renewed"))


def refreshed(answer: Any, document: JsonObject = OLD, **more: Any) -> Report:
    return report_on(document, {URL: answer, **more})


@pytest.mark.parametrize("newer", [NEW, sign_jws(plain(validFrom=LATER), ISSUER)])
def test_a_newer_version_is_reported_beside_the_one_that_was_brought(newer: Any) -> None:
    found = refreshed(newer)
    assert found.verdict is Verdict.VALID
    assert found.result_of("refresh") is Result.PASS
    assert LATER in detail_of(found, "refresh")
    assert found.refreshed is not None
    assert found.refreshed.verdict is Verdict.VALID
    assert found.credential == OLD
    assert Report.from_json(found.to_json()) == found


def test_an_expired_badge_may_have_a_newer_version_that_is_not() -> None:
    found = refreshed(NEW, signed(plain(validUntil="2026-02-01T00:00:00Z")))
    assert found.verdict is Verdict.EXPIRED
    assert found.refreshed is not None
    assert found.refreshed.verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (None, "Nothing could be had"),
        ({"error": "gone"}, "another"),
        ("<html>", "compact JWS"),
        (changed(NEW, name="forged"), "not authentic"),
        (signed(plain(validFrom=LATER), key(6)), "not authentic"),
        (signed(plain(validFrom="2025-01-01T00:00:00Z")), "older"),
        (signed(plain(id="urn:uuid:11111111-1111-4111-8111-111111111112")), "another credential"),
        (signed(plain(validFrom=None)), "date"),
    ],
)
def test_whatever_goes_wrong_the_original_is_kept(answer: Any, reason: str) -> None:
    found = refreshed(answer)
    assert (found.verdict, found.result_of("refresh"), found.refreshed) == (Verdict.VALID, Result.PASS, None)
    assert "judged as it is" in detail_of(found, "refresh")
    assert reason in detail_of(found, "refresh")


def test_ids_are_compared_without_percent_encoding_and_blanks() -> None:
    own = signed(plain(id="https://issuer.example/badges/a%20b"))
    newer = signed(plain(id="https://issuer.example/badges/a b".replace(" ", "%20"), validFrom=LATER))
    assert refreshed(newer, own).refreshed is not None


def test_a_newer_version_is_refreshed_no_further() -> None:
    found = refreshed(NEW)
    assert found.refreshed is not None
    assert found.refreshed.result_of("refresh") is None


def test_a_newer_version_that_was_revoked_takes_the_older_one_with_it() -> None:
    from tests.domain.verification.statuses.test_bitstring import REVOKED, entry

    newer = signed(plain(validFrom=LATER, credentialStatus=[entry()]))
    found = refreshed(newer, **{LIST_URL: REVOKED})
    assert found.verdict is Verdict.REVOKED


def test_it_is_asked_for_only_when_the_caller_says_so_and_then_its_keys_and_lists_too() -> None:
    presented = read(dump_json(OLD))
    assert URL not in needs(presented, materials())
    assert URL in needs(presented, materials(), refresh=True)
    assert report_on(OLD).result_of("refresh") is Result.PASS
    assert "none was asked for" in detail_of(report_on(OLD), "refresh")
    other = plain(issuer={"id": "did:web:away.example", "type": ["Profile"], "name": "Away"})
    answered = Materials(contexts(), {}, {URL: fetched(URL, other | {"proof": dict(NEW["proof"])})})
    wanted = needs(presented, answered, refresh=True)
    assert "did:web:issuer.example" in wanted
