"""Record one assessment result, once; a pass becomes a badge in the same transaction.

Posts that come at the same time share a transaction (`services/batch_writer.py`, `services/record_batch.py`).
"""

from __future__ import annotations

from stackcred_issuer.services.assessment_result import AssessmentResult
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.once import Answer
from stackcred_issuer.services.result_post import result_post


async def record_result(
    house: Deployment, caller: Caller, post: AssessmentResult, *, idempotency_key: str | None = None
) -> Answer:
    """Answer 201 with what became of the post; a repeat gets the first answer, byte for byte.

    Raises CONFLICT for the same id with another body, NOT_FOUND for an unknown achievement, INVALID for
    results the achievement does not know, LINT_REFUSED for a badge that may not be issued, UNAUTHENTICATED
    for a client that was revoked meanwhile, UNAVAILABLE when too many posts wait.
    """
    caller.need(Scope.ASSESSMENTS)
    return await house.writer.submit(result_post(house, caller, post, idempotency_key))
