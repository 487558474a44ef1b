"""Rules of real qualification frameworks, with holders who pass, who miss by one, and who pass only by allocation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.domain.stacking.build import held_against

from stackcred_issuer.domain.instant import parse_instant
from stackcred_issuer.domain.jsonvalue import dump_json
from stackcred_issuer.domain.stacking.recheck import recheck

FOLDER = Path(__file__).parent / "frameworks"


def cases() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.json")):
        framework = json.loads(path.read_text("utf-8"))
        found += [
            pytest.param(framework, holder, id=f"{path.stem}: {holder['name']}") for holder in framework["holders"]
        ]
    return found


@pytest.mark.parametrize(("framework", "holder"), cases())
def test_a_holder_of_a_real_framework_is_judged_rightly(framework: Any, holder: Any) -> None:
    outcome = held_against(
        framework["rule"],
        holder["holdings"],
        parse_instant(framework["asOf"]),
        rules=framework.get("rules", []),
    )
    assert (outcome.verdict, len(outcome.claims)) == (holder["verdict"], holder["claims"])
    proven = recheck(
        json.loads(dump_json(outcome.to_json())), framework["rule"], holder["holdings"], framework.get("rules", [])
    )
    assert (proven == []) == outcome.satisfied
