"""Rules that refer to each other: found by id and version, all given, never in a circle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NoReturn

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.stacking.node import Reference

if TYPE_CHECKING:
    from stackcred_issuer.domain.stacking.rule import Rule


def rule_book(rules: Iterable[Rule]) -> dict[str, Rule]:
    """Rules by `id#version`, as `evaluate` takes them. Raises CONFLICT for two texts of one version."""
    book: dict[str, Rule] = {}
    for rule in rules:
        if book.setdefault(_key(rule), rule).digest != rule.digest:
            raise StackcredError(
                ErrorCode.CONFLICT,
                f"Version {rule.version} of the rule {rule.id} is given with two texts.",
                pointer="",
            )
    return book


def find_rule(rules: Mapping[str, Rule], name: str, version: int | None) -> Rule | None:
    """The rule of that id and version; without a version the highest known."""
    known = [rule for rule in rules.values() if rule.id == name and version in (None, rule.version)]
    return max(known, key=lambda rule: rule.version, default=None)


def check_references(rule: Rule, rules: Mapping[str, Rule]) -> None:
    """Every rule referred to, directly or not, is given and none leads back to itself.

    Raises StackcredError INVALID with the pointer of the reference.
    """
    if rule.references:
        _follow(rule, {**rules, "": rule}, (), set())


def _follow(rule: Rule, rules: Mapping[str, Rule], above: tuple[str, ...], done: set[str]) -> None:
    for reference in rule.references:
        found = find_rule(rules, reference.rule, reference.version)
        if found is None:
            _refuse(reference, f"The rule {reference.rule!r} is referred to but was not given.")
        if _key(found) in (*above, _key(rule)):
            _refuse(reference, f"The rule {reference.rule!r} leads back to itself.")
        if _key(found) not in done:
            _follow(found, rules, (*above, _key(rule)), done)
    done.add(_key(rule))


def _key(rule: Rule) -> str:
    return f"{rule.id}#{rule.version}"


def _refuse(reference: Reference, detail: str) -> NoReturn:
    raise StackcredError(ErrorCode.INVALID, detail, pointer=reference.pointer)
