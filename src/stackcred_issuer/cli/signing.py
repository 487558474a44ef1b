"""Keys that commands sign with: from the key store, or from a PEM file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.did import identity_of

if TYPE_CHECKING:
    from stackcred_issuer.domain.proof.signer import Signer

Key = Annotated[
    str, typer.Option(help="A key of the key store (`file:….pem`, see `stackcred keys create`), or a PEM file.")
]
Suite = Annotated[
    str | None, typer.Option(help="A cryptosuite such as eddsa-rdfc-2022, or `jwt`; by default the key's own.")
]


def signer_for(key: str, party: object) -> Signer:
    """The signer of a key for an issuer or holder: its id as text or in an object; the key's own DID without one.

    Raises StackcredError KEY_UNUSABLE.
    """
    from stackcred_issuer.keystores import KeyStores, bind, read_key_file
    from stackcred_issuer.settings import load_settings

    settings = load_settings()
    stored = key.startswith(settings.keystore.partition(":")[0] + ":") and not Path(key).exists()
    if stored:
        loaded = KeyStores(settings.keystore, settings.keys_passphrase).load(key)
    else:
        loaded = read_key_file(Path(key), settings.keys_passphrase)
    named = party.get("id") if isinstance(party, dict) else party
    if named is not None and not isinstance(named, str):
        raise StackcredError(ErrorCode.INVALID, "The id of whoever signs is a text.")
    return bind(loaded, named or identity_of(loaded.public_key))


def with_party(document: JsonObject, member: str, signer: Signer) -> JsonObject:
    """The document with the signer's id as its issuer or holder, where it names none."""
    party = document.get(member)
    if party is None:
        return {**document, member: signer.controller}
    return {**document, member: {"id": signer.controller, **party}} if isinstance(party, dict) else document
