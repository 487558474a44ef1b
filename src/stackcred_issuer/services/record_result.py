"""Record one assessment result, once; a pass becomes a badge in the same transaction.

Posts that come at the same time share a transaction (`services/batch_writer.py`, `services/record_batch.py`).
"""

from __future__ import annotations

import hashlib

from stackcred_issuer.domain.jsonvalue import canonical_json
from stackcred_issuer.services.assessment_result import AssessmentResult
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.once import Answer
from stackcred_issuer.services.result_post import ResultPost


async def record_result(
    house: Deployment, caller: Caller, post: AssessmentResult, *, idempotency_key: str | None = None
) -> Answer:
    """Answer 201 with what became of the post; a repeat gets the first answer, byte for byte.

    Raises CONFLICT for the same id with another body, NOT_FOUND for an unknown achievement, INVALID for
    results the achievement does not know, LINT_REFUSED for a badge that may not be issued, UNAUTHENTICATED
    for a client that was revoked meanwhile, UNAVAILABLE when too many posts wait.
    """
    caller.need(Scope.ASSESSMENTS)
    body = post.model_dump(mode="json", exclude_none=True)
    digest = hashlib.sha256(canonical_json(body)).digest()
    return await house.writer.submit(ResultPost(house, caller, post, body, digest, idempotency_key))
