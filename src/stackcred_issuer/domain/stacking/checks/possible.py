"""Requirements that no holder could ever meet: refused when a rule is saved, as they are mistakes of whoever wrote it.

Such a rule has a meaning all the same (it is never satisfied), so asking about it is allowed.
"""

from __future__ import annotations

from collections.abc import Iterator

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.stacking.checks.contradiction import Contradictions
from stackcred_issuer.domain.stacking.checks.faults import Fault, faults
from stackcred_issuer.domain.stacking.checks.rivals import starved
from stackcred_issuer.domain.stacking.node import Node, Select, Threshold
from stackcred_issuer.domain.stacking.rule import Rule


def check_possible(rule: Rule, *, pointer: str = "") -> None:
    """Every select asks for badges there can be, and for no more of them than it could ever claim.

    pointer: where the rule stands in the caller's document.
    Raises StackcredError INVALID with the JSON pointer of the member at fault.
    """
    search = Contradictions()
    for name, root in _roots(rule):
        for place, select in _selects(pointer + name, root):
            _refuse(place, next(faults(select, search), None))
        _refuse(pointer + name, starved(root))


def _roots(rule: Rule) -> Iterator[tuple[str, Node]]:
    renewal = rule.renewal.requires if rule.renewal else None
    roots = (("/requires", rule.requires), ("/entryCondition", rule.entry_condition), ("/renewal/requires", renewal))
    yield from ((name, root) for name, root in roots if root is not None)


def _selects(place: str, node: Node) -> Iterator[tuple[str, Select]]:
    if isinstance(node, Select):
        yield place, node
    elif isinstance(node, Threshold):
        for index, part in enumerate(node.parts):
            yield from _selects(f"{place}/of/{index}", part)


def _refuse(place: str, fault: Fault | None) -> None:
    if fault is not None:
        raise StackcredError(ErrorCode.INVALID, fault.detail, pointer=f"{place}{fault.pointer}")
