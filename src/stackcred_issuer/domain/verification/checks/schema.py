"""Whether a badge has the members and values that Open Badges 3.0 asks for (OB 3.0 §9 step 1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from jsonschema import Draft201909Validator
from jsonschema.exceptions import SchemaError
from pydantic import BaseModel, ValidationError
from referencing import Registry
from referencing.exceptions import Unresolvable

from stackcred_issuer.domain.credential.document import AchievementCredential
from stackcred_issuer.domain.credential.endorsement import EndorsementCredential
from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list, objects_in, pointer
from stackcred_issuer.domain.verification.case import Case
from stackcred_issuer.domain.verification.judgement import Judgement
from stackcred_issuer.domain.verification.limits import quote
from stackcred_issuer.domain.verification.presented import ACHIEVEMENT_TYPES, ENDORSEMENT_TYPE, types_of
from stackcred_issuer.domain.verification.report import Result
from stackcred_issuer.domain.verification.shape import in_one_sentence
from stackcred_issuer.domain.verification.version import V1, V2, version_of

SCHEMA_TYPE = "1EdTechJsonSchemaValidator2019"
_OWN = "https://purl.imsglobal.org/spec/ob/v3p0/schema/"


class Schema:
    """`schema`: our models of Open Badges 3.0 always; a JSON Schema named by the badge where we hold it.

    Nothing is fetched. A schema of the type that must be applied, but that is not held here, leaves the check
    undetermined; schemas of other types are for those who know them (VC Data Model 2.0 §4.11).
    """

    name = "schema"

    def applies(self, case: Case) -> bool:
        return case.presented.kind == "credential"

    def judge(self, case: Case) -> Judgement:
        document = case.document
        findings = [*_findings_of_models(document)]
        unknown = []
        for url in _named_schemas(document):
            schema = case.materials.schemas.get(url)
            if schema is not None:
                findings += _findings_of_schema(document, schema)
            elif not url.startswith(_OWN):
                unknown.append(url)
        if findings:
            return Judgement(Result.FAIL, f"It breaks the rules for Open Badges 3.0: {in_one_sentence(findings)}.")
        if unknown:
            return Judgement(
                Result.UNDETERMINED,
                f"Its issuer asks that it be held against {quote(unknown[0])}, which is not held here.",
            )
        return Judgement(Result.PASS, _held_to(document))


def _findings_of_models(document: JsonObject) -> Iterator[Finding]:
    types = types_of(document)
    models: tuple[tuple[bool, type[BaseModel]], ...] = (
        (bool(types & ACHIEVEMENT_TYPES), AchievementCredential),
        (ENDORSEMENT_TYPE in types, EndorsementCredential),
    )
    if any("@context" in one and version_of(one) is V1 for one in objects_in(document)):
        document = _with_dates_of_2_0(document)
    for concerned, model in models:
        try:
            if concerned:
                model.model_validate(document)
        except ValidationError as error:
            yield from _told(error, document)


def _told(error: ValidationError, document: JsonObject) -> Iterator[Finding]:
    """The faults with places in the document; of the branches of a union, what the deepest one says."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    said = {pointer(*_steps(document, fault["loc"])): fault["msg"] for fault in reversed(faults)}
    for place, message in reversed(said.items()):
        if not any(other.startswith(f"{place}/") for other in said):
            yield Finding(place, message.removeprefix("Value error, "))


def _steps(document: JsonObject, location: Sequence[int | str]) -> Iterator[int | str]:
    """The part of a location that lies in the document: pydantic also names the branch that it tried."""
    here: Any = document
    for number, step in enumerate(location):
        known = step in here if isinstance(here, dict) else isinstance(here, list) and step in range(len(here))
        if known:
            here = here[step]
        elif number < len(location) - 1 or "[" in str(step):
            continue
        yield step


def _with_dates_of_2_0(value: Any) -> Any:
    """VC 1.1 badges and endorsements with the names that 2.0 gives to their dates: our models know no others."""
    if isinstance(value, list):
        return [_with_dates_of_2_0(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    names = {V1.begins: V2.begins, V1.ends: V2.ends} if version_of(value) is V1 else {}
    return {names.get(name, name): _with_dates_of_2_0(child) for name, child in value.items()}


def _named_schemas(document: JsonObject) -> list[str]:
    return [
        entry["id"]
        for entry in as_list(document.get("credentialSchema"))
        if SCHEMA_TYPE in types_of(entry) and isinstance(entry.get("id"), str)
    ]


def _findings_of_schema(document: JsonObject, schema: JsonObject) -> Iterator[Finding]:
    validator = Draft201909Validator(schema, registry=Registry())  # an empty registry fetches nothing
    try:
        for fault in validator.iter_errors(document):
            yield Finding(pointer(*fault.absolute_path), quote(fault.message))
    except (SchemaError, Unresolvable):
        yield Finding("/credentialSchema", "this schema points to others that are not held here")


def _held_to(document: JsonObject) -> str:
    if types_of(document) & {*ACHIEVEMENT_TYPES, ENDORSEMENT_TYPE}:
        return "It has the members and values that Open Badges 3.0 asks for."
    return "It is no Open Badge, so there is no schema of Open Badges to hold it against."
