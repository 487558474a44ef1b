"""Recheck: does the witness of an evaluation prove `satisfied`? One file, the standard library only.

It takes the documents as JSON values (numbers as `Decimal` of the text, `int` or `float`), goes once over the
claims and once over a well-formed rule, searches nothing, and shares no code with the engine. What is unknown
never helps: a badge counts only if all is certain, and stands against a `none` as soon as it may.
"""

from __future__ import annotations

import calendar
import hashlib
import json
import math
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

Json = dict[str, Any]
CLAIMING = ("select", "attest", "certification")
OTHER_NAMES = {"group": "achievement", "assessedIn": "evidence", "source": "issuer", "endorsed": "endorsements"}
DURATION = re.compile(r"^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$")
NOT_ALL = "The rule has a 'none' and these are not the holdings that were evaluated."
CONSTRAINTS = ("sum", "distinct", "atLeast", "atMost", "cover", "average")


def recheck(evaluation: Json, rule: Json, holdings: list[Json], rules: Sequence[Json] = ()) -> list[str]:
    """The reasons why the witness does not prove `satisfied`; an empty list means that it does.

    evaluation: a StackingEvaluation document. rules: rule documents that `rule` refers to.
    """
    try:
        return _Check(evaluation, rule, holdings, rules).reasons()
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        return [f"The documents cannot be read: {type(error).__name__} {error}."]


class _Check:
    def __init__(self, evaluation: Json, rule: Json, holdings: list[Json], rules: Sequence[Json]) -> None:
        self.evaluation, self.rule, self.holdings, self.rules = evaluation, rule, holdings, rules
        self.as_of = instant(evaluation["asOf"])
        self.found: list[str] = []
        self.scopes = 0

    def reasons(self) -> list[str]:
        verdict, purpose = self.evaluation["verdict"], self.evaluation["purpose"]
        if verdict != "satisfied" or purpose not in ("award", "keep", "renew"):
            return [f"The evaluation says {verdict} for {purpose}, which has no witness."]
        self.check_identity()
        scopes = [Scope(self, self.rule, path) for path, _ in roots(self.rule, self.evaluation["purpose"])]
        self.check_claims([inner for scope in scopes for inner in scope.nested()])
        for scope in scopes:
            self.found += scope.reasons()
        return list(dict.fromkeys(self.found))

    def check_identity(self) -> None:
        """The evaluation is about this rule, and where a `none` counts, about these holdings."""
        identity = {name: self.rule[name] for name in ("id", "version")} | {"digestMultibase": digest(self.rule)}
        if self.evaluation["rule"] != identity:
            self.found.append("The evaluation is about another rule, or another version or text of it.")
        ids = [item["id"] for item in self.holdings]
        if len(set(ids)) != len(ids):
            self.found.append("Two holdings have the same id.")
        trees = [root for rule in (self.rule, *self.rules) for _, root in roots(rule, "any")]
        barring = any(node["op"] == "none" for root in trees for _, node in walk(root, ""))
        given = digest(sorted(self.holdings, key=lambda item: str(item["id"]))) if barring else None
        if barring and self.evaluation["holdingsDigest"] != given:
            self.found.append(NOT_ALL)

    def check_claims(self, scopes: list[Scope]) -> None:
        """Every claim names a requirement that claims something, and a thing that is there, with its digest."""
        by_id = {item["id"]: item for badge in self.holdings for item in listed(badge, "attestations")}
        by_id |= {item["id"]: item for item in self.holdings}
        for claim in self.evaluation["claims"]:
            open_to = [scope for scope in scopes if claim["requirement"] in scope.claiming]
            item = by_id.get(claim["credential"])
            if not open_to:
                self.found.append(f"No requirement {claim['requirement']} claims anything.")
            elif item is None:
                self.found.append(f"The claimed {claim['credential']} is not among the holdings.")
            elif claim["digestMultibase"] != item.get("digestMultibase"):
                self.found.append(f"The claimed {claim['credential']} has another digest.")
            for scope in open_to:
                scope.claims.setdefault(claim["requirement"], []).append(item or {})

    def find_rule(self, name: str, version: int | None) -> Json:
        """The rule referred to; without a version the highest known."""
        known = [rule for rule in self.rules if rule["id"] == name and version in (None, rule["version"])]
        return max(known, key=lambda rule: int(rule["version"]))


