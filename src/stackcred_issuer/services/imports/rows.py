"""The rows of a chunk as posts, each of them ready to be recorded or refused with its own error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from stackcred_issuer.domain.errors import ErrorCode, Finding, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, load_json, parse_json, pointer, refuse_nul
from stackcred_issuer.domain.lms.import_columns import IGNORED
from stackcred_issuer.domain.lms.import_file import MAX_ROW_BYTES
from stackcred_issuer.domain.lms.import_row import column_of, post_of, results_of
from stackcred_issuer.services.assessment_result import AssessmentResult
from stackcred_issuer.services.caller import Caller, Scope
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.find_achievement import achievement_url, no_achievement
from stackcred_issuer.services.known_issuers import KnownIssuer
from stackcred_issuer.services.result_post import ResultPost, result_post
from stackcred_issuer.store.imports import Claimed, FaultRecord, ImportRecord, Stage

_POST = TypeAdapter(AssessmentResult)


@dataclass(frozen=True, slots=True)
class Row:
    """place: in its chunk, from 0. post: what it stands for, or why it stands for nothing."""

    of: ImportRecord
    place: int
    line: int
    source_id: str
    post: ResultPost | StackcredError

    def fault(self, stage: Stage, error: StackcredError) -> FaultRecord:
        """What is wrong with it."""
        place = (error.pointer or "") if self.of.format == "ndjson" else column_of(error.pointer)
        return FaultRecord(self.of.id, stage, self.line, self.source_id, place, error.code.value, error.detail)


async def rows_of(house: Deployment, claimed: Claimed) -> list[Row]:
    """Every row of a chunk."""
    assert claimed.chunk.content is not None, "rows are forgotten with the last of their outcomes"
    raw: list[list[Any]] = load_json(claimed.chunk.content.encode())["rows"]
    reader = _Reader(house, claimed.of)
    said = [(line, reader.said(line, cells)) for line, *cells in raw]
    known = await _achievements(house, claimed.of, [one for _, one in said])
    return [reader.row(place, line, one, known) for place, (line, one) in enumerate(said)]


_Said = tuple[dict[str, str], JsonObject] | StackcredError  # the cells of a row by column, and its post


async def _achievements(house: Deployment, of: ImportRecord, said: Sequence[_Said]) -> KnownIssuer:
    named = {one[1].get("achievement") for one in said if not isinstance(one, StackcredError)}
    urls = {achievement_url(house, name) for name in named if isinstance(name, str)}
    async with house.store.looking(house.clock.now()) as uow:
        return await house.known_issuers.read(uow, of.issuer_id, urls, ())


@dataclass(frozen=True, slots=True)
class _Reader:
    house: Deployment
    of: ImportRecord

    def said(self, line: int, cells: list[str]) -> _Said:
        """A row as it came."""
        try:
            if self.of.format == "ndjson":
                return {}, self._completed(_object(cells[0]), line)
            if len(cells) != len(self.of.columns):
                detail = f"The row has {len(cells)} cells where the first line names {len(self.of.columns)}."
                raise StackcredError(ErrorCode.INVALID, detail)
            given = zip(self.of.columns, cells, strict=True)
            by_column = self.of.constants | {name: text.strip() for name, text in given if name != IGNORED}
            return by_column, self._completed(post_of(by_column, self._source_id(line)), line)
        except StackcredError as error:
            return error

    def row(self, place: int, line: int, said: _Said, known: KnownIssuer) -> Row:
        """The row as a post, with results on its achievement's scale."""
        if isinstance(said, StackcredError):
            return Row(self.of, place, line, self._source_id(line), said)
        cells, body = said
        source_id = str(body["sourceId"])
        try:
            if self.of.format == "csv":
                body |= {"results": results_of(cells, self._achievement(body, known))}
            caller = Caller(self.of.client_id, self.of.issuer_id, frozenset({Scope.ASSESSMENTS}))
            return Row(self.of, place, line, source_id, result_post(self.house, caller, _validated(body), None))
        except StackcredError as error:
            return Row(self.of, place, line, source_id, error)

    def _achievement(self, body: JsonObject, known: KnownIssuer) -> JsonObject:
        reference = body.get("achievement")
        if not reference:
            raise StackcredError(ErrorCode.INVALID, "The achievement is missing.", pointer="/achievement")
        found = known.achievements.get(achievement_url(self.house, reference))
        if found is None:
            raise no_achievement(self.house, reference)
        return found.document

    def _source_id(self, line: int) -> str:
        """The id of a row that brings none: the same in every import of the same file."""
        return f"import:{self.of.digest.hex()[:32]}:{line}"

    def _completed(self, body: JsonObject, line: int) -> JsonObject:
        """With ids: a row without any is about its learner's one assessment of the achievement, in whatever file."""
        own = body.get("sourceId")
        if own not in (None, self._source_id(line)):
            return body
        activity = body.get("activityId") or body.get("achievement")
        return {**body, "sourceId": self._source_id(line)} | ({"activityId": activity} if activity else {})


def _object(text: str) -> JsonObject:
    value = parse_json(text, max_bytes=MAX_ROW_BYTES)
    if not isinstance(value, dict):
        raise StackcredError(ErrorCode.MALFORMED, "The line is no JSON object; write one result on each line.")
    if r"\u0000" in text:
        refuse_nul(value)
    return value


def _validated(body: JsonObject) -> AssessmentResult:
    try:
        return _POST.validate_python(body)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False)
        findings = [Finding(pointer(*one["loc"]), f"{one['msg']}.") for one in wrong]
        raise StackcredError(ErrorCode.INVALID, findings[0].detail, findings=findings) from None
