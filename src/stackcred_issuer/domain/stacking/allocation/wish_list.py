"""What is preferred among plans with equally many claims: the earliest badges, then the first places for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from stackcred_issuer.domain.stacking.allocation.allowance import Allowance
from stackcred_issuer.domain.stacking.allocation.components import demanded
from stackcred_issuer.domain.stacking.allocation.direct import in_whole_units
from stackcred_issuer.domain.stacking.allocation.plan import Pair
from stackcred_issuer.domain.stacking.allocation.run import Run
from stackcred_issuer.domain.stacking.allocation.wishes import Wish
from stackcred_issuer.domain.stacking.constraints.sum import Number, Sum
from stackcred_issuer.domain.stacking.node import Node, Select


class WishList:
    """pairs: the claim that each column stands for.

    Where a select that must be met asks for a sum, few claims have to reach it; where all ask for a sum of the same
    field, so have all claims together.
    """

    def __init__(self, root: Node, run: Run, pairs: Mapping[int, Pair]) -> None:
        self._run, self._pairs = run, pairs
        self._sums: dict[int, Sum] = {}
        for part in demanded(root):
            for item in part.constraints if isinstance(part, Select) else ():
                if isinstance(item, Sum) and item.demanding:
                    self._sums.setdefault(part.place.order, item)
        fields = {self._sums[order].field if order in self._sums else None for order in self._orders()}
        self._one_field = len(fields) == 1 and None not in fields and not any(s.shared for s, _ in pairs.values())

    def by_badge(self, number: int) -> list[Wish]:
        """Every badge in rank order. number: of claims."""
        columns: dict[int, list[int]] = {}
        for column, (_, badge) in self._pairs.items():
            columns.setdefault(badge.rank, []).append(column)
        groups = [tuple(columns[rank]) for rank in sorted(columns)]
        if not self._one_field:
            return [Wish(group) for group in groups]
        need, worth = in_whole_units(self._need(), [self._worth(group[0]) for group in groups])
        together = Allowance(worth, number, need)
        return [Wish(group, together, value) for group, value in zip(groups, worth, strict=True)]

    def by_place(self, columns: list[int], most: Mapping[int, int]) -> list[Wish]:
        """Every claim there may be, in the order of the document. most: of claims, by select."""
        found: list[Wish] = []
        for order in sorted(self._orders()):
            mine = [column for column in columns if self._pairs[column][0].place.order == order]
            mine.sort(key=lambda column: self._pairs[column][1].id)
            if order in self._sums:
                need, worth = in_whole_units(self._sums[order].least or Fraction(0), [self._worth(at) for at in mine])
                here = Allowance(worth, most[order], need)
                found += [Wish((column,), here, value) for column, value in zip(mine, worth, strict=True)]
            else:
                found += [Wish((column,)) for column in mine]
        return found

    def caps(self, columns: list[int]) -> Iterator[tuple[list[tuple[int, Fraction]], Fraction]]:
        """What no select can have more of: its sum, and all that these badges are worth beyond all sums together."""
        found = {column: self._worth(column) for column in columns} if self._one_field else {}
        worth = {column: value for column, value in found.items() if isinstance(value, Fraction)}
        if not found or len(worth) < len(found):
            return
        spare = sum({self._pairs[column][1].rank: value for column, value in worth.items()}.values()) - self._need()
        for order, total in self._sums.items():
            mine = [(column, value) for column, value in worth.items() if self._pairs[column][0].place.order == order]
            yield mine, (total.least or 0) + spare

    def _orders(self) -> set[int]:
        return {select.place.order for select, _ in self._pairs.values()}

    def _need(self) -> Fraction:
        return sum((total.least or Fraction(0) for total in self._sums.values()), Fraction(0))

    def _worth(self, column: int) -> Number:
        select, badge = self._pairs[column]
        return self._sums[select.place.order].floor(badge, self._run.sight)
