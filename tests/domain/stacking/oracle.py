"""A second reading of the specification: try every set of claims. Slow, short, and independent of the engine.

It works on the JSON documents themselves and shares no code with the package.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any

Json = dict[str, Any]
Pair = tuple[str, int]  # select path, index of the holding


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def walk(node: Json, path: str) -> Iterator[tuple[str, Json]]:
    yield path, node
    for index, part in enumerate(node.get("of", [])):
        yield from walk(part, f"{path}/of/{index}")


class Oracle:
    """helping: unknown occurrences help, else they hurt."""

    def __init__(self, root: Json, holdings: list[Json], as_of: datetime, groups: Json, helping: bool) -> None:
        self.root, self.holdings, self.as_of, self.groups, self.helping = root, holdings, as_of, groups, helping
        self.nodes = dict(walk(root, "requires"))
        self.order = {path: index for index, path in enumerate(self.nodes)}

    # one holding

    def known(self, value: bool | None, good: bool) -> bool:
        """good: whether a true value helps."""
        return value if value is not None else (self.helping == good)

    def there(self, item: Json, good: bool) -> bool:
        trusted = item.get("trusted", True)
        if not self.known(None if trusted == "unknown" else trusted, good):
            return False
        return instant(item["awarded"]) <= self.as_of

    def active(self, item: Json) -> bool | None:
        start, end = item.get("validFrom"), item.get("validUntil")
        if start and instant(start) > self.as_of:
            return False
        if end and instant(end) < self.as_of:
            return False
        return None if item["status"] == "unknown" else item["status"] == "active"

    def leaf(self, name: str, wanted: Any, item: Json) -> bool | None:
        hidden = item.get("unknown") or []
        if name == "active":
            return self.active(item) if wanted else True
        if name == "achievement":
            return item["achievement"] in wanted
        if name == "group":
            return any(item["achievement"] in self.groups[group] for group in wanted)
        if name == "achievementType":
            return None if "achievementType" in hidden else item.get("achievementType") in wanted
        if name == "issuer":
            return item["issuer"] in wanted
        if name == "source":
            return None if "source" in hidden else item.get("source") not in (None, item["issuer"])
        if name == "alignment":
            urls = {have["url"] for have in item.get("alignments") or []}
            return None if "alignments" in hidden else bool(urls & set(wanted))
        if name == "level":
            level = (item.get("levels") or {}).get(wanted["framework"])
            return None if "levels" in hidden else level is not None and level >= wanted["min"]
        if name == "result":
            text = (item.get("results") or {}).get(wanted["resultDescription"])
            good = text is not None and text.isdigit() and int(text) >= wanted["min"]
            return None if "results" in hidden else good
        if name == "awarded":
            return instant(wanted["after"]) < instant(item["awarded"])
        assert name == "tag"
        return None if "tags" in hidden else bool(set(wanted) & set(item.get("tags") or []))

    def where(self, where: Json, item: Json, good: bool) -> bool:
        return all(self.predicate(name, wanted, item, good) for name, wanted in where.items())

    def predicate(self, name: str, wanted: Any, item: Json, good: bool) -> bool:
        if name == "not":
            return not self.where(wanted, item, not good)
        if name == "anyOf":
            return any(self.where(branch, item, good) for branch in wanted)
        return self.known(self.leaf(name, wanted, item), good)

    def matches(self, select: Json, item: Json) -> bool:
        where = dict(select.get("where", {}))
        where.setdefault("active", True)
        return self.there(item, True) and self.where(where, item, True)

    # sets of claims

    def pairs(self) -> list[Pair]:
        return [
            (path, index)
            for path, node in self.nodes.items()
            if node["op"] == "select"
            for index, item in enumerate(self.holdings)
            if self.matches(node, item)
        ]

    def allowed(self, claims: tuple[Pair, ...]) -> bool:
        badges: list[int] = []
        marks: list[tuple[str, str]] = []
        for path, index in claims:
            node = self.nodes[path]
            shared = node.get("shared", False)
            if not shared:
                badges.append(index)
            if not node.get("count", {}).get("repeat", False):
                marks.append((path if shared else "", self.holdings[index]["achievement"]))
        return len(set(badges)) == len(badges) and len(set(marks)) == len(marks)

    def met(self, path: str, claims: tuple[Pair, ...]) -> bool:
        node = self.nodes[path]
        if node["op"] == "select":
            return self.select_met(node, [self.holdings[index] for name, index in claims if name == path])
        if node["op"] == "none":
            return not any(self.there(item, False) and self.where(node["where"], item, False) for item in self.holdings)
        count = sum(self.met(f"{path}/of/{index}", claims) for index in range(len(node["of"])))
        need = {"all": len(node["of"]), "ordered": len(node["of"]), "any": 1}.get(node["op"]) or node["min"]
        return count >= need and (node["op"] != "ordered" or self.ordered(path, len(node["of"]), claims))

    def ordered(self, path: str, parts: int, claims: tuple[Pair, ...]) -> bool:
        """No claim of a part was awarded after a claim of the next part."""
        dates = [
            [instant(self.holdings[index]["awarded"]) for name, index in claims if name == f"{path}/of/{part}"]
            for part in range(parts)
        ]
        return all(early <= late for one, two in pairwise(dates) for early in one for late in two)

    def select_met(self, node: Json, items: list[Json]) -> bool:
        count = node.get("count", {})
        if not count.get("min", 1) <= len(items) <= count.get("max", len(items)):
            return False
        return all(
            getattr(self, f"{kind}_met")(entry, items)
            for kind in ("sum", "distinct", "atLeast", "atMost", "cover", "average")
            for entry in node.get(kind, [])
        )

    def distinct_met(self, entry: Json, items: list[Json]) -> bool:
        field = entry["field"]
        dark = [item for item in items if field in (item.get("unknown") or [])]
        values = {item.get(field) for item in items if item not in dark and item.get(field) is not None}
        return len(values) + (len(dark) if self.helping else 0) >= int(entry["min"])

    def atLeast_met(self, entry: Json, items: list[Json]) -> bool:
        return len([item for item in items if self.where(entry["where"], item, True)]) >= int(entry["count"])

    def atMost_met(self, entry: Json, items: list[Json]) -> bool:
        capped = [item for item in items if self.where(entry["where"], item, False)]
        if "count" in entry:
            return len(capped) <= int(entry["count"])
        return self.sum_met({**entry["sum"], "min": 0}, capped)

    def cover_met(self, entry: Json, items: list[Json]) -> bool:
        def covers(item: Json, url: str) -> bool:
            if "alignments" in (item.get("unknown") or []):
                return self.helping
            found = [have for have in item.get("alignments") or [] if have["url"] == url]
            return any(have.get("level", -1) >= entry.get("levelMin", -1) for have in found)

        return all(any(covers(item, url) for item in items) for url in entry["alignments"])

    def average_met(self, entry: Json, items: list[Json]) -> bool:
        if not items:
            return False
        dark = [item for item in items if "results" in (item.get("unknown") or [])]
        texts: list[Any] = [
            (item.get("results") or {}).get(entry["resultDescription"]) for item in items if item not in dark
        ]
        if (dark and not self.helping) or not all(text is not None and text.isdigit() for text in texts):
            return False
        return bool(dark) or Fraction(sum(int(text) for text in texts), len(texts)) >= Fraction(str(entry["min"]))

    def sum_met(self, entry: Json, items: list[Json]) -> bool:
        total = Fraction(0)
        dark = False
        for item in items:
            if entry["field"] in (item.get("unknown") or []):
                dark = True
            else:
                total += Fraction(str(item.get(entry["field"]) or 0))
        enough = total >= Fraction(str(entry["min"])) or (dark and self.helping)
        fits = "max" not in entry or (total <= Fraction(str(entry["max"])) and (self.helping or not dark))
        return enough and fits

    def witness(self, path: str = "requires") -> list[Pair] | None:
        """The best set of claims that meets the requirement; None where none does."""
        below = [pair for pair in self.pairs() if pair[0] == path or pair[0].startswith(path + "/")]
        for size in range(len(below) + 1):
            found = [c for c in combinations(below, size) if self.allowed(c) and self.met(path, c)]
            if found:
                return list(min(found, key=self.key))
        return None

    def key(self, claims: Iterable[Pair]) -> Any:
        items = [self.holdings[index] for _, index in claims]
        return (
            sorted((instant(item["awarded"]), item["id"]) for item in items),
            sorted((self.order[path], self.holdings[index]["id"]) for path, index in claims),
        )


def verdicts(root: Json, holdings: list[Json], as_of: datetime, groups: Json) -> dict[str, str]:
    """The verdict of every requirement, each on its own."""
    hurt = Oracle(root, holdings, as_of, groups, False)
    help_ = Oracle(root, holdings, as_of, groups, True)
    return {path: verdict(hurt.witness(path), help_.witness(path)) for path in hurt.nodes}


def verdict(hurt: object, help_: object) -> str:
    if hurt is not None:
        return "satisfied"
    return "indeterminate" if help_ is not None else "not_satisfied"
