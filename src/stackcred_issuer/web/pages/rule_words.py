"""A stacking rule (stacking-rules.md §1) on a page: a tree of requirements, each with its sentence."""

from __future__ import annotations

from collections.abc import Mapping

from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.domain.stacking.describe import period, sentence
from stackcred_issuer.domain.stacking.node import Node, Threshold
from stackcred_issuer.domain.stacking.rule import Rule
from stackcred_issuer.domain.stacking.words import duration_words
from stackcred_issuer.web.pages.language import N_, gettext
from stackcred_issuer.web.pages.parts import LinkView, RequirementView
from stackcred_issuer.web.pages.wording import spaced

_ACTIONS = {
    "revoke": "the certification is revoked",
    "suspend": "the certification is suspended until the part is restored",
    "flag": "the certification stays, marked as no longer met",
}
_TITLES = {
    "all": N_("All of these"),
    "any": N_("Any of these"),
    "nOf": N_("Several of these"),
    "none": N_("None of these"),
    "ordered": N_("One after another"),
    "select": N_("Badges"),
    "attest": N_("Signed statement"),
}


def requirement_view(rule: Rule, achievements: Mapping[str, LinkView]) -> RequirementView:
    """What the rule requires, as a tree in words.

    achievements: names and pages of the achievements that the rule mentions, by id.
    """
    return _view(rule.requires, rule.document["requires"], achievements)


def entry_view(rule: Rule, achievements: Mapping[str, LinkView]) -> RequirementView | None:
    """What must hold when the award is made, if the rule names anything."""
    if rule.entry_condition is None:
        return None
    return _view(rule.entry_condition, rule.document["entryCondition"], achievements)


def renewal_view(rule: Rule, achievements: Mapping[str, LinkView]) -> RequirementView | None:
    """What a renewal asks for, if awards have to be renewed."""
    if rule.renewal is None:
        return None
    return _view(rule.renewal.requires, rule.document["renewal"]["requires"], achievements)


def _view(node: Node, document: JsonObject, achievements: Mapping[str, LinkView]) -> RequirementView:
    below = zip(node.parts, document["of"], strict=True) if isinstance(node, Threshold) else ()
    wanted = tuple(achievements.get(id_, LinkView(id_, id_)) for id_ in _achievement_ids(document))
    words = sentence(node, listed=True)
    return RequirementView(
        id=node.place.id,
        label=node.place.label or (wanted[0].label if len(wanted) == 1 else title(node.place.op)),
        sentence=f"{words[0].upper()}{words[1:]}.",
        achievements=wanted,
        parts=tuple(_view(part, inner, achievements) for part, inner in below),
    )


def renewal_sentence(rule: Rule) -> str | None:
    """How long an award holds, where it has to be renewed."""
    return period(rule) if rule.renewal else None


def when_broken_sentence(rule: JsonObject) -> str:
    """What happens to the certification when a part is lost (`whenBroken`, default flag)."""
    broken = rule.get("whenBroken", {})
    grace = f" after {duration_words(broken['grace'])}" if "grace" in broken else ""
    action = _ACTIONS[broken.get("action", "flag")]
    return (
        "If a part is revoked, suspended or expires and no other badge takes its place, "
        f"{action.replace(' until', grace + ' until') if ' until' in action else action + grace}."
    )


def title(op: str) -> str:
    """What an operator of the rule language asks for, in a word or two."""
    return gettext(_TITLES[op]) if op in _TITLES else spaced(op).capitalize()


def _achievement_ids(node: JsonObject) -> list[str]:
    return [id_ for id_ in as_list(node.get("where", {}).get("achievement")) if isinstance(id_, str)]
