"""Our classes and 1EdTech's JSON Schemas accept the same badges and refuse the same, and what we issue passes.

The tolerant text (2026) is the measure for reading, the strict one (2024-09) another for issuing. Where we differ
on purpose is written down here and in docs/decisions/0003, and nowhere else do we differ.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft201909Validator, FormatChecker
from pydantic import BaseModel, ValidationError
from tests.domain.issuance.build import ACHIEVEMENT, NOW, PROFILE, SLOT, badge, recipient
from tests.support.shared import shared_json
from tests.support.signers import LocalSigner

from stackcred_issuer.domain.credential.document import AchievementCredential
from stackcred_issuer.domain.credential.endorsement import EndorsementCredential
from stackcred_issuer.domain.issuance.draft import Draft, RelatedResource, draft_award
from stackcred_issuer.domain.issuance.lint import lint
from stackcred_issuer.domain.issuance.seal import seal
from stackcred_issuer.domain.jsonvalue import JsonObject, walk
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.domain.proof.multibase import digest_multibase
from stackcred_issuer.domain.status.status_list import REVOCATION, status_entries
from stackcred_issuer.gateways.bundled import load_contexts

EXAMPLES = "spec/data/examples/ob/"
TOLERANT = "spec/data/schemas/ob/ob_v3p0_achievementcredential_schema.json"
ENDORSEMENT = "spec/data/schemas/ob/ob_v3p0_endorsementcredential_schema.json"
STRICT = "spec/data/schemas/ob/strict-2024-09/ob_v3p0_achievementcredential_schema.json"
GOOD = [
    "spec/achievementAlignmentCase",
    "spec/achievementAlignmentCe",
    "spec/basicOpenBadgeCredential",
    "spec/fullOpenBadge",
    "spec/skillAssertionCase",
    "spec/skillAssertionCtdl",
    "validator/complete",
    "validator/simple",
    "validator/simple-multiple-proofs",
    "validator/bit-string-list/credential-status-revoked",
]
BAD = [  # refused by 1EdTech's validator; the tolerant text lets those pass that have a single wrong `type`
    "validator/simple-err-context",
    "validator/simple-err-credential-subject-achievement-result-description-type",
    "validator/simple-err-credential-subject-identifier-type",
    "validator/simple-err-credential-subject-profile-type",
    "validator/simple-err-credential-subject-result-type",
    "validator/simple-err-credential-subject-type",
    "validator/simple-err-evidence-type",
    "validator/simple-err-issuer-otheridentifier-type",
    "validator/simple-err-issuer-parentorg-type",
    "validator/simple-err-issuer-type",
    "validator/simple-err-issuer",
    "validator/simple-err-type",
]
ABSENT = object()
MUTANTS: list[Any] = [ABSENT, None, 7, 1.5, True, "text", "2026-01-31", "2026-01-31T10:00:00+02:00", [], ["text"], {},
                      {"en": "text"}, {"id": "https://example.org/1"}]  # fmt: skip

# Members that are addresses or codes. The tolerant text allows texts by language there too, which no reader of
# JSON-LD would take for an address.
NOT_BY_LANGUAGE = frozenset(
    {
        "achievedLevel", "cryptosuite", "endorsementJwt", "id", "inLanguage", "requiredLevel", "resultDescription",
        "targetUrl", "type", "url", "verificationMethod",
    }
)  # fmt: skip

formats = FormatChecker(formats=())


@formats.checks("date-time", raises=ValueError)
def is_date_time(value: object) -> bool:
    pattern = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
    return not isinstance(value, str) or re.fullmatch(pattern, value) is not None


@formats.checks("date", raises=ValueError)
def is_date(value: object) -> bool:
    return not isinstance(value, str) or bool(date.fromisoformat(value))


@cache
def schema(path: str) -> Draft201909Validator:
    return Draft201909Validator(shared_json(path), format_checker=formats)


def is_ours(document: object, model: type[BaseModel] = AchievementCredential) -> bool:
    try:
        model.model_validate(document)
    except ValidationError:
        return False
    return True


def mutated(document: JsonObject, path: tuple[str | int, ...], value: Any) -> JsonObject:
    changed: Any = copy.deepcopy(document)
    holder = changed
    for step in path[:-1]:
        holder = holder[step]
    if value is ABSENT:
        del holder[path[-1]]
    else:
        holder[path[-1]] = copy.deepcopy(value)
    result: JsonObject = changed
    return result


def places(document: JsonObject) -> Iterator[tuple[str | int, ...]]:
    """One place of each kind, such as the targetUrl of an alignment, wherever else alignments stand."""
    seen = set()
    for path, _ in walk(document):
        if not path:
            continue
        kind = (*[step for step in path if isinstance(step, str)][-2:], isinstance(path[-1], int))
        if kind not in seen:
            seen.add(kind)
            yield path


def thinned(document: JsonObject) -> JsonObject:
    """The document with its own first endorsement and no others, which would be the same again and again."""
    for path, value in [*walk(document)]:
        if isinstance(value, dict) and "endorsement" in value:
            if path:
                del value["endorsement"]
            else:
                del value["endorsement"][1:]
    return document


def differs_on_purpose(path: tuple[str | int, ...], value: Any) -> bool:
    """Where we refuse what the tolerant text accepts."""
    members = [step for step in path if isinstance(step, str)]
    name = members[-1]
    if name == "@context":  # VC Data Model 2.0 §4.3: a list, the addresses first
        return isinstance(value, str | dict)
    if name == "type" and path[-1] == "type":  # a single type must be the class itself
        return isinstance(value, str | dict)
    return name in NOT_BY_LANGUAGE and isinstance(value, dict)


@pytest.mark.parametrize("name", GOOD)
def test_good_badges_are_good_to_both(name: str) -> None:
    document = shared_json(f"{EXAMPLES}{name}.json")
    assert schema(TOLERANT).is_valid(document)
    assert is_ours(document)


@pytest.mark.parametrize("name", BAD)
def test_bad_badges_of_the_public_validator_are_refused(name: str) -> None:
    assert not is_ours(shared_json(f"{EXAMPLES}{name}.json"))


@pytest.mark.parametrize("name", ["spec/endorsement", "validator/endorsement-valid"])
def test_good_endorsements_are_good_to_both(name: str) -> None:
    document = shared_json(f"{EXAMPLES}{name}.json")
    assert schema(ENDORSEMENT).is_valid(document)
    assert is_ours(document, EndorsementCredential)
    assert not is_ours(document)


@pytest.mark.parametrize("name", ["spec/basicOpenBadgeCredential", "spec/fullOpenBadge", "spec/skillAssertionCase"])
def test_every_mutant_is_judged_alike(name: str) -> None:
    document = thinned(shared_json(f"{EXAMPLES}{name}.json"))
    judged = 0
    for path in places(document):
        for value in MUTANTS:
            if isinstance(path[-1], int) and value is ABSENT:
                continue
            mutant = mutated(document, path, value)
            theirs, ours = schema(TOLERANT).is_valid(mutant), is_ours(mutant)
            on_purpose = differs_on_purpose(path, value) and theirs and not ours
            assert ours == theirs or on_purpose, (path, value, theirs)
            judged += 1
    assert judged > 300


@pytest.mark.parametrize("value", ["Cartography", "ext:Cartography", "ext:", "EXT:Map", "achievement", "Competency"])
def test_terms_are_judged_alike(value: str) -> None:
    document = shared_json(f"{EXAMPLES}spec/fullOpenBadge.json")
    for path in (
        ("credentialSubject", "achievement", "achievementType"),
        ("credentialSubject", "achievement", "alignment", 0, "targetType"),
        ("credentialSubject", "achievement", "resultDescription", 0, "resultType"),
        ("credentialSubject", "identifier", 0, "identityType"),
        ("credentialSubject", "result", 2, "status"),
        ("issuer", "otherIdentifier", 0, "identifierType"),
    ):
        mutant = mutated(document, path, value)
        assert is_ours(mutant) == schema(TOLERANT).is_valid(mutant), path


@pytest.mark.parametrize(
    ("path", "alike"),
    [
        ((), True),
        (("credentialSubject",), True),
        (("credentialSubject", "achievement", "criteria"), True),
        (("credentialSubject", "achievement", "alignment", 0), True),
        (("credentialSubject", "result", 0), True),
        (("issuer",), True),
        (("issuer", "address", "geo"), True),
        (("credentialSubject", "identifier", 0), False),
        (("credentialSubject", "achievement", "otherIdentifier", 0), False),
        (
            (
                "credentialSubject",
                "image",
            ),
            False,
        ),
    ],
    ids=lambda value: "/".join(map(str, value)) if isinstance(value, tuple) else str(value),
)
def test_extensible_classes_take_other_members_and_closed_ones_do_not(path: tuple[Any, ...], alike: bool) -> None:
    mutant = mutated(shared_json(f"{EXAMPLES}spec/fullOpenBadge.json"), (*path, "ext:member"), {"any": [1, None]})
    assert schema(TOLERANT).is_valid(mutant) == alike
    assert is_ours(mutant) == alike


def test_a_single_value_may_stand_for_a_list_of_one() -> None:
    document = shared_json(f"{EXAMPLES}spec/fullOpenBadge.json")
    for path, value in walk(document):
        if isinstance(value, list) and len(value) == 1 and path[-1] != "@context":
            mutant = mutated(document, path, value[0])
            assert is_ours(mutant) == schema(TOLERANT).is_valid(mutant), path


def test_a_badge_of_vc_1_1_differs_in_nothing_but_its_dates() -> None:
    document = shared_json(f"{EXAMPLES}validator/simple_v1.json")
    document["validFrom"] = document.pop("issuanceDate")
    assert is_ours(document)


def sealed(draft: Callable[..., Draft], **members: Any) -> JsonObject:
    signer = LocalSigner.make(KeyType.ED25519)
    made = draft(issuer=PROFILE | {"id": signer.controller}, **members)
    return seal(lint(made, load_contexts()), signer, NOW, load_contexts()).document


def award(**members: Any) -> Draft:
    return draft_award(
        badge_url="https://badges.example.org/badges/9",
        evaluation_of=lambda badge_url: f"{badge_url}/evaluation",
        evaluation_digest=digest_multibase(b"evaluation"),
        related=[RelatedResource("https://badges.example.org/badges/1", digest_multibase(b"part"))],
        narrative_of_stack="Satisfied: 4 of 4 parts met.",
        achievement=ACHIEVEMENT,
        recipient=recipient(),
        valid_from=NOW,
        **members,
    )


@pytest.mark.parametrize("draft", [badge, award])
def test_what_we_issue_passes_the_tolerant_text_and_in_lists_the_strict_one(draft: Callable[..., Draft]) -> None:
    document = sealed(draft, status=status_entries(SLOT, [REVOCATION]))
    assert [error.message for error in schema(TOLERANT).iter_errors(document)] == []
    document["proof"] = [document["proof"]]  # one proof is an object, which the text of 2024 does not know
    assert [error.message for error in schema(STRICT).iter_errors(document)] == []


@pytest.mark.parametrize("draft", [badge, award])
@pytest.mark.parametrize(
    ("text", "unknown"), [(TOLERANT, {"credentialStatus"}), (STRICT, {"credentialStatus", "proof"})]
)
def test_two_status_entries_and_one_proof_object_are_all_that_the_texts_do_not_know(
    draft: Callable[..., Draft], text: str, unknown: set[str]
) -> None:
    document = sealed(draft, status=status_entries(SLOT))
    assert {".".join(map(str, error.absolute_path)) for error in schema(text).iter_errors(document)} == unknown
    assert is_ours(document)
