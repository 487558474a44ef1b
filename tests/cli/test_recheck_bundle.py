"""`stackcred recheck BUNDLE` as a process: exit statuses, words and JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.journeys.test_evidence_bundle import _awarded, _bundle
from tests.support.service import Service


def _run(*arguments: str, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "stackcred_issuer", "recheck", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, check=False)


async def test_a_bundle_is_rechecked_from_a_file_or_standard_input(service: Service, tmp_path: Path) -> None:
    _, _, badge = await _awarded(service)
    bundle = await _bundle(service, badge)
    file = tmp_path / "bundle.json"
    file.write_text(json.dumps(bundle))
    told = _run(str(file))
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith(b"Established as of 20")
    piped = _run("-", "--json", stdin=file.read_bytes())
    assert (piped.returncode, json.loads(piped.stdout)["established"]) == (0, True)
    bundle["record"]["name"] = "Evidence for: everything"
    file.write_text(json.dumps(bundle))
    assert _run(str(file)).returncode == 1
    file.write_text("{}")
    assert _run(str(file)).returncode == 2
    assert _run().returncode == 2


async def test_keys_that_are_not_the_issuers_establish_nothing(service: Service, tmp_path: Path) -> None:
    tenant, _, badge = await _awarded(service)
    bundle, file, did = await _bundle(service, badge), tmp_path / "bundle.json", tmp_path / "did.json"
    file.write_text(json.dumps(bundle))
    document = (await service.public.get(f"/issuers/{tenant.issuer.slug}/did.json")).json()
    did.write_text(json.dumps(document))
    assert _run(str(file), "--did", str(did)).returncode == 0
    did.write_text(json.dumps({**document, "verificationMethod": [], "assertionMethod": []}))
    assert _run(str(file), "--did", str(did)).returncode == 1
