"""Judge what was read: gather the materials, then verify in a bounded process. Nothing is written."""

from __future__ import annotations

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


async def verify_presented(house: Examining, presented: Presented, policy: Policy) -> Report:
    """The report on a credential or presentation, by a policy. Raises EXHAUSTED."""
    choice = ContextChoice.of(house.settings)
    fetched = await gather(house, presented)
    report = await house.sandbox.run(judge, presented, fetched, policy, house.clock.now(), choice)
    if refresh_address(presented) is None or not is_authentic(report):
        return report
    fetched = await gather(house, presented, known=fetched, refresh=True)
    return await house.sandbox.run(judge, presented, fetched, policy, house.clock.now(), choice)


def judge(
    presented: Presented, fetched: Mapping[str, Fetched], policy: Policy, now: datetime, choice: ContextChoice
) -> Report:
    """The pure verification, as it runs in a worker process that already holds the contexts."""
    materials = Materials(contexts=load_contexts(choice), schemas={}, fetched=fetched)
    return verify(presented, materials, policy, now).report
