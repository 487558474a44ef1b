"""A portfolio says what ends, when, what renews it, and what to do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from tests.journeys.test_portfolio_progress import words
from tests.services.clockwork import Clockwork, with_clock
from tests.support.service import Service, Tenant, all_of, running
from tests.support.signed_in import sign_in

from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.services.endings import AHEAD, BEHIND, Ending, endings
from stackcred_issuer.services.evaluate_certification import evaluate_certification
from stackcred_issuer.store.access import Holder
from stackcred_issuer.web.ending_pages import away

ANA = "ana-ending@example.org"
HOLDER = Holder(ANA, None)


@pytest_asyncio.fixture(loop_scope="session")
async def service(fresh_database_url: str, tmp_path: Path) -> AsyncIterator[Service]:
    """On a database of its own: clocks are put forward."""
    async with running(fresh_database_url, tmp_path) as found:
        yield found


async def _certified(service: Service, **renewal: Any) -> tuple[Tenant, dict[str, Any]]:
    """Ana has a certification for a year, renewed by a course; the course."""
    tenant = await service.tenant()
    part, course = await tenant.achievement("Networks"), await tenant.achievement("Refresher")
    rule = {"renewal": {"period": "P1Y", "requires": all_of(course), **renewal}}
    await tenant.certification(await tenant.achievement("Certificate"), all_of(part), **rule)
    await tenant.passed(part["id"], ANA)
    await service.settle()
    return tenant, course


async def _later(service: Service, **by: float) -> list[Ending]:
    clock = Clockwork(service.house.clock.now())
    clock.forward(**by)
    return await endings(with_clock(service.house, clock), HOLDER)


async def test_an_award_is_listed_from_three_months_before_its_end_until_a_year_after(service: Service) -> None:
    await _certified(service)
    assert not await _later(service, days=366 - AHEAD.days - 5)
    assert len(await _later(service, days=366 - AHEAD.days + 5)) == 1
    assert len(await _later(service, days=366 + BEHIND.days - 5)) == 1
    assert not await _later(service, days=366 + BEHIND.days + 5)


async def test_it_says_what_is_missing_to_a_renewal_and_by_when(service: Service) -> None:
    tenant, course = await _certified(service, grace="P30D")
    [ending] = await _later(service, days=350)
    assert ending.closes - ending.ends == timedelta(days=30)
    assert ending.renewal is not None
    assert not ending.renewal.reading.outcome.satisfied
    await tenant.passed(course["id"], ANA)
    [ending] = await _later(service, days=350)
    assert ending.renewal is not None
    assert ending.renewal.reading.outcome.satisfied


async def _given(tenant: Tenant, until: str, achievement: dict[str, Any]) -> None:
    body = {"achievement": achievement["id"], "learner": {"email": ANA}, "validUntil": until}
    answer = await tenant.api.post("/v1/badges", json=body)
    assert answer.status_code == 201, answer.text


async def test_the_page_names_the_date_and_what_to_do_for_a_badge_that_nothing_renews(service: Service) -> None:
    tenant, _ = await _certified(service)
    now = service.house.signing_instant()
    await _given(tenant, format_instant(now + timedelta(days=12)), await tenant.achievement("First aid"))
    shown = words(await (await sign_in(service, ANA)).get("/learn"))
    assert "First aid Ends soon Ends on" in shown
    assert "in 12 days It counts until then. Nothing renews it by itself: ask School" in shown
    assert "Certificate Ends soon" not in shown, "that has a year to go"


async def test_what_another_badge_has_taken_the_place_of_is_not_listed(service: Service) -> None:
    tenant, _ = await _certified(service)
    now, aid = service.house.signing_instant(), await tenant.achievement("First aid")
    await _given(tenant, format_instant(now + timedelta(days=12)), aid)
    await _given(tenant, format_instant(now + AHEAD * 2), aid)
    assert await _later(service, days=0) == []


async def test_a_period_that_was_renewed_is_not_listed_as_ended(service: Service) -> None:
    tenant, course = await _certified(service)
    await tenant.passed(course["id"], ANA)
    clock = Clockwork(service.house.clock.now())
    house = with_clock(service.house, clock)
    clock.forward(days=350)
    assert len(await endings(house, HOLDER)) == 1
    async with house.store.begin(clock.now()) as uow:
        [learner] = await uow.access.learners_of(HOLDER)
        [award] = await uow.awards.of_learner(learner.id)
    await evaluate_certification(house, award.issuer_id, award.certification_id, learner.id, cause="time")
    clock.forward(days=30)
    assert await endings(house, HOLDER) == []


@pytest.mark.parametrize(
    ("days", "said"), [(12, "in 12 days"), (1, "tomorrow"), (0, "today"), (-1, "yesterday"), (-3, "3 days ago")]
)
def test_how_far_off_is_told_in_words(days: int, said: str) -> None:
    now = Clockwork().now()
    assert away(now + timedelta(days=days), now) == said
