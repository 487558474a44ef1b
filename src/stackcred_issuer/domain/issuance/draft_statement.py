"""An EndorsementCredential as it is going to be signed: somebody's word, or what counts as what.

Only terms of Open Badges 3.0: the subject is what is spoken of, `endorsementComment` what is said, and the first
piece of `evidence` who said it in which role (docs/decisions/0007-endorsements.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.issuance.draft import OB_CONTEXT, OB_EXTENSIONS, SCHEMA_TYPE, Draft
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.contexts import CREDENTIALS_V2

ENDORSEMENT_SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_endorsementcredential_schema.json"
SUBSTITUTION = "Substitution"
RECOGNITION = "RecognitionOfPriorLearning"
WAIVER = "Waiver"
EQUIVALENCE_GENRES = (SUBSTITUTION, RECOGNITION, WAIVER)
ISSUED_BY = "IssuedBy"
FOR_LEARNER = "ForLearner"
WITHIN_RULE = "WithinRule"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, in which role. id: their identifier, never an e-mail. claim: what they confirm, as a short name."""

    id: str
    role: str
    name: str | None = None
    claim: str | None = None
    relationship: str | None = None

    def evidence(self) -> JsonObject:
        shown = {
            "id": self.id,
            "type": ["Evidence"],
            "name": self.name,
            "description": self.claim,
            "genre": self.role,
            "narrative": self.relationship,
        }
        return {name: value for name, value in shown.items() if value}


def draft_statement(
    *,
    url: str,
    name: str,
    issuer: JsonObject,
    subject: str,
    comment: str,
    evidence: Sequence[JsonObject],
    valid_from: datetime,
    valid_until: datetime | None = None,
    status: Sequence[JsonObject] = (),
    withheld: tuple[str, ...] = (),
) -> Draft:
    """url: its id and address. subject: the id of what is spoken of. withheld: as in `Recipient`."""
    document: JsonObject = {
        "@context": [CREDENTIALS_V2, OB_CONTEXT, OB_EXTENSIONS],
        "id": url,
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": name,
        "issuer": issuer,
        "validFrom": format_instant(valid_from),
        **({"validUntil": format_instant(valid_until)} if valid_until else {}),
        "credentialSubject": {"id": subject, "type": ["EndorsementSubject"], "endorsementComment": comment},
        "evidence": [dict(item) for item in evidence],
        "credentialSchema": [{"id": ENDORSEMENT_SCHEMA, "type": SCHEMA_TYPE}],
        "credentialStatus": status[0] if len(status) == 1 else list(status),
    }
    return Draft(document, withheld=withheld)


def equivalence_evidence(
    kind: str, counts_as: str, issuer: str | None, learners: Sequence[str], rules: Sequence[str]
) -> list[JsonObject]:
    """What counts as what, for whom and within which rules, as evidence in standard terms."""
    named = [(counts_as, kind)]
    named += [(issuer, ISSUED_BY)] if issuer else []
    named += [(learner, FOR_LEARNER) for learner in sorted(learners)]
    named += [(rule, WITHIN_RULE) for rule in sorted(rules)]
    return [{"id": named_id, "type": ["Evidence"], "genre": genre} for named_id, genre in named]
