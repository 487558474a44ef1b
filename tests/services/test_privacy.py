"""Personal data and secrets stay where they belong: not in events, jobs, logs, representations or errors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from tests.support.service import Service, all_of

from stackcred_issuer.keystores import KeyStores
from stackcred_issuer.settings import LogFormat, load_settings

PASSPHRASE = "correct horse battery staple"
PERSON = {
    "email": "quentin.quux@example.org",
    "name": "Quentin Quux",
    "identifiers": [{"type": "sourcedId", "value": "q-4711"}],
}
TRACES = ("quentin", "quux", "q-4711")


async def test_events_and_the_jobs_that_carry_them_name_nobody(service: Service, database_url: str) -> None:
    tenant = await service.tenant()
    networks = await tenant.achievement()
    await tenant.certification(await tenant.achievement("Certificate"), all_of(networks))
    answer = await tenant.passed(networks["id"], "", learner=PERSON, narrative="He did well.")
    badge = answer["badge"]["id"]
    await tenant.api.post(f"/v1/badges/{badge}/suspend", json={"reason": "Quentin Quux asked for it"})
    with psycopg.connect(database_url) as connection:
        jobs = connection.execute("SELECT args::text FROM procrastinate_jobs").fetchall()
        entries = connection.execute("SELECT audit_entries::text FROM audit_entries").fetchall()
    assert jobs
    written = " ".join(row[0] for row in [*jobs, *entries]).lower()
    assert answer["badge"]["id"] in written
    for trace in TRACES:
        assert trace not in written
    await service.settle()
    audit = (await tenant.api.get("/v1/audit?limit=200")).text.lower()
    for trace in TRACES:
        assert trace not in audit


async def test_secrets_are_kept_as_digests_only(service: Service, database_url: str) -> None:
    tenant = await service.tenant()
    made = (await tenant.api.post("/v1/clients", json={"name": "LMS", "scopes": ["badges:read"]})).json()
    form = {"grant_type": "client_credentials", "client_id": made["clientId"], "client_secret": made["clientSecret"]}
    token = (await service.public.post("/oauth/token", data=form)).json()["access_token"]
    with psycopg.connect(database_url) as connection:
        rows = connection.execute("SELECT client_secrets::text FROM client_secrets").fetchall()
    kept = " ".join(row[0] for row in rows)
    for secret in (made["apiKey"], made["clientSecret"], token):
        assert secret not in kept
        assert secret.partition("_")[2] not in kept


def test_settings_and_key_stores_do_not_show_their_secrets(tmp_path: Path) -> None:
    settings = load_settings(
        database_url="postgresql://operator:hunter2@db.example/stackcred",
        keys_passphrase=PASSPHRASE,
        keystore=f"file:{tmp_path}",
    )
    store = KeyStores(settings.keystore, settings.keys_passphrase)
    for shown in (
        repr(settings),
        str(settings),
        repr(store),
        str(vars(store) if hasattr(store, "__dict__") else store),
    ):
        assert "hunter2" not in shown
        assert PASSPHRASE not in shown


FAILING = """
import asyncio, json, os, sys
from dataclasses import replace
from pathlib import Path
from uuid import UUID
sys.path.insert(0, os.environ["ROOT"])
from tests.support.service import Service, running
from stackcred_issuer.logs import configure_logs
from stackcred_issuer.settings import load_settings
import httpx
from stackcred_issuer.web.app import create_app
from tests.support.service import _opened, BASE_URL

class Broken:
    async def take(self, issuer_id):
        person = json.loads(os.environ["PERSON"])
        raise RuntimeError("the slots are broken")

async def main():
    folder = Path(os.environ["FOLDER"])
    configure_logs(load_settings(log_format=os.environ["FORMAT"]))
    async with running(os.environ["URL"], folder, keys_passphrase=os.environ["PASSPHRASE"]) as service:
        tenant = await service.tenant()
        networks = await tenant.achievement()
        app = create_app(_opened(service.house))
        app.state.house = replace(service.house, slots=Broken())
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        headers = dict(tenant.api.headers) | {"Idempotency-Key": "idem-4711"}
        async with httpx.AsyncClient(transport=transport, base_url=BASE_URL, headers=headers) as api:
            body = tenant.result(networks["id"], "", learner=json.loads(os.environ["PERSON"]))
            answer = await api.post("/v1/assessments?note=query-4711", json=body)
            print("ANSWER", answer.status_code, answer.headers["content-type"], answer.text)
        print("KEY", tenant.api.headers["authorization"].removeprefix("Bearer "), file=sys.stderr)

asyncio.run(main())
"""


@pytest.mark.parametrize("form", list(LogFormat))
def test_a_request_that_fails_is_logged_without_what_it_brought(
    fresh_database_url: str, tmp_path: Path, form: LogFormat
) -> None:
    environment = {
        **os.environ,
        "ROOT": str(Path(__file__).parents[2]),
        "URL": fresh_database_url,
        "FOLDER": str(tmp_path),
        "PASSPHRASE": PASSPHRASE,
        "PERSON": json.dumps(PERSON),
        "FORMAT": form.value,
    }
    done = subprocess.run([sys.executable, "-c", FAILING], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    key = done.stderr.rpartition("KEY ")[2].strip()
    assert key.startswith("sck_")
    log, _, answer = done.stdout.partition("ANSWER ")
    assert "request failed" in log
    assert "the slots are broken" in log
    assert "/v1/assessments" in log
    for secret in (*TRACES, key, PASSPHRASE, "idem-4711", "query-4711"):
        assert secret not in log.lower()
    assert answer.startswith("500 application/problem+json")
    assert "slots" not in answer
    assert '"code":"internal"' in answer
