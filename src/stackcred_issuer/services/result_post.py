"""One post of a result on its way into the record."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable
from dataclasses import dataclass
from uuid import UUID

from stackcred_issuer.domain.jsonvalue import JsonObject, canonical_json
from stackcred_issuer.services.assessment_result import AssessmentResult
from stackcred_issuer.services.caller import Caller
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.learners import OwnIdentifier
from stackcred_issuer.store.posts import PostKey


@dataclass(frozen=True, slots=True, eq=False)
class ResultPost:
    """body: the post as JSON. digest: SHA-256 of its canonical form."""

    house: Deployment
    caller: Caller
    post: AssessmentResult
    body: JsonObject
    digest: bytes
    idempotency_key: str | None

    @property
    def group(self) -> Deployment:
        """Posts to one deployment can share a transaction."""
        return self.house

    @property
    def keys(self) -> frozenset[Hashable]:
        """Its own ids and the learner's: what two posts of one transaction may not share."""
        return frozenset[Hashable]([*self.names, *self.identifiers])

    @property
    def names(self) -> list[PostKey]:
        """The ids that it is known by, in the order in which they count."""
        client_id = self.caller.client_id
        own: list[PostKey] = [(client_id, "source", self.post.sourceId)]
        return own if self.idempotency_key is None else [(client_id, "idempotency", self.idempotency_key), *own]

    @property
    def identifiers(self) -> list[OwnIdentifier]:
        """What the learner is known by."""
        pairs = self.post.learner.keys()
        return [(self.issuer_id, kind, value) for kind, value in pairs]

    @property
    def issuer_id(self) -> UUID:
        return self.caller.issuer_id


def result_post(house: Deployment, caller: Caller, post: AssessmentResult, idempotency_key: str | None) -> ResultPost:
    """A post as it came."""
    body = post.model_dump(mode="json", exclude_none=True)
    return ResultPost(house, caller, post, body, hashlib.sha256(canonical_json(body)).digest(), idempotency_key)