class Scope:
    """One root (`requires`, `entryCondition`, the renewal's `requires`) with the claims made for it."""

    def __init__(self, check: _Check, rule: Json, path: str, prefix: str = "") -> None:
        check.scopes += 1
        if check.scopes > 200:
            raise ValueError("the rules refer to each other in a circle")
        self.holdings, self.as_of = check.holdings, check.as_of
        self.badges = [item for item in self.holdings if item.get("type") != "Attestation"]
        self.groups, self.path = rule.get("groups", {}), path
        self.nodes = dict(walk(dict(roots(rule, "any"))[path], path))
        self.names = {path: prefix + str(node.get("id", path)) for path, node in self.nodes.items()}
        self.claiming = {self.names[path]: node for path, node in self.nodes.items() if node["op"] in CLAIMING}
        self.claims: dict[str, list[Json]] = {}
        self.targets: dict[str, str] = {}
        self.inner: dict[str, Scope] = {}
        for path, node in self.nodes.items():
            if node["op"] == "certification":
                other = check.find_rule(node["rule"], node.get("version"))
                self.targets[path] = other["target"]
                if node["mode"] == "satisfied":
                    self.inner[path] = Scope(check, other, "requires", f"{other['id']}#")

    def nested(self) -> list[Scope]:
        return [self, *(below for scope in self.inner.values() for below in scope.nested())]

    def reasons(self) -> list[str]:
        chosen = {name: items for name, items in self.claims.items() if self.claiming[name]["op"] == "select"}
        found = list(self.twice(chosen))
        for name, items in chosen.items():
            wrong = [item["id"] for item in items if not self.counts(self.claiming[name], item)]
            found += [f"The badge {badge} does not certainly match {name}." for badge in wrong]
            if not self.select_met(self.claiming[name], items):
                found.append(f"The claims for {name} do not meet its count and constraints.")
        return found if self.met(self.path) else [*found, f"The claims do not meet {self.names[self.path]}."]

    def twice(self, chosen: dict[str, list[Json]]) -> Iterator[str]:
        """Badges, and achievements that may not repeat, counted more than once."""
        seen: set[tuple[str, ...]] = set()
        for name, items in chosen.items():
            select = self.claiming[name]
            place = name if select.get("shared", False) else ""
            repeat = select.get("count", {}).get("repeat", False)
            kinds = (("badge", "id"),) if repeat else (("badge", "id"), ("achievement", "achievement"))
            for kind, mark in ((kind, (kind, place, item[name])) for item in items for kind, name in kinds):
                if mark in seen:
                    yield f"The {kind} {mark[2]} is counted twice."
                seen.add(mark)

    def met(self, path: str) -> bool:
        """Whether the claims meet the requirement at this path."""
        node, items = self.nodes[path], self.claims.get(self.names[path], [])
        match node["op"]:
            case "select":
                return self.select_met(node, items)
            case "none":
                return not any(self.matches(node["where"], item, good=False) for item in self.badges)
            case "attest":
                return any(self.attested(node, item) for item in items)
            case "certification" if node["mode"] == "award":
                asked = {"achievement": [self.targets[path]], "active": True}
                return any(self.matches(asked, item, good=True) for item in items)
            case "certification":
                return not self.inner[path].reasons()
        parts = [f"{path}/of/{index}" for index in range(len(node["of"]))]
        need = {"all": len(parts), "ordered": len(parts), "any": 1, "nOf": int(node.get("min", 1))}[node["op"]]
        return sum(self.met(part) for part in parts) >= need and (node["op"] != "ordered" or self.in_order(parts))

    def in_order(self, parts: list[str]) -> bool:
        """No part's latest claim is after the next part's earliest."""
        dates = [[instant(item["awarded"]) for item in self.claims.get(self.names[part], [])] for part in parts]
        return all(max(one) <= min(other) for one, other in pairwise(dates) if one and other)

    def attested(self, node: Json, item: Json) -> bool:
        """Whether an attestation is certainly valid, trusted and about this; a nested one with its badge."""
        at, alone = instant(item["at"]), item.get("type") == "Attestation" and item in self.holdings
        recent = at <= self.as_of and ("within" not in node or at >= before(self.as_of, node["within"]))
        about = item["role"] == node["role"] and ("claim" not in node or item.get("claim") == node["claim"])
        certain = item.get("status") in (None, "active") and item.get("trusted") in (None, True)
        homes = [badge for badge in self.badges if item in listed(badge, "attestations")]
        held = alone or any(self.matches({"active": True}, badge, good=True) for badge in homes)
        return recent and about and certain and held and hidden(item).isdisjoint(("status", "trusted"))

    def select_met(self, select: Json, items: list[Json]) -> bool:
        count = select.get("count", {})
        if not count.get("min", 1) <= len(items) <= count.get("max", len(items)):
            return False
        return all(self.constraint_met(kind, entry, items) for kind in CONSTRAINTS for entry in select.get(kind, []))

    def constraint_met(self, kind: str, entry: Json, items: list[Json]) -> bool:
        if kind == "sum":
            return sum_met(entry, items)
        if kind == "distinct":
            values = {item.get(entry["field"]) for item in items if entry["field"] not in hidden(item)}
            return len(values - {None}) >= int(entry["min"])
        if kind == "atLeast":
            return sum(self.where(entry["where"], item, good=True) for item in items) >= int(entry["count"])
        if kind == "atMost":
            capped = [item for item in items if self.where(entry["where"], item, good=False)]
            return sum_met(entry["sum"], capped) if "sum" in entry else len(capped) <= int(entry["count"])
        if kind == "cover":
            return all(any(covers(entry, url, item) for item in items) for url in entry["alignments"])
        numbers = [value for item in items if (value := result_number(entry, item)) is not None]
        return bool(items) and len(numbers) == len(items) and sum(numbers) >= exact(entry["min"]) * len(items)

    def counts(self, select: Json, item: Json) -> bool:
        return self.matches({"active": True, **select.get("where", {})}, item, good=True)

    def matches(self, where: Json, item: Json, *, good: bool) -> bool:
        """Trusted, awarded by then, and every condition holds. good: whether it helps when they do."""
        trusted = "unknown" if "trusted" in hidden(item) else item.get("trusted")
        there = settle(None if trusted == "unknown" else trusted is not False, good)
        awarded = None if "awarded" in hidden(item) else instant(item["awarded"]) <= self.as_of
        return there and settle(awarded, good) and self.where(where, item, good=good)

    def where(self, where: Json, item: Json, *, good: bool) -> bool:
        return all(self.holds(name, wanted, item, good=good) for name, wanted in where.items())

    def holds(self, name: str, wanted: Any, item: Json, *, good: bool) -> bool:
        if name == "not":
            return not self.where(wanted, item, good=not good)
        if name == "anyOf":
            return any(self.where(branch, item, good=good) for branch in wanted)
        return settle(self.fact(name, wanted, item), good)

    def fact(self, name: str, wanted: Any, item: Json) -> bool | None:
        """One predicate: true, false, or None where a fact it needs is unknown."""
        if name == "active":
            return self.active(item) if wanted else True
        if name == "source" and not wanted["notIssuer"]:
            return True
        names = (name, OTHER_NAMES.get(name, name + "s"), wanted["resultDescription"] if name == "result" else name)
        return known(item, names, self.plainly(name, wanted, item))

    def plainly(self, name: str, wanted: Any, item: Json) -> bool:
        """One predicate, taking every fact as it stands."""
        match name:
            case "achievement" | "issuer" | "achievementType":
                return item.get(name) in wanted
            case "group":
                return any(item["achievement"] in self.groups[group] for group in wanted)
            case "tag":
                return any(tag in wanted for tag in listed(item, "tags"))
            case "alignment":
                return any(found["url"] in wanted for found in listed(item, "alignments"))
            case "assessedIn":
                return any(found.get("genre") in wanted for found in listed(item, "evidence"))
            case "awarded":
                at = instant(item["awarded"])
                recent = "within" not in wanted or before(self.as_of, wanted["within"]) <= at <= self.as_of
                late = "after" not in wanted or at > instant(wanted["after"])
                return recent and late and ("before" not in wanted or at < instant(wanted["before"]))
            case "level":
                return level_met(wanted, (item.get("levels") or {}).get(wanted["framework"]))
            case "result":
                text, value = (item.get("results") or {}).get(wanted["resultDescription"]), result_number(wanted, item)
                enough = "min" not in wanted or (value is not None and value >= exact(wanted["min"]))
                return enough and text is not None and ("in" not in wanted or text in wanted["in"])
            case "source":
                return item.get("source") not in (None, item["issuer"])
            case "evidence":
                genres = [found.get("genre") for found in listed(item, "evidence")]
                return sum(wanted.get("genre") in (None, genre) for genre in genres) >= int(wanted["min"])
            case "endorsed":
                given = [(found.get("role"), found["by"]) for found in listed(item, "endorsements")]
                return len({by for role, by in given if wanted.get("role") in (None, role)}) >= int(wanted["min"])
        raise ValueError(f"unknown predicate {name}")

    def active(self, item: Json) -> bool | None:
        unknown = item["status"] == "unknown" or not hidden(item).isdisjoint(("status", "active"))
        start, end = item.get("validFrom"), item.get("validUntil")
        parts = (
            None if unknown else item["status"] == "active",
            known(item, ("validFrom",), start is None or instant(start) <= self.as_of),
            known(item, ("validUntil",), end is None or self.as_of <= instant(end)),
        )
        return False if False in parts else None if None in parts else True


