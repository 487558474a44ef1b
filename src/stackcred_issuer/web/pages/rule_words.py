"""A stacking rule (stacking-rules.md §1) in words: a tree of requirements and sentences around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.web.pages.parts import LinkView, RequirementView
from stackcred_issuer.web.pages.wording import spaced

_ACTIONS = {
    "revoke": "the certification is revoked",
    "suspend": "the certification is suspended until the part is restored",
    "flag": "the certification stays, marked as no longer met",
}
_SPOKEN_WHERE = {"achievement", "issuer", "achievementType", "active"}
_SPOKEN_SELECT = {"op", "id", "label", "where", "count", "sum", "shared"}
_DURATION_UNITS = {
    "Y": "year",
    "M": "month",
    "W": "week",
    "D": "day",
    "H": "hour",
    "m": "minute",
    "S": "second",
}


def requirement_view(
    node: JsonObject, achievements: Mapping[str, LinkView], position: str = "requires"
) -> RequirementView:
    """A requirement of a validated rule as a tree in words.

    achievements: names and pages of the achievements that the rule mentions, by id.
    position: the node's path from the rule's root; its id where it has no explicit one.
    """
    parts = tuple(
        requirement_view(part, achievements, f"{position}/of/{index}") for index, part in enumerate(node.get("of", []))
    )
    wanted = tuple(achievements.get(id_, LinkView(id_, id_)) for id_ in _achievement_ids(node))
    return RequirementView(
        id=node.get("id", position),
        label=node.get("label") or _title(node, wanted),
        sentence=requirement_sentence(node),
        achievements=wanted,
        parts=parts,
    )


def requirement_sentence(node: JsonObject) -> str:
    """What one requirement demands, not counting its parts."""
    op, parts = node["op"], len(node.get("of", []))
    if op == "select":
        return _select(node)
    if op == "nOf":
        most = f"; at most {node['max']} are counted" if "max" in node else ""
        return f"At least {node['min']} of these {parts} parts are needed{most}."
    if op == "none":
        return "No badge may match: " + " and ".join(_where(node["where"])) + "."
    sentences = {
        "all": "This part is needed." if parts == 1 else f"All {parts} parts are needed.",
        "any": "This part is needed." if parts == 1 else f"One of these {parts} parts is enough.",
        "ordered": f"These {parts} parts are needed in this order: none may be earned before the one above it.",
        "certification": "Another certification is needed.",
        "attest": f"A signed confirmation by a {node.get('role', 'trusted person')} is needed.",
    }
    return sentences.get(op, f"A condition of the kind {spaced(op)}, as the rule document says.")


def when_broken_sentence(rule: JsonObject) -> str:
    """What happens to the certification when a part is lost (`whenBroken`, default flag)."""
    broken = rule.get("whenBroken", {})
    grace = f" after {duration_words(broken['grace'])}" if "grace" in broken else ""
    action = _ACTIONS[broken.get("action", "flag")]
    return (
        "If a part is revoked, suspended or expires and no other badge takes its place, "
        f"{action.replace(' until', grace + ' until') if ' until' in action else action + grace}."
    )


def duration_words(text: str) -> str:
    """`P3Y` as `3 years`, `P1M10D` as `1 month, 10 days`."""
    words, digits, in_time = [], "", False
    for letter in text[1:]:
        if letter.isdigit():
            digits += letter
        elif letter == "T":
            in_time = True
        else:
            unit = _DURATION_UNITS["m" if in_time and letter == "M" else letter]
            words.append(f"{int(digits)} {unit}{'' if int(digits) == 1 else 's'}")
            digits = ""
    return ", ".join(words)


def _title(node: JsonObject, wanted: tuple[LinkView, ...]) -> str:
    if len(wanted) == 1:
        return wanted[0].label
    titles = {
        "all": "All of these",
        "any": "Any of these",
        "nOf": "Several of these",
        "none": "None of these",
    }
    return titles.get(node["op"], "Badges" if node["op"] == "select" else spaced(node["op"]).capitalize())


def _select(node: JsonObject) -> str:
    count, where = node.get("count", {}), node.get("where", {})
    least, most = count.get("min", 1), count.get("max")
    state = "" if where.get("active") is False else " in force"
    badges = f"One badge{state}" if least == 1 else f"At least {least} badges{state}"
    sentence = ", ".join([badges, *_where(where)]) + "."
    for total in node.get("sum", []):
        sentence += f" Together worth at least {total['min']} {_field(total['field'])}."
    if most is not None:
        sentence += f" At most {most} are counted."
    others = sorted({*node} - _SPOKEN_SELECT)
    return sentence + (f" More conditions, as the rule document says: {_listed(others)}." if others else "")


def _where(where: JsonObject) -> list[str]:
    words = []
    if "achievement" in where:
        words.append("for this achievement" if len(where["achievement"]) == 1 else "for any of these achievements")
    if "achievementType" in where:
        words.append(f"of the type {' or '.join(map(spaced, where['achievementType']))}")
    if "issuer" in where:
        words.append(f"issued by {' or '.join(where['issuer'])}")
    others = sorted({*where} - _SPOKEN_WHERE)
    if others:
        words.append(f"with conditions on {_listed(others)} as the rule document says")
    return words


def _field(field: Any) -> str:
    return {"creditsEarned": "credits", "hours": "hours"}.get(field, "points") if isinstance(field, str) else "points"


def _listed(names: list[str]) -> str:
    return ", ".join(map(spaced, names))


def _achievement_ids(node: JsonObject) -> list[str]:
    return [id_ for id_ in as_list(node.get("where", {}).get("achievement")) if isinstance(id_, str)]
