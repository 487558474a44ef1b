"""What is missing to a certification, in a few words for each part of the tree that is not met."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from stackcred_issuer.web.pages import wording as words
from stackcred_issuer.web.pages.language import gettext, ngettext
from stackcred_issuer.web.pages.parts import RequirementView
from stackcred_issuer.web.pages.reach_views import MissingView

NAMED = 3  # things that can be earned for a part without a name, as its name
MOST = 4  # parts that are named: a longer sentence is not read, and the tree beneath has them all


def missing_words(requirements: Sequence[RequirementView]) -> tuple[MissingView, ...]:
    """`9 of 13 badges for Electives`, `40 hours missing for Practice`; empty where nothing is missing."""
    found = list(_missing(requirements))
    if len(found) <= MOST:
        return tuple(found)
    return (*found[: MOST - 1], MissingView(_more(len(found) - MOST + 1), ""))


def _more(number: int) -> str:
    return ngettext("%(num)s more part not met", "%(num)s more parts not met", number)


def _missing(requirements: Iterable[RequirementView]) -> Iterator[MissingView]:
    for one in requirements:
        if one.verdict == "satisfied":
            continue
        if one.parts and one.need == str(len(one.parts)) and any(part.verdict != "satisfied" for part in one.parts):
            yield from _missing(one.parts)
        else:
            yield _words(one)


def _words(one: RequirementView) -> MissingView:
    """A part that is decided as one: a number of badges, a sum, or a choice among parts."""
    name = _name(one)
    if one.verdict == "indeterminate":
        return MissingView(gettext("not decided yet:"), name or one.label)
    have, need = Decimal(one.have or "0"), Decimal(one.need or "0")
    if have >= need:
        return MissingView(gettext("not met:"), name or one.label)
    if one.unit == "badges" and need == 1 and name:
        return MissingView("", name, gettext("missing"))
    if one.unit in ("badges", "parts"):
        return _for(name, words.count(one))
    left = f"{(need - have).normalize():f}"
    return _for(name, gettext("%(amount)s missing", amount=f"{left} {words.unit(one.unit, left)}"))


def _for(name: str, amount: str) -> MissingView:
    return MissingView(gettext("%(amount)s for", amount=amount) if name else amount, name)


def _name(one: RequirementView) -> str:
    """Its own name, or the few things that can be earned for it; empty where it has neither."""
    if one.titled:
        return one.label
    return gettext(" or ").join(wanted.label for wanted in one.achievements) if len(one.achievements) <= NAMED else ""
