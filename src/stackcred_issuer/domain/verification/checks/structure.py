"""Whether a document is built as a credential (VC Data Model 2.0 §4, 1.1 §4; OB 3.0 §9 step 1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from stackcred_issuer.domain.errors import Finding, StackcredError
from stackcred_issuer.domain.instant import parse_instant
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
    is_url,
    is_words,
    objects_with_index,
)
from stackcred_issuer.domain.verification.version import Version, version_of

_BADGE_CONTEXT = re.compile(r"https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.\d\.\d)?\.json")
_TYPED = ("credentialStatus", "termsOfUse", "evidence", "refreshService", "proof")


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
    yield from _subjects(document)
    yield from _dates(document, version)
    for name in _TYPED:
        yield from findings_of_typed(document, name)
    yield from _schemas_and_statuses(document)
    yield from _words(document)
    yield from _related(document)
    if not types_of(document).isdisjoint(BADGE_TYPES):
        yield from _badge_rules(document, version)


def _subjects(document: JsonObject) -> Iterator[Finding]:
    subjects = as_list(document.get("credentialSubject"))
    if not subjects or not all(isinstance(subject, dict) and subject for subject in subjects):
        yield Finding("/credentialSubject", "there must be a subject, and each subject says something")


def _dates(document: JsonObject, version: Version) -> Iterator[Finding]:
    begins, ends = document.get(version.begins), document.get(version.ends)
    if begins is None and version.begins_required:
        yield Finding(f"/{version.begins}", "the date from which it holds is missing")
    found = []
    for name, value in ((version.begins, begins), (version.ends, ends)):
        if name not in document:
            continue
        try:
            found.append(parse_instant(value))
        except StackcredError as error:
            yield Finding(f"/{name}", error.detail.rstrip("."))
    if len(found) == 2 and found[1] < found[0]:
        yield Finding(f"/{version.ends}", "it would end before it begins")


def _schemas_and_statuses(document: JsonObject) -> Iterator[Finding]:
    yield from findings_of_typed(document, "credentialSchema")
    for place, entry in objects_with_index(document, "credentialSchema"):
        if isinstance(entry, dict) and not is_url(entry.get("id")):
            yield Finding(place, "a credentialSchema has a URL as id")
    for place, entry in objects_with_index(document, "credentialStatus"):
        if isinstance(entry, dict) and "id" in entry and not is_url(entry["id"]):
            yield Finding(place, "the id of a credentialStatus is a URL")


def _words(document: JsonObject) -> Iterator[Finding]:
    for prefix, holder in (("", document), ("/issuer", document.get("issuer"))):
        for name in ("name", "description"):
            if isinstance(holder, dict) and name in holder and not is_words(holder[name]):
                yield Finding(f"{prefix}/{name}", "this must be text, or text with its language")


def _related(document: JsonObject) -> Iterator[Finding]:
    seen: list[Any] = []
    for place, entry in objects_with_index(document, "relatedResource"):
        resource = entry if isinstance(entry, dict) else {}
        if not is_url(resource.get("id")) or resource["id"] in seen:
            yield Finding(place, "each related resource has a URL as id, and each its own")
        if not any(isinstance(resource.get(kind), str) for kind in ("digestSRI", "digestMultibase")):
            yield Finding(place, "a related resource has digestSRI or digestMultibase")
        seen.append(resource.get("id"))


def _badge_rules(document: JsonObject, version: Version) -> Iterator[Finding]:
    contexts = as_list(document.get("@context"))
    second = contexts[1] if len(contexts) > 1 else None
    if not (isinstance(second, str) and _BADGE_CONTEXT.fullmatch(second)):
        yield Finding("/@context", "the second context of an Open Badge is that of Open Badges 3.0")
    if version.badge_issuer_is_object and not isinstance(document.get("issuer"), dict):
        yield Finding("/issuer", "the issuer of such a badge is a Profile, not only a URL")
    if version.badge_name_required and not isinstance(document.get("name"), str):
        yield Finding("/name", "such a badge has a name")
