"""Moving badges about until every select has its sum: a local search that proves nothing by failing.

A select that is short takes from one that can spare it, or that makes up for it from a third one, and so on;
what cannot be moved any more is held still. All numbers are whole, so what is found is exact.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

POOL = -1  # the place of a badge that is not claimed
_CHAIN = 400  # how many (select, shortage) one search for a chain looks at
_MENDS = 400  # how many chains one attempt may apply
_MOST_WORK = 60_000  # how many selects all chains of one problem may look at: beyond, others have to decide
_MOVES = 3  # how many badges a kick moves

Trade = tuple[int, tuple[int, ...], tuple[int, ...]]  # what the select gains, the badges it gives, and those it takes
Known = tuple[int, int, list[Trade]]  # the trades between two selects, and how often each had changed by then
Step = tuple[tuple[int, int], int, Trade]  # (select, shortage) before, whom it trades with, and how


class Exchange:
    """needs: the sum each select asks for; values, fits: what each badge is worth, and which selects it may serve.

    at: where each badge is. over: by how much each select is above its sum. kept: badges that stay claimed;
    still: badges that stay where they are.
    """

    def __init__(self, needs: Sequence[int], values: Sequence[int], fits: Sequence[Sequence[int]]) -> None:
        self._values, self._fits = values, fits
        self._places = range(POOL, len(needs))
        self._inside: list[dict[int, None]] = [{} for _ in self._places]  # the pool is the last, which -1 is too
        self._inside[POOL] = dict.fromkeys(range(len(values)))
        self._changes = [0] * len(self._places)
        self._trades: list[list[Known]] = [[(-1, -1, [])] * len(self._places) for _ in needs]
        self._work = _MOST_WORK
        self.at = [POOL] * len(values)
        self.over = [-need for need in needs]
        self.kept: set[int] = set()
        self.still: set[int] = set()

    def put(self, badge: int, place: int) -> None:
        home, value = self.at[badge], self._values[badge]
        if home == place:
            return
        del self._inside[home][badge]
        self._inside[place][badge] = None
        if home != POOL:
            self.over[home] -= value
        if place != POOL:
            self.over[place] += value
        self.at[badge] = place
        self._changes[home] += 1
        self._changes[place] += 1

    def bring(self, badge: int, place: int) -> bool:
        """Have a claimed badge elsewhere, by moving up to two others, where no select is short and none becomes so."""
        for moves in self._ways(badge, place):
            for moved, to in moves:
                self.put(moved, to)
            return True
        return False

    def _ways(self, badge: int, place: int) -> Iterator[list[tuple[int, int]]]:
        home, value, values, over = self.at[badge], self._values[badge], self._values, self.over
        left, room = over[home] - value, over[place] + value
        if left >= 0:
            yield [(badge, place)]
        going = [out for out in self._inside[place] if out not in self.still and values[out] <= room]
        for out in going:
            if left + values[out] >= 0 and home in self._fits[out]:
                yield [(badge, place), (out, home)]
        for out in going:
            for to in self._fits[out]:
                if to not in (home, place):
                    for third in self._inside[to]:
                        back = values[third]
                        enough = left + back >= 0 and over[to] + values[out] >= back
                        if enough and third not in self.still and home in self._fits[third]:
                            yield [(badge, place), (out, to), (third, home)]

    def restore(self, at: Sequence[int]) -> None:
        """Every badge where it was."""
        for badge, place in enumerate(at):
            self.put(badge, place)

    def keep(self, badge: int) -> None:
        self.kept.add(badge)
        self._changes[self.at[badge]] += 1

    def hold(self, badge: int) -> None:
        self.still.add(badge)
        self._changes[self.at[badge]] += 1

    def release(self, badge: int) -> None:
        """Take back `keep` and `hold`."""
        self.kept.discard(badge)
        self.still.discard(badge)
        self._changes[self.at[badge]] += 1

    def drop(self, badge: int) -> None:
        """Never again claim a badge that is not claimed now."""
        self._inside[POOL].pop(badge, None)
        self._inside[POOL] = dict(self._inside[POOL])
        self._changes[POOL] += 1

    def mend(self, kicks: int = 0) -> bool:
        """Try to bring every select to its sum; False where that was not found, which proves nothing."""
        for kick in range(kicks + 1):
            for _ in range(_MENDS):
                short = sorted((over, index) for index, over in enumerate(self.over) if over < 0)
                if not short:
                    return True
                if not any(self._relieve(index, -over) for over, index in short):
                    break
            if self._work <= 0 or not self._kick(kick):
                break
        return False

    def _relieve(self, select: int, short: int) -> bool:
        """Get it all, or else as much as one of its trades brings."""
        smaller = {gain for other in self._places if other != select for gain, _, _ in self._with(select, other)}
        amounts = [short, *sorted((gain for gain in smaller if gain < short), reverse=True)[:6]]
        return any(self._chain(select, amount) for amount in amounts)

    def _chain(self, select: int, amount: int) -> bool:
        """Pass the shortage on from select to select until one can bear it."""
        most = amount + sum(over for over in self.over if over > 0)
        came: dict[tuple[int, int], Step | None] = {(select, amount): None}
        queue = deque(came)
        while queue and self._work > 0:
            self._work -= 1
            at = queue.popleft()
            for other in self._places:
                if other == at[0]:
                    continue
                spare = most if other == POOL else max(self.over[other], 0)
                trades = self._with(at[0], other)
                for number in range(bisect_left(trades, (at[1],)), len(trades)):
                    trade = trades[number]
                    left = trade[0] - spare
                    if other == POOL or left <= 0:
                        if self._apply(came, (at, other, trade)):
                            return True
                    elif left > most:
                        break
                    elif (other, left) not in came and len(came) < _CHAIN:
                        came[other, left] = (at, other, trade)
                        queue.append((other, left))
        return False

    def _apply(self, came: dict[tuple[int, int], Step | None], last: Step) -> bool:
        """Make all trades of a chain, if they do not use a badge twice and leave less missing."""
        steps, step = [last], came[last[0]]
        while step is not None:
            steps.append(step)
            step = came[step[0]]
        used = [badge for _, _, (_, gives, takes) in steps for badge in (*gives, *takes)]
        if len(set(used)) < len(used):
            return False
        before, homes = self._missing(), [(badge, self.at[badge]) for badge in used]
        for (select, _), other, (_, gives, takes) in reversed(steps):
            for badge in takes:
                self.put(badge, select)
            for badge in gives:
                self.put(badge, other)
        if self._missing() < before:
            return True
        for badge, home in homes:
            self.put(badge, home)
        return False

    def _missing(self) -> int:
        return sum(-over for over in self.over if over < 0)

    def _with(self, select: int, other: int) -> list[Trade]:
        """What it could gain from the other, smallest gain first; with the pool badge against badge."""
        here, there = self._changes[select], self._changes[other]
        known = self._trades[select][other]
        if known[0] == here and known[1] == there:
            return known[2]
        fits, still = self._fits, self.still
        takes = [badge for badge in self._inside[other] if badge not in still and select in fits[badge]]
        gives = [badge for badge in self._inside[select] if badge not in still]
        if other == POOL:
            found = self._gains(self._single(b for b in gives if b not in self.kept), self._single(takes))
        else:
            found = self._gains(self._double([b for b in gives if other in fits[b]]), self._double(takes))
        self._trades[select][other] = (here, there, found)
        return found

    def _gains(self, gives: dict[int, tuple[int, ...]], takes: dict[int, tuple[int, ...]]) -> list[Trade]:
        found: dict[int, Trade] = {}
        for lost, given in gives.items():
            for won, taken in takes.items():
                gain = won - lost
                if gain > 0:
                    old = found.get(gain)
                    if old is None or len(given) + len(taken) < len(old[1]) + len(old[2]):
                        found[gain] = (gain, given, taken)
        return sorted(found.values())

    def _single(self, badges: Iterable[int]) -> dict[int, tuple[int, ...]]:
        found: dict[int, tuple[int, ...]] = {}
        for badge in badges:
            found.setdefault(self._values[badge], (badge,))
        return found

    def _double(self, badges: list[int]) -> dict[int, tuple[int, ...]]:
        """Every value that none, one or two of them add up to."""
        found: dict[int, tuple[int, ...]] = {0: ()}
        values = self._values
        for badge in badges:
            found.setdefault(values[badge], (badge,))
        for at, badge in enumerate(badges):
            for other in badges[:at]:
                found.setdefault(values[badge] + values[other], (badge, other))
        return found

    def _kick(self, number: int) -> bool:
        """Move a few badges to other selects, whatever that does: the next attempt begins elsewhere."""
        free = [badge for badge, place in enumerate(self.at)
                if place != POOL and badge not in self.still and len(self._fits[badge]) > 1]  # fmt: skip
        mixed = number * 7_919 + 12_345
        for _ in range(_MOVES if free else 0):
            mixed = (mixed * 1_103_515_245 + 12_345) % 2**31
            badge = free[(mixed >> 8) % len(free)]
            others = [place for place in self._fits[badge] if place != self.at[badge]]
            self.put(badge, others[(mixed >> 4) % len(others)])
        return bool(free)
