"""A newer version is asked for over the network once, and only for a badge whose proof holds."""

from __future__ import annotations

from pathlib import Path

from tests.domain.verification.making import EXTENSIONS, OB, V2, badge, key, signed
from tests.gateways.loopback import serving
from tests.support.service import running

from stackcred_issuer.domain.jsonvalue import JsonObject, dump_json
from stackcred_issuer.domain.verification.report import Result, Verdict
from stackcred_issuer.services.verify_credential import verify_credential

ISSUER = key(3)


def refreshable(url: str, **changes: str) -> JsonObject:
    service = {"id": url, "type": "1EdTechCredentialRefresh"}
    document = {"@context": [V2, OB, EXTENSIONS], "refreshService": service, **changes}
    return badge(ISSUER.controller, **document)


async def test_it_is_asked_for_after_the_proof_and_once(fresh_database_url: str, tmp_path: Path) -> None:
    async with serving() as server, running(fresh_database_url, tmp_path, allow_loopback_fetch=True) as service:
        url = f"http://localhost:{server.port}/newest"
        old = signed(refreshable(url), ISSUER)
        newer = signed(refreshable(url, validFrom="2026-04-01T00:00:00Z"), ISSUER)
        server.says("/newest", dump_json(newer), "Content-Type: application/vc")
        forged = await verify_credential(service.house, dump_json({**old, "name": "forged"}))
        assert (forged.verdict, server.requests) == (Verdict.INVALID, [])
        report = await verify_credential(service.house, dump_json(old))
        assert (report.verdict, report.result_of("refresh")) == (Verdict.VALID, Result.PASS)
        assert report.refreshed is not None
        assert report.refreshed.credential == newer
        assert len(server.requests) == 1
