"""The members OB 3.0 requires, with the types and values it allows."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import ValidationError

from stackcred_issuer.domain.credential.document import AchievementCredential
from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.lints.base import Lint
from stackcred_issuer.domain.jsonvalue import JsonObject, pointer
from stackcred_issuer.domain.proof.contexts import ContextSet


def _run(document: JsonObject, known: ContextSet) -> Iterable[Finding]:
    if "VerifiableCredential" not in document.get("type", []):
        yield Finding("/type", "Add the type VerifiableCredential.", "VC Data Model 2.0 §4.5")
    issuer = document.get("issuer")
    if not isinstance(issuer, dict) or not issuer.get("name"):
        yield Finding("/issuer", "Give the issuer as a Profile with a name, so that people can read who it is.")
    criteria = (document.get("credentialSubject") or {}).get("achievement", {}).get("criteria") or {}
    if not criteria.get("id") and not criteria.get("narrative"):
        yield Finding(
            "/credentialSubject/achievement/criteria", "Say what has to be done: criteria need a narrative or an id."
        )
    try:
        AchievementCredential.model_validate(document)
    except ValidationError as error:
        for item in error.errors():
            yield Finding(pointer(*item["loc"]), f"{item['msg']}.")


LINT = Lint("model", "OB 3.0 A.1 AchievementCredential", _run)