def covers(entry: Json, url: str, item: Json) -> bool:
    """Whether a badge certainly covers an alignment, at the level asked for."""
    levels = ("level", "levels") if "levelMin" in entry else ()
    return known(item, ("alignment", "alignments", *levels), True) is True and any(
        found["url"] == url
        and entry.get("framework") in (None, found.get("framework"))
        and ("levelMin" not in entry or level_met({"min": entry["levelMin"]}, found.get("level")))
        for found in listed(item, "alignments")
    )


def level_met(wanted: Json, level: Any) -> bool:
    enough = level is not None and ("min" not in wanted or exact(level) >= exact(wanted["min"]))
    return enough and ("in" not in wanted or exact(level) in [exact(value) for value in wanted["in"]])


def sum_met(entry: Json, items: list[Json]) -> bool:
    """An absent number adds 0; an unknown one is as low as it can be for `min`, as high for `max`."""
    low = high = Fraction(0)
    for item in items:
        value = number(entry["field"], item)
        if value is not None:
            low, high = low + value, high + value
        elif isinstance(entry["field"], dict) or "max" in entry:
            return False
    return low >= exact(entry.get("min", 0)) and ("max" not in entry or high <= exact(entry["max"]))


def number(field: Any, item: Json) -> Fraction | None:
    """The number of a field, 0 where it is absent, None where it is unknown."""
    if not isinstance(field, dict):
        return None if field in hidden(item) else exact(item.get(field) or 0)
    return (result_number(field, item) or Fraction(0)) if known(item, result_names(field), True) else None


