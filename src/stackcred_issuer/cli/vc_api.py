"""`stackcred vc-api`: an instance that conformance suites are pointed at."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stackcred_issuer.cli.output import AsJson, console, print_json, print_table
from stackcred_issuer.cli.stopping import end_on_sigterm

if TYPE_CHECKING:
    from stackcred_issuer.services.vc_api.conformance import Prepared
    from stackcred_issuer.settings import Settings


def vc_api(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on; 0 takes a free one.")] = 8000,
    base_url: Annotated[str | None, typer.Option(help="The origin others see. Default: http://localhost:PORT")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of keys and lists. Default: none stays.")] = None,
    no_auth: Annotated[bool, typer.Option("--no-auth", help="Ask for no login; on loopback addresses only.")] = False,
    as_json: AsJson = False,
) -> None:
    """Serve the VC-API with an issuer for each suite and key type, and print how to reach them."""
    from stackcred_issuer.cli.running import migrated_database
    from stackcred_issuer.cli.serve import run_web

    end_on_sigterm()
    port = port or _free_port(host)
    with _folder(data) as folder:
        settings = _settings(folder, host, port, base_url or f"http://localhost:{port}", data, login=not no_auth)
        with migrated_database(settings) as url:
            _show(settings, asyncio.run(_prepared(settings, url)), as_json=as_json)
            os.environ.update(_environment(settings, url))
            run_web(settings)


@contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    if data is not None:
        yield data
        return
    with tempfile.TemporaryDirectory(prefix="stackcred-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _settings(folder: Path, host: str, port: int, base_url: str, data: Path | None, *, login: bool) -> Settings:
    """The environment's choices, with what an instance of its own needs: without `data`, no database but its own."""
    from stackcred_issuer.settings import load_settings

    own: dict[str, Any] = {} if data is not None else {"database_url": None}
    return load_settings(
        conformance=True,
        vc_api_login=login,
        host=host,
        port=port,
        base_url=base_url,
        data_dir=folder,
        keystore=f"file:{folder.resolve() / 'keys'}",
        **own,
    )


def _environment(settings: Settings, url: str) -> dict[str, str]:
    """What web processes read: the same choices, by name."""
    return {
        "DATABASE_URL": url,
        "STACKCRED_CONFORMANCE": "true",
        "STACKCRED_VC_API_LOGIN": str(settings.vc_api_login).lower(),
        "STACKCRED_HOST": settings.host,
        "STACKCRED_PORT": str(settings.port),
        "STACKCRED_BASE_URL": settings.base_url,
        "STACKCRED_DATA_DIR": str(settings.data_dir),
        "STACKCRED_KEYSTORE": settings.keystore,
    }


async def _prepared(settings: Settings, url: str) -> list[Prepared]:
    from stackcred_issuer.bootstrap import open_deployment
    from stackcred_issuer.services.vc_api.conformance import prepare

    async with open_deployment(settings, url) as house:
        return await prepare(house)


def _show(settings: Settings, prepared: list[Prepared], *, as_json: bool) -> None:
    api = f"{settings.base_url}/vc-api"
    if as_json:
        print_json(
            {
                "verifyCredentials": f"{api}/credentials/verify",
                "verifyPresentations": f"{api}/presentations/verify",
                "derive": f"{api}/credentials/derive",
                "tokenEndpoint": f"{settings.base_url}/oauth/token" if settings.vc_api_login else None,
                "issuers": [_shape(api, one) for one in prepared],
            }
        )
        sys.stdout.flush()
        return
    rows = [[one.profile.name, one.profile.suite, one.profile.key_type.value, one.issuer.did] for one in prepared]
    print_table("Issuers", ["endpoint", "suite", "key", "issuer id"], rows)
    console.print(f"\nissue    {api}/issuers/<endpoint>/credentials/issue", highlight=False, soft_wrap=True)
    for word, path in (
        ("verify", "credentials/verify"),
        ("", "presentations/verify"),
        ("derive", "credentials/derive"),
    ):
        console.print(f"{word:8} {api}/{path}", highlight=False, soft_wrap=True)
    _show_keys(prepared)
    console.print("\n--json prints every address, and the ids in one piece. Serving until Ctrl-C.")


def _show_keys(prepared: list[Prepared]) -> None:
    keys = [(one.profile.name, one.secrets.api_key) for one in prepared if one.secrets is not None]
    if keys:
        console.print("\nSend as Authorization: Bearer (client ids and secrets for OAuth: --json)")
    for name, key in keys:
        console.print(f"{name:22} {key}", highlight=False, soft_wrap=True)


def _shape(api: str, one: Prepared) -> dict[str, Any]:
    login = (
        {}
        if one.secrets is None
        else {
            "apiKey": one.secrets.api_key,
            "clientId": str(one.secrets.client_id),
            "clientSecret": one.secrets.client_secret,
        }
    )
    base = f"{api}/issuers/{one.profile.name}"
    return {
        "name": one.profile.name,
        "id": one.issuer.did,
        "suite": one.profile.suite,
        "keyType": one.profile.key_type.value,
        "issue": f"{base}/credentials/issue",
        "issueBare": f"{api}/bare/issuers/{one.profile.name}/credentials/issue",
        "status": f"{base}/credentials/status",
        "present": f"{base}/presentations/create",
        **login,
    }


def _free_port(host: str) -> int:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
