"""Why a badge is not counted, as a sentence for the person who reads the outcome."""

from __future__ import annotations

from collections.abc import Sequence

from stackcred_issuer.domain.stacking.allocation.run import Survey
from stackcred_issuer.domain.stacking.attestations import Attestation
from stackcred_issuer.domain.stacking.condition import Condition
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.moment import Moment, day
from stackcred_issuer.domain.stacking.node import Node, Select, Threshold, walk_nodes
from stackcred_issuer.domain.stacking.outcome import Verdict
from stackcred_issuer.domain.stacking.predicates.active import Active

_ACTIVE = Active()
_WHOLE = {
    Verdict.NOT_SATISFIED: "but the rule as a whole is not met",
    Verdict.INDETERMINATE: "but whether the rule as a whole is met could not be established",
}


class Explainer:
    """Sentences about the badges of one evaluation.

    roots: each requirement evaluated, with its survey. counted: the achievements of the claimed badges.
    """

    def __init__(
        self, roots: Sequence[tuple[Node, Survey]], verdict: Verdict, counted: frozenset[str], moment: Moment
    ) -> None:
        self._verdict, self._counted, self._moment = verdict, counted, moment
        self._selects: list[Select] = []
        self._certain: dict[int, Select] = {}
        self._possible: dict[int, Select] = {}
        self._barring: dict[int, Node] = {}
        for root, survey in roots:
            for node in walk_nodes(root):
                self._note(node, survey)

    def why(self, holding: Holding) -> str:
        """The first thing that keeps it from counting."""
        return (
            self._unusable(holding)
            or self._bars(holding)
            or self._spare(holding)
            or self._doubtful(holding)
            or self._inactive(holding)
            or self._near_miss(holding)
            or "no requirement asks for this badge"
        )

    def _note(self, node: Node, survey: Survey) -> None:
        if isinstance(node, Select):
            self._selects.append(node)
            matches = survey.matches[node.place.order]
            for holding in matches.certain:
                self._certain.setdefault(holding.rank, node)
            for holding in matches.possible:
                self._possible.setdefault(holding.rank, node)
        elif not isinstance(node, Threshold) and node.bars is not None:
            for holding in survey.situation.matching(node.bars).possible:
                self._barring.setdefault(holding.rank, node)

    def _unusable(self, holding: Holding) -> str | None:
        if holding.trusted is False:
            return "issuer not in the trust registry for this achievement"
        if holding.trusted is None:
            return "whether its issuer is trusted could not be established"
        if holding.exists(self._moment) is False:
            return f"awarded on {day(holding.awarded)}, after the date of this evaluation"
        return None

    def _bars(self, holding: Holding) -> str | None:
        node = self._barring.get(holding.rank)
        return None if node is None else f"it stands against {node.place.name}, which allows no such badge"

    def _spare(self, holding: Holding) -> str | None:
        select = self._certain.get(holding.rank)
        if select is None:
            return None
        if self._verdict is not Verdict.SATISFIED:
            return f"it matches {select.place.name}, {_WHOLE[self._verdict]}"
        if holding.facts.achievement in self._counted:
            return "another badge for the same achievement is counted already"
        return f"it matches {select.place.name}, but is not needed: the rule is met without it"

    def _doubtful(self, holding: Holding) -> str | None:
        select = self._possible.get(holding.rank)
        if select is None:
            return None
        failing = select.where.failing(holding, self._moment)
        why = _first(failing, holding, self._moment) if failing else "not every fact could be established"
        return f"it may match {select.place.name}, but not for certain: {why}"

    def _inactive(self, holding: Holding) -> str | None:
        return None if holding.active(self._moment) is True else _ACTIVE.why_not(holding, self._moment)

    def _near_miss(self, holding: Holding) -> str | None:
        """The select it comes closest to, if it meets at least one condition beside being active."""
        best: tuple[int, Select, list[Condition]] | None = None
        for select in self._selects:
            pinned = select.where.pinned
            if pinned is not None and holding.facts.achievement not in pinned:
                continue
            failing = select.where.failing(holding, self._moment)
            asked = sum(not isinstance(item, Active) for item in select.where.conditions)
            if len(failing) < asked and (best is None or len(failing) < best[0]):
                best = (len(failing), select, failing)
        if best is None or not best[2]:
            return None
        return f"not counted for {best[1].place.name}: {_first(best[2], holding, self._moment)}"


def why_no_attestation(item: Attestation, moment: Moment) -> str:
    """Why an attestation that stands alone serves nothing."""
    if item.at > moment.as_of:
        return f"made on {day(item.at)}, after the date of this evaluation"
    if item.status is not True:
        return "its status could not be established" if item.status is None else "no longer valid"
    if item.trusted is not True:
        return "the person who made it is not known to be trusted in this role"
    return "no requirement rests on this attestation"


def _first(failing: list[Condition], holding: Holding, moment: Moment) -> str:
    """What is wrong; an unknown fact is said to be one."""
    condition = failing[0]
    if condition.test(holding, moment) is None and not isinstance(condition, Active):
        return f"it could not be established whether it meets “{condition.describe()}”"
    return condition.why_not(holding, moment)