def result_number(entry: Json, item: Json) -> Fraction | None:
    """The number achieved for a resultDescription; None where there is none or it is unknown."""
    text = (item.get("results") or {}).get(entry["resultDescription"]) or ""
    plain = re.fullmatch(r"-?[0-9]{1,300}(\.[0-9]{1,300})?([eE][+-]?[0-9]{1,3})?", text)
    return Fraction(text) if plain and known(item, result_names(entry), True) else None


def result_names(entry: Json) -> tuple[str, ...]:
    return ("resultDescription", "result", "results", entry["resultDescription"])


def exact(value: Any) -> Fraction:
    return Fraction(Decimal(repr(value))) if isinstance(value, float) else Fraction(value)


def hidden(item: Json) -> frozenset[str]:
    return frozenset(item.get("unknown") or ())


def listed(item: Json, name: str) -> list[Any]:
    return item.get(name) or []


def known(item: Json, names: tuple[str, ...], value: bool) -> bool | None:
    return value if hidden(item).isdisjoint(names) else None


def settle(value: bool | None, good: bool) -> bool:
    """What is unknown is taken the way that hurts."""
    return (not good) if value is None else value


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def before(at: datetime, duration: str) -> datetime:
    """That much earlier on the UTC calendar: years and months first, the day clamped to the month's end."""
    [parts] = DURATION.findall(duration)
    years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in parts)
    year, month = divmod(at.year * 12 + at.month - 1 - years * 12 - months, 12)
    day = min(at.day, calendar.monthrange(year, month + 1)[1])
    rest = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return at.replace(year=year, month=month + 1, day=day) - rest


def roots(rule: Json, purpose: str) -> Iterator[tuple[str, Json]]:
    """The requirements that count for a purpose, with their paths; all of them for "any"."""
    if purpose in ("award", "keep", "any"):
        yield "requires", rule["requires"]
    if purpose in ("award", "any") and "entryCondition" in rule:
        yield "entryCondition", rule["entryCondition"]
    if purpose == "renew" or (purpose == "any" and "renewal" in rule):
        yield "renewal/requires", rule["renewal"]["requires"]


def walk(node: Json, path: str) -> Iterator[tuple[str, Json]]:
    yield path, node
    for index, part in enumerate(node.get("of", [])):
        yield from walk(part, f"{path}/of/{index}")


def digest(value: Any) -> str:
    """The multihash of SHA-256 over the canonical form (RFC 8785), in base58btc."""
    data = b"\x12\x20" + hashlib.sha256(canonical(value).encode()).digest()
    alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    rest, text = int.from_bytes(data), ""
    while rest:
        rest, digit = divmod(rest, 58)
        text = alphabet[digit] + text
    return "z" + text


def canonical(value: Any) -> str:
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(name)}:{canonical(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    if isinstance(value, bool | str) or value is None:
        return json.dumps(value, ensure_ascii=False)
    double = float(value)  # written as ECMAScript does: plain from 1e-6 up to 1e21, else with an exponent
    if not math.isfinite(double) or exact(double) != exact(value):
        raise ValueError(f"the number {value} cannot be kept exactly")
    shortest = Decimal(repr(double or 0.0)).normalize()
    if shortest == 0 or -6 <= shortest.adjusted() <= 20:
        return f"{shortest:f}"
    digits = "".join(map(str, shortest.as_tuple().digits))
    return f"{'-' * (double < 0)}{digits[0]}{'.' * (len(digits) > 1)}{digits[1:]}e{shortest.adjusted():+d}"
