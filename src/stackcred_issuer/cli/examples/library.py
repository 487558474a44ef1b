"""The rules of six real qualifications, as shipped in `examples/qualifications/`, one folder each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import parse_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, parse_json
from stackcred_issuer.domain.stacking.gap.catalogue import Offer, parse_catalogue
from stackcred_issuer.domain.stacking.gap.question import Question
from stackcred_issuer.domain.stacking.holdings import parse_holdings
from stackcred_issuer.domain.stacking.rule import Rule, parse_rule

_FOLDER = resources.files("stackcred_issuer") / "examples" / "qualifications"


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody invented. shows: what the case is about. verdict: what must come out, for `purpose`."""

    name: str
    shows: str
    verdict: str
    purpose: str
    story: str
    holdings: list[JsonObject]

    def shown(self) -> JsonObject:
        """Everything but the holdings."""
        names = ("name", "shows", "verdict", "purpose", "story")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Qualification:
    """rule, catalog: the documents, as `stackcred evaluate` takes them. sources: Markdown."""

    name: str
    title: str
    summary: str
    as_of: str
    rule: JsonObject
    catalog: list[JsonObject]
    holders: Mapping[str, Holder]
    sources: str

    def parsed_rule(self) -> Rule:
        return parse_rule(self.rule)

    def offers(self) -> tuple[Offer, ...]:
        return parse_catalogue(self.catalog)

    def holder(self, name: str) -> Holder:
        """Raises NOT_FOUND, naming those there are."""
        if name not in self.holders:
            raise StackcredError(
                ErrorCode.NOT_FOUND, f"{self.name} has no holder {name!r}; there are: {', '.join(self.holders)}."
            )
        return self.holders[name]

    def question(self, holder: Holder) -> Question:
        """What `stackcred evaluate` would ask about this holder, with the catalogue."""
        held, when = parse_holdings(holder.holdings), parse_instant(self.as_of)
        return Question(self.parsed_rule(), held, self.offers(), when, holder.purpose, {}, "cost")


def names() -> list[str]:
    """All that are shipped, by name."""
    return sorted(place.name for place in _FOLDER.iterdir() if place.is_dir())


def load(name: str) -> Qualification:
    """One of them. Raises NOT_FOUND, naming those there are."""
    if name not in names():
        raise StackcredError(ErrorCode.NOT_FOUND, f"There is no example {name!r}; there are: {', '.join(names())}.")
    about = _read(name, "about")
    badges = {badge["id"]: badge for badge in _read(name, "badges")}
    return Qualification(
        name=name,
        title=about["title"],
        summary=about["summary"],
        as_of=about["asOf"],
        rule=_read(name, "rule"),
        catalog=_read(name, "catalog"),
        holders={entry["name"]: _holder(entry, badges) for entry in _read(name, "holders")},
        sources=(_FOLDER / name / "SOURCES.md").read_text("utf-8"),
    )


def _holder(entry: JsonObject, badges: Mapping[str, JsonObject]) -> Holder:
    return Holder(
        name=entry["name"],
        shows=entry["shows"],
        verdict=entry["verdict"],
        purpose=entry.get("purpose", "award"),
        story=entry["story"],
        holdings=[badges[name] for name in entry["holds"]],
    )


def _read(name: str, part: str) -> Any:
    return parse_json((_FOLDER / name / f"{part}.json").read_bytes())
