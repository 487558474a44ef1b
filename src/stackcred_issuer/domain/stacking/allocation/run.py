"""One scope seen one way: which badges each select may claim, and which facts hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stackcred_issuer.domain.stacking.constraint import Sight
from stackcred_issuer.domain.stacking.holdings import Holding
from stackcred_issuer.domain.stacking.node import Node, Select, Settled, Threshold, walk_nodes
from stackcred_issuer.domain.stacking.situation import Matches, Situation


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found for every requirement of a scope, by its number in document order.

    nodes: how many requirements there are.
    uncertain: whether any unknown fact was met, so that the two runs may differ.
    """

    situation: Situation
    matches: Mapping[int, Matches]
    settled: Mapping[int, Settled]
    nodes: int
    uncertain: bool


@dataclass(frozen=True, slots=True)
class Run:
    """helping: every unknown fact taken the way that helps; else the way that hurts."""

    survey: Survey
    sight: Sight

    def candidates(self, select: Select) -> list[Holding]:
        """The badges the select may claim, in rank order."""
        matches = self.survey.matches[select.place.order]
        return matches.possible if self.sight.helping else matches.certain

    def holds(self, order: int) -> bool:
        """Whether the Fact with this number holds."""
        truth = self.survey.settled[order].truth
        return truth is True or (truth is None and self.sight.helping)


def survey_of(root: Node, situation: Situation) -> Survey:
    """Match every select and settle every fact once."""
    matches: dict[int, Matches] = {}
    settled: dict[int, Settled] = {}
    uncertain = False
    nodes = 0
    for node in walk_nodes(root):
        nodes += 1
        if isinstance(node, Select):
            found = matches[node.place.order] = situation.matching(node.where)
            uncertain = uncertain or _uncertain(node, found, situation)
        elif not isinstance(node, Threshold):
            settled[node.place.order] = fact = node.settle(situation)
            uncertain = uncertain or fact.truth is None
    return Survey(situation, matches, settled, nodes, uncertain)


def _uncertain(select: Select, found: Matches, situation: Situation) -> bool:
    if len(found.possible) != len(found.certain):
        return True
    if not select.constraints:
        return False
    return any(item.uncertain(holding, situation.moment) for item in select.constraints for holding in found.certain)
