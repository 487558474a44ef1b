"""Kept facts lead to the verdict that the credentials lead to."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given, settings
from tests.domain.stacking.build import AS_OF, held_against, rule_json
from tests.domain.stacking.strategies import GROUPS, Json, holdings, roots
from tests.domain.stacking.test_facts import RICH, token
from tests.domain.verification.making import badge

from stackcred_issuer.domain.stacking.evaluation.evaluate import evaluate
from stackcred_issuer.domain.stacking.holdings import Holdings, parse_holdings
from stackcred_issuer.domain.stacking.kept_facts import EDITION, KeptBadge, Kinds, keep, kept_facts
from stackcred_issuer.domain.stacking.mentions import ANY, mentions
from stackcred_issuer.domain.stacking.rule import parse_rule


def looked_over(items: list[Json]) -> Holdings:
    """As from kept facts, each learnt once; ids in the order of the names, on which the choice of badges rests."""
    kinds, badges = Kinds(), []
    for number, item in enumerate(sorted(items, key=lambda item: item["id"])):
        facts = keep(item)
        badge = KeptBadge(
            UUID(int=number), item["status"], facts.kind, facts.awarded, facts.valid_from, facts.valid_until
        )
        kinds.learn(dict.fromkeys(kinds.unknown([badge]), facts.common))
        badges.append(badge)
    return kinds.holdings(badges)


@given(roots(), holdings(7))
@settings(max_examples=150, deadline=None)
def test_the_verdict_is_that_of_the_whole_holdings(root: Json, items: list[Json]) -> None:
    items = [{**item, "trusted": True} for item in items]
    rule = rule_json(root, groups=GROUPS)
    whole, kept = held_against(rule, items), evaluate(parse_rule(rule), looked_over(items), AS_OF)
    assert (kept.verdict, kept.summary(), len(kept.claims)) == (whole.verdict, whole.summary(), len(whole.claims))


@given(roots(), holdings(7))
@settings(max_examples=150, deadline=None)
def test_badges_for_achievements_that_a_rule_does_not_mention_change_nothing(root: Json, items: list[Json]) -> None:
    items = [{**item, "trusted": True, "unknown": []} for item in items]
    rule = parse_rule(rule_json(root, groups=GROUPS))
    named = mentions(rule)
    some = [item for item in items if ANY in named or item["achievement"] in named]
    kept, whole = evaluate(rule, looked_over(some), AS_OF), evaluate(rule, parse_holdings(items), AS_OF)
    assert (kept.verdict, kept.summary()) == (whole.verdict, whole.summary())


def test_badges_that_say_alike_share_their_facts_and_keep_their_own_instants() -> None:
    early, late = (token(badge(credentialSubject=RICH, id=f"urn:{day}", validFrom=f"2026-01-{day}T00:00:00Z"))
                   for day in ("01", "02"))  # fmt: skip
    assert kept_facts(early).kind == kept_facts(late).kind
    assert kept_facts(early).awarded < kept_facts(late).awarded


def test_what_is_read_of_a_badge_changes_only_with_the_edition() -> None:
    """A new digest here means: facts that are kept already are not what would be kept today. Count EDITION up."""
    rich = badge(credentialSubject=RICH, evidence=[{"type": ["Evidence"], "genre": "workplace"}])
    assert (EDITION, kept_facts(token(rich)).kind.hex()[:16]) == (1, "cff1342d6444685a")
