"""What values and levels a result description knows, and how they compare (OB 3.0 §B.1 ResultDescription)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from stackcred_issuer.domain.credential.vocabulary import COMPLETED
from stackcred_issuer.domain.errors import ErrorCode, Finding, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list

NUMERIC_TYPES = frozenset({"GradePointAverage", "Percent", "PredictedScore", "RawScore", "RubricScore", "ScaledScore"})
STATUS_TYPE = "Status"
MAX_DIGITS = 100  # of one value; no grade has more, and comparing stays cheap
_DECIMAL = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Scale:
    """One result description as something to judge by. Orders go from low to high, as the standard says."""

    id: str
    name: str
    result_type: str
    allowed: tuple[str, ...]
    levels: tuple[tuple[str, str], ...]  # (id, name)
    least: str | None
    most: str | None
    required_value: str | None
    required_level: str | None

    @property
    def is_status(self) -> bool:
        return self.result_type == STATUS_TYPE

    @property
    def demands(self) -> bool:
        """Whether passing depends on it."""
        return self.is_status or self.required_value is not None or self.required_level is not None

    @property
    def is_numeric(self) -> bool:
        """Whether values compare as numbers: by its type, or because all it says of them is numbers."""
        if self.result_type in NUMERIC_TYPES:
            return True
        said = [text for text in (self.least, self.most, self.required_value) if text is not None]
        return not self.is_status and bool(said) and all(_decimal(text) is not None for text in said)

    def check_value(self, value: str, pointer: str) -> None:
        """Raises StackcredError INVALID for a value the description does not allow."""
        if self.allowed:
            if self._position(value) is None:
                raise _invalid(pointer, f"{self.name}: {value!r} is not among {', '.join(self.allowed)}; send one.")
        elif self.is_numeric:
            number = _decimal(value)
            if number is None:
                raise _invalid(pointer, f"{self.name}: write {value!r} as a plain number such as 87 or 87.5.")
            self._check_range(number, pointer)

    def reaches(self, value: str) -> bool:
        """Whether an allowed value is at least the required one."""
        required = self.required_value
        if required is None:
            return True
        if self.allowed:
            have, need = self._position(value), self._position(required)
            return have is not None and need is not None and have >= need
        if self.is_numeric:
            number, wanted = _decimal(value), _decimal(required)
            return number is not None and wanted is not None and number >= wanted
        return value == required

    def level_name(self, level: str, pointer: str) -> str:
        """The name of one of its levels. Raises INVALID for the id of none of them."""
        for one, name in self.levels:
            if one == level:
                return name
        raise _invalid(pointer, f"{self.name}: {level!r} is the id of none of its levels; send one of them.")

    def level_reaches(self, level: str) -> bool:
        """Whether a known level is at least the required one."""
        order = [one for one, _ in self.levels]
        required = self.required_level
        return required is None or (required in order and order.index(level) >= order.index(required))

    def contradictions(self, at: str) -> Iterator[Finding]:
        """What the description says that nothing could ever fulfil; `at` is its JSON pointer."""
        for member, bound in (("valueMin", self.least), ("valueMax", self.most)):
            if bound is not None and self.result_type in NUMERIC_TYPES and _decimal(bound) is None:
                yield Finding(f"{at}/{member}", f"{self.name}: write {bound!r} as a plain number such as 87 or 87.5.")
        if self.required_value is not None and not self.is_status:
            try:
                self.check_value(self.required_value, f"{at}/requiredValue")
            except StackcredError as error:
                yield Finding(f"{at}/requiredValue", f"The pass mark can never be reached. {error.detail}")
        if self.required_level is not None and self.required_level not in [one for one, _ in self.levels]:
            detail = f"{self.name}: the required level {self.required_level!r} is none of its rubric criterion levels."
            yield Finding(f"{at}/requiredLevel", detail)

    def _position(self, value: str) -> int | None:
        if value in self.allowed:
            return self.allowed.index(value)
        number = _decimal(value) if self.result_type in NUMERIC_TYPES else None
        if number is None:
            return None
        same = (place for place, allowed in enumerate(self.allowed) if _decimal(allowed) == number)
        return next(same, None)

    def _check_range(self, number: Decimal, pointer: str) -> None:
        least, most = _decimal(self.least), _decimal(self.most)
        if least is not None and number < least:
            raise _invalid(pointer, f"{self.name}: {number:f} is below the least possible value, {self.least}.")
        if most is not None and number > most:
            raise _invalid(pointer, f"{self.name}: {number:f} is above the greatest possible value, {self.most}.")


def scale_of(description: JsonObject) -> Scale:
    """The scale of a ResultDescription (OB 3.0 JSON)."""
    levels = [level for level in as_list(description.get("rubricCriterionLevel")) if isinstance(level, dict)]
    return Scale(
        id=str(description.get("id")),
        name=said(description.get("name")) or "This result",
        result_type=str(description.get("resultType")),
        allowed=tuple(said(value) or "" for value in as_list(description.get("allowedValue"))),
        levels=tuple((str(level.get("id")), said(level.get("name")) or str(level.get("id"))) for level in levels),
        least=said(description.get("valueMin")),
        most=said(description.get("valueMax")),
        required_value=_required_value(description),
        required_level=said(description.get("requiredLevel")),
    )


def scales_of(achievement: JsonObject) -> dict[str, Scale]:
    """The scales of an achievement by the id of their result description, in document order.

    Raises StackcredError INVALID when two descriptions share an id: a result could mean either.
    """
    scales: dict[str, Scale] = {}
    for description in as_list(achievement.get("resultDescription")):
        scale = scale_of(description) if isinstance(description, dict) else None
        if scale is not None and scales.setdefault(scale.id, scale) is not scale:
            raise StackcredError(
                ErrorCode.INVALID, f"Two result descriptions have the id {scale.id!r}; give each its own."
            )
    return scales


def said(text: object) -> str | None:
    """A text, or the first of the texts by language."""
    if isinstance(text, dict):
        text = next(iter(text.values()), None)
    return text if isinstance(text, str) else None


def _required_value(description: JsonObject) -> str | None:
    required = said(description.get("requiredValue"))
    return COMPLETED if required is None and description.get("resultType") == STATUS_TYPE else required


def _decimal(text: str | None) -> Decimal | None:
    if text is None or len(text) > MAX_DIGITS or not _DECIMAL.fullmatch(text):
        return None
    return Decimal(text)


def _invalid(pointer: str, detail: str) -> StackcredError:
    return StackcredError(ErrorCode.INVALID, detail, pointer=pointer)
