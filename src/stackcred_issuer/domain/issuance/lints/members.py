"""The members that Open Badges requires are there, with the types and terms it knows."""

from __future__ import annotations

from collections.abc import Iterator

from stackcred_issuer.domain.credential.document import AchievementCredential
from stackcred_issuer.domain.credential.endorsement import EndorsementCredential
from stackcred_issuer.domain.credential.faults import faults_of
from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.lints.base import Lint, Reading
from stackcred_issuer.domain.jsonvalue import as_list

_ELSEWHERE = frozenset({"context", "instant", "null"})  # kinds of fault that other lints explain better


def _check(reading: Reading) -> Iterator[Finding]:
    endorsement = "EndorsementCredential" in as_list(reading.document.get("type"))
    model = EndorsementCredential if endorsement else AchievementCredential
    yield from faults_of(model, reading.document, ignored=_ELSEWHERE)
    issuer = reading.document.get("issuer")
    if isinstance(issuer, str) or (isinstance(issuer, dict) and not issuer.get("name")):
        yield Finding("/issuer", "Write the issuer as a Profile with a name, so that people can read who it is.")
    criteria = reading.achievement.get("criteria")
    if isinstance(criteria, dict) and not (criteria.get("id") or criteria.get("narrative")):
        at = "/credentialSubject/achievement/criteria"
        yield Finding(at, "Say what the achievement takes: criteria need a narrative, an id, or both.")
    if "proof" in reading.document:
        yield Finding("/proof", "Leave the proof out: it is made when the draft is sealed.")


LINT = Lint("members", "Open Badges 3.0 §B.1 AchievementCredential: required members, types and terms", _check)
