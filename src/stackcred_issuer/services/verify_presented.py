"""Judge what was read: gather the materials, then verify in a bounded process. Nothing is written."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime

from stackcred_issuer.domain.verification.badge import is_authentic
from stackcred_issuer.domain.verification.materials import Fetched, Materials
from stackcred_issuer.domain.verification.presented import Presented
from stackcred_issuer.domain.verification.refreshing import refresh_address
from stackcred_issuer.domain.verification.report import Report
from stackcred_issuer.domain.verification.verify import Policy, verify
from stackcred_issuer.gateways.bundled import ContextChoice, load_contexts
from stackcred_issuer.services.examining import Examining
from stackcred_issuer.services.gather import gather


def waits_until(house: Examining) -> float:
    """When somebody who asks now has waited long enough for other servers, in the loop's time."""
    return asyncio.get_running_loop().time() + house.settings.verification_wait_seconds


async def verify_presented(
    house: Examining, presented: Presented, policy: Policy, *, until: float | None = None
) -> Report:
    """The report on a credential or presentation, by a policy. Raises EXHAUSTED.

    until: how long other servers are waited for; as `waits_until` says, unless it is given.
    """
    choice = ContextChoice.of(house.settings)
    until = until if until is not None else waits_until(house)
    fetched = await gather(house, presented, until=until)
    report = await house.sandbox.run(judge, presented, fetched, policy, house.clock.now(), choice)
    if refresh_address(presented) is None or not is_authentic(report):
        return report
    fetched = await gather(house, presented, known=fetched, refresh=True, until=until)
    return await house.sandbox.run(judge, presented, fetched, policy, house.clock.now(), choice)


def judge(
    presented: Presented, fetched: Mapping[str, Fetched], policy: Policy, now: datetime, choice: ContextChoice
) -> Report:
    """The pure verification, as it runs in a worker process that already holds the contexts."""
    materials = Materials(contexts=load_contexts(choice), schemas={}, fetched=fetched)
    return verify(presented, materials, policy, now).report
