"""`stackcred rules impact` and `stackcred audit awards`: what would change, and what no longer holds."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from tests.cli.conftest import Terminal
from tests.support.service import all_of, running


async def _scene(url: str, folder: Path) -> tuple[str, dict[str, Any], str]:
    """A certification that one learner holds, a rule that they do not meet, and the badge it rests on."""
    async with running(url, folder) as service:
        tenant = await service.tenant()
        one, two = await tenant.achievement("One"), await tenant.achievement("Two")
        certification = await tenant.certification(await tenant.achievement("Certificate"), all_of(one))
        passed = await tenant.passed(one["id"], "ana@example.org")
        await service.settle()
        return certification["id"], {"requires": all_of(two)}, passed["badge"]["id"]


async def _revoke_silently(url: str, folder: Path, badge: str) -> None:
    """A badge falls and nobody has reacted yet."""
    async with running(url, folder) as service:
        async with service.house.store.begin(service.house.clock.now()) as uow:
            (issuer,) = await uow.issuers.all()
        api = await service.client(issuer.id)
        assert (await api.post(f"/v1/badges/{badge}/revoke")).status_code == 200


def test_impact_and_audit_say_it_in_words_and_as_json(terminal: Terminal, tmp_path: Path) -> None:
    url = terminal.environment["DATABASE_URL"]
    certification, rule, badge = asyncio.run(_scene(url, tmp_path))
    file = tmp_path / "rule.json"
    file.write_text(json.dumps(rule))
    told = terminal.well("rules", "impact", certification, "--rule", str(file))
    assert (told["counts"]["loses"], told["counts"]["gains"]) == (1, 0)
    assert [one["change"] for one in told["changes"]] == ["loses"]
    shown = terminal("rules", "impact", certification, "--rule", str(file))
    assert (shown.status, "0 gain, 1 lose, 0 become indeterminate" in shown.out) == (0, True)
    file.write_text('{"requires": {"op": "all", "of": []}}')
    assert terminal("rules", "impact", certification, "--rule", str(file)).status == 2

    assert terminal.well("audit", "awards") == {"awards": 1, "doubts": []}
    assert terminal("audit", "awards").out.strip() == "All awards hold: 1."
    asyncio.run(_revoke_silently(url, tmp_path, badge))
    found = terminal("audit", "awards", "--json")
    assert (found.status, [doubt["kind"] for doubt in found.json["doubts"]]) == (1, ["present"])
    assert "Awards: 1; in doubt: 1." in terminal("audit", "awards").out
