"""Named limits: whatever is beyond them is refused when it is read, never met half-way through a search."""

from __future__ import annotations

MAX_DEPTH = 32  # requirements inside requirements, conditions inside conditions
MAX_NODES = 2_000
MAX_SELECTS = 200
MAX_GROUP_IDS = 10_000  # in all groups of one rule together
MAX_RULE_BYTES = 1024 * 1024  # of the canonical form
MAX_HOLDINGS = 5_000
MAX_CATALOG_ITEMS = 2_000

MAX_RULE_JSON_DEPTH = 160  # MAX_DEPTH requirements and conditions, each an object in a list, and what is in them
MAX_INPUT_BYTES = 64 * 1024 * 1024  # a file of MAX_HOLDINGS holdings with all their facts fits

MAX_SEARCH_NODES = 5_000  # branches over all searches of one evaluation
MAX_SEARCH_STEPS = 600  # programs solved in one evaluation
MAX_SEARCH_ROUNDS = 2_000  # rounds of work inside all those programs: what ends a single one that is too hard
MAX_SEARCH_PIVOTS = 200_000  # of the simplex method in them: what a large program costs, however easily it is decided
QUICK_SHARE = 10  # a tenth of those four for each of several gaps on one page: nobody waits for a proof of the best
BEST_SHARE = 10  # a tenth of what is left of these for the best witness, once there is one: the rest is for verdicts
BEST_PAIRS = 2_000  # claims that may be made: for every so many, that share is parted again: all steps take longer
