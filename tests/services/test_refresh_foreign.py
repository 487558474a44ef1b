"""Other issuers are asked again: a revocation elsewhere breaks what stands on it, silence makes it unknown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from tests.domain.verification.making import signed
from tests.support.service import Service, Tenant, all_of
from tests.support.strangers import COLLEGE, WELDING, awards, bring, foreign, learner_of, outcome, registry, trusting

from stackcred_issuer.services.bring_badge import FIRST_RETRY, LAST_RETRY, next_check
from stackcred_issuer.services.refresh_foreign import refresh_foreign

ANA = "ana@example.org"
NOW = datetime(2026, 6, 1, tzinfo=UTC)
EVERY = timedelta(hours=1)
LIST = "https://status.invalid/lists/1"


def make_due(database_url: str, badge_id: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        query = "UPDATE foreign_badges SET next_check_at = now() - interval '1 minute' WHERE id = %s"
        connection.execute(query, [badge_id])


def checks_of(database_url: str, badge_id: str) -> tuple[int, timedelta]:
    """Failures in a row, and how long until the issuer is asked again."""
    with psycopg.connect(database_url) as connection:
        query = "SELECT failures, next_check_at - checked_at FROM foreign_badges WHERE id = %s"
        row = connection.execute(query, [badge_id]).fetchone()
    assert row is not None
    return row[0], row[1]


async def _brought(tenant: Tenant, learner: str, badge: str) -> dict[str, Any]:
    found: dict[str, Any] = (await tenant.api.get(f"/v1/learners/{learner}/badges/{badge}")).json()
    return found


async def test_a_revocation_elsewhere_is_seen_and_so_is_a_reinstatement(service: Service, database_url: str) -> None:
    tenant, neighbour = await service.tenant(), await service.tenant()
    theirs = await neighbour.achievement("Welding")
    target = await tenant.achievement("Certificate")
    trust = await registry(tenant, {"issuer": neighbour.issuer.did, "achievements": [theirs["url"]]})
    # A rule by tag would do too; this one asks by issuer, since their achievement is not ours to mention.
    requires = {"op": "select", "where": {"issuer": [neighbour.issuer.did]}}
    await tenant.certification(target, requires, trust=[trust["url"]], whenBroken={"action": "suspend"})
    passed = await neighbour.passed(theirs["id"], ANA)
    learner = await learner_of(tenant, ANA)
    brought = await bring(tenant, learner, await service.credential(passed["badge"]["id"]))
    assert [one["state"] for one in await awards(service, tenant, learner)] == ["active"]
    for change, status, state in (("suspend", "suspended", "suspended"), ("reinstate", "active", "active"),
                                  ("revoke", "revoked", "suspended")):  # fmt: skip
        await neighbour.api.post(f"/v1/badges/{passed['badge']['id']}/{change}")
        assert (await _brought(tenant, learner, brought["id"]))["status"] != status
        make_due(database_url, brought["id"])
        assert await refresh_foreign(service.house) == 1
        assert (await _brought(tenant, learner, brought["id"]))["status"] == status
        assert [one["state"] for one in await awards(service, tenant, learner)] == [state]
    assert await refresh_foreign(service.house) == 0


async def test_what_cannot_be_asked_is_unknown_and_asked_again_later_and_later(
    service: Service, database_url: str
) -> None:
    tenant = await service.tenant()
    trust = await registry(tenant, trusting())
    target = await tenant.achievement("Certificate")
    certification = await tenant.certification(target, all_of({"url": WELDING}), trust=[trust["url"]])
    entry = {
        "id": f"{LIST}#5", "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
        "statusListIndex": "5", "statusListCredential": LIST,
    }  # fmt: skip
    learner = await learner_of(tenant, ANA)
    plain = foreign(ANA, sign=False, credentialStatus=entry)
    brought = await bring(tenant, learner, signed(plain, COLLEGE))
    assert (brought["standing"], brought["status"]) == ("held", "unknown")
    assert await awards(service, tenant, learner) == []
    assert (await outcome(tenant, certification, learner))["verdict"] == "indeterminate"
    waits = [checks_of(database_url, brought["id"])]
    for _ in range(2):
        make_due(database_url, brought["id"])
        assert await refresh_foreign(service.house) == 0
        waits.append(checks_of(database_url, brought["id"]))
    assert [failures for failures, _ in waits] == [1, 2, 3]
    assert waits[1][1] < waits[2][1]


@pytest.mark.parametrize(
    ("failures", "wait"),
    [(0, EVERY), (1, FIRST_RETRY), (2, 2 * FIRST_RETRY), (9, 256 * FIRST_RETRY), (10, LAST_RETRY), (10**6, LAST_RETRY)],
)
def test_after_failures_the_next_question_waits_longer_up_to_a_day(failures: int, wait: timedelta) -> None:
    assert next_check(NOW, EVERY, failures) == NOW + wait
