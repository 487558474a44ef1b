"""Whether a document is built as a credential (VC Data Model 2.0 §4, 1.1 §4; OB 3.0 §9 step 1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stackcred_issuer.domain.credential.rules import (
    TYPED,
    findings_of_dates,
    findings_of_proofs,
    findings_of_related,
    findings_of_schemas,
    findings_of_statuses,
    findings_of_subjects,
    findings_of_words,
)
from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.domain.verification.case import Case
from stackcred_issuer.domain.verification.judgement import Judgement
from stackcred_issuer.domain.verification.presented import BADGE_TYPES, types_of
from stackcred_issuer.domain.verification.report import Result
from stackcred_issuer.domain.verification.shape import (
    CREDENTIALS_V1,
    CREDENTIALS_V2,
    findings_of_context,
    findings_of_ids,
    findings_of_party,
    findings_of_type,
    findings_of_typed,
    in_one_sentence,
)
from stackcred_issuer.domain.verification.version import Version, version_of

_BADGE_CONTEXT = re.compile(r"https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.\d\.\d)?\.json")


class Structure:
    """`structure`: contexts, types, required members, dates."""

    name = "structure"

    def applies(self, case: Case) -> bool:
        return case.presented.kind == "credential"

    def judge(self, case: Case) -> Judgement:
        findings = list(findings_of_credential(case.document))
        if findings:
            return Judgement(
                Result.FAIL,
                f"The document is not built as the standard asks, so it may not mean what it seems to: "
                f"{in_one_sentence(findings)}.",
            )
        version = version_of(case.document)
        return Judgement(Result.PASS, f"The document is built as a {version.title} asks.")


def findings_of_credential(document: JsonObject) -> Iterator[Finding]:
    """Everything about a document that a credential must not have, with its place."""
    version = version_of(document)
    yield from findings_of_context(document, (CREDENTIALS_V2, CREDENTIALS_V1))
    yield from findings_of_type(document, "VerifiableCredential")
    yield from findings_of_ids(document)
    yield from findings_of_party(document, "issuer")
    yield from findings_of_subjects(document)
    if version.begins_required and document.get(version.begins) is None:
        yield Finding(f"/{version.begins}", "the date from which it holds is missing")
    yield from findings_of_dates(document, version.begins, version.ends)
    for name in TYPED:
        yield from findings_of_typed(document, name)
    yield from findings_of_proofs(document)
    yield from findings_of_schemas(document)
    yield from findings_of_statuses(document)
    yield from findings_of_words(document)
    yield from findings_of_related(document)
    if not types_of(document).isdisjoint(BADGE_TYPES):
        yield from _badge_rules(document, version)


def _badge_rules(document: JsonObject, version: Version) -> Iterator[Finding]:
    contexts = as_list(document.get("@context"))
    second = contexts[1] if len(contexts) > 1 else None
    if not (isinstance(second, str) and _BADGE_CONTEXT.fullmatch(second)):
        yield Finding("/@context", "the second context of an Open Badge is that of Open Badges 3.0")
    if version.badge_issuer_is_object and not isinstance(document.get("issuer"), dict):
        yield Finding("/issuer", "the issuer of such a badge is a Profile, not only a URL")
    if version.badge_name_required and not isinstance(document.get("name"), str):
        yield Finding("/name", "such a badge has a name")
