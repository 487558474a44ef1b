"""`stackcred keys …`: an issuer's signing keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

import typer

from stackcred_issuer.cli.output import AsJson, console, print_json, print_table
from stackcred_issuer.cli.progress import progress
from stackcred_issuer.cli.running import with_house
from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.proof.did import identity_of
from stackcred_issuer.domain.proof.keys import KeyType
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.store.keys import KeyRecord, KeyUse

app = typer.Typer(help="Signing keys of an issuer.", no_args_is_help=True)
Issuer = Annotated[str | None, typer.Argument(help="The issuer's slug; may be left out when there is one.")]

Kind = Annotated[str | None, typer.Option("--type", help="Ed25519, P-256, P-384 or RSA.")]
Use = Annotated[str, typer.Option(help="`proof` for proofs in badges, `jws` for badges as JWT (RSA: only this).")]


@app.command("list")
def list_keys(issuer: Issuer = None, as_json: AsJson = False) -> None:
    """Every key the issuer has signed with, oldest first."""
    from stackcred_issuer.services.find_issuer import find_issuer

    async def read(house: Deployment) -> Sequence[KeyRecord]:
        owner = await find_issuer(house, issuer)
        async with house.store.begin(house.clock.now()) as uow:
            return await uow.keys.of_issuer(owner.id)

    _print(with_house(read), as_json)


@app.command()
def create(
    kind: Kind = "Ed25519",
    issuer: Annotated[str | None, typer.Option(help="Make it this issuer's signing key.")] = None,
    use: Use = "proof",
    as_json: AsJson = False,
) -> None:
    """Make a key: for an issuer, or on its own in the key store, for `stackcred issue --key`."""
    if issuer is not None:
        rotate(issuer, kind, use, as_json)
        return
    from stackcred_issuer.keystores import KeyStores
    from stackcred_issuer.settings import load_settings

    settings = load_settings()
    made = KeyStores(settings.keystore, settings.keys_passphrase).create(_key_type(kind))
    shown = {"uri": made.uri, "did": identity_of(made.public_key), "type": made.public_key.type.value}
    if as_json:
        print_json(shown)
    else:
        console.print(f"Key {made.uri}\nidentity {shown['did']}", soft_wrap=True)


@app.command()
def rotate(issuer: Issuer = None, kind: Kind = None, use: Use = "proof", as_json: AsJson = False) -> None:
    """Make a new signing key; the former one is retired and goes on verifying."""
    from stackcred_issuer.domain.errors import ErrorCode, StackcredError
    from stackcred_issuer.services.find_issuer import find_issuer
    from stackcred_issuer.services.manage_keys import rotate_key

    if use not in ("proof", "jws"):
        raise StackcredError(ErrorCode.INVALID, "--use is `proof` or `jws`.")

    async def change(house: Deployment) -> KeyRecord:
        owner = await find_issuer(house, issuer)
        chosen: KeyUse = "jws" if use == "jws" else "proof"
        return await rotate_key(house, owner.id, key_type=_key_type(kind) if kind else None, use=chosen)

    _print([with_house(change)], as_json)


@app.command()
def compromise(
    key: Annotated[str, typer.Argument(help="The id of the key, from `stackcred keys list`.")],
    issuer: Issuer = None,
    remedy: Annotated[
        str, typer.Option(help="What becomes of its badges: `revoke`, or `resign` with a new key.")
    ] = "revoke",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """A key has leaked: it never signs or verifies again, and its badges are revoked or signed anew."""
    from stackcred_issuer.domain.errors import ErrorCode, StackcredError
    from stackcred_issuer.services.find_issuer import find_issuer
    from stackcred_issuer.services.manage_keys import Remedied, Remedy, compromise_key

    if remedy not in ("revoke", "resign"):
        raise StackcredError(ErrorCode.INVALID, "--remedy is `revoke` or `resign`.")
    if not yes and not as_json:
        typer.confirm(f"Declare the key {key} compromised and {remedy} its badges? This cannot be undone.", abort=True)

    async def change(house: Deployment) -> Remedied:
        owner = await find_issuer(house, issuer)
        chosen: Remedy = "revoke" if remedy == "revoke" else "resign"
        with progress("Badges dealt with", quiet=as_json) as advance:
            return await compromise_key(house, owner.id, _key_id(key), chosen, advance=advance)

    done = with_house(change)
    if as_json:
        print_json({"key": _shape(done.key), "badges": done.badges})
    else:
        console.print(f"{done.badges} badges done; the active key is {done.key.multikey}", soft_wrap=True)


def _key_id(text: str) -> UUID:
    from stackcred_issuer.domain.errors import ErrorCode, StackcredError

    try:
        return UUID(text)
    except ValueError:
        raise StackcredError(ErrorCode.INVALID, f"{text!r} is not a key id; see: stackcred keys list") from None


def _key_type(text: str | None) -> KeyType:
    from stackcred_issuer.domain.errors import ErrorCode, StackcredError

    named = {kind.value.lower(): kind for kind in KeyType}
    kind = named.get((text or "Ed25519").lower())
    if kind is None:
        raise StackcredError(ErrorCode.INVALID, f"--type is one of {', '.join(KeyType)}.")
    return kind


def _print(keys: Sequence[KeyRecord], as_json: bool) -> None:
    if as_json:
        print_json([_shape(key) for key in keys])
        return
    rows = [[str(key.id), key.multikey, key.state, format_instant(key.created_at)] for key in keys]
    print_table("Keys", ["id", "public key", "state", "since"], rows)


def _shape(key: KeyRecord) -> dict[str, str]:
    return {
        "id": str(key.id),
        "publicKeyMultibase": key.multikey,
        "type": key.key_type,
        "use": key.use,
        "state": key.state,
        "createdAt": format_instant(key.created_at),
    }
