"""`stackcred issue`, `derive` and `present`: sign and show credentials from files, without a database."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Annotated

import typer

from stackcred_issuer.cli.files import read_file
from stackcred_issuer.cli.output import AsJson, print_json
from stackcred_issuer.cli.signing import Key, Suite, signer_for, with_party
from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.issuance.envelope import enveloped_credential, enveloped_presentation
from stackcred_issuer.domain.jsonvalue import JsonObject, parse_object
from stackcred_issuer.domain.proof.keys import KeyType

File = Annotated[str, typer.Argument(help="A JSON file, or - for standard input.")]


def issue(
    file: File,
    key: Key,
    suite: Suite = None,
    vc: Annotated[str, typer.Option(help="2.0 as the file is, or 1.1 to write it in the older form.")] = "2.0",
    mandatory: Annotated[
        list[str] | None, typer.Option(help="JSON pointer that is always shown (ecdsa-sd-2023); may be repeated.")
    ] = None,
    typ: Annotated[str, typer.Option(help="The JOSE header `typ` of a JWT: vc+jwt or JWT.")] = "vc+jwt",
    as_json: AsJson = False,
) -> None:
    """Sign a credential from a file. It is held against the standards first; no status is kept for it."""
    from stackcred_issuer.domain.issuance.version_1 import as_version_1
    from stackcred_issuer.gateways.bundled import load_contexts
    from stackcred_issuer.keystores import base_proof_secrets
    from stackcred_issuer.services.sign_document import Format, check_credential, sign_credential

    if vc not in ("2.0", "1.1") or typ not in ("vc+jwt", "JWT"):
        raise StackcredError(ErrorCode.INVALID, "--vc is 2.0 or 1.1, and --typ is vc+jwt or JWT.")
    document = parse_object(read_file(file))
    signer = signer_for(key, document.get("issuer"))
    document = with_party(document, "issuer", signer)
    contexts = load_contexts()
    if vc == "1.1":
        check_credential(document, contexts)
        document = as_version_1(document)
    how = Format(suite, tuple(mandatory or ()), "JWT" if typ == "JWT" else "vc+jwt")
    signed = sign_credential(document, signer, how, created=_now(), contexts=contexts, secrets=base_proof_secrets())
    _show(signed, as_json=as_json)


def derive(
    file: File,
    pointer: Annotated[list[str], typer.Option(help="JSON pointer to what shall be shown; may be repeated.")],
    as_json: AsJson = False,
) -> None:
    """Show a part of a credential with an ecdsa-sd-2023 base proof; what is mandatory is shown in any case."""
    from stackcred_issuer.domain.proof.disclosure import derive as derived
    from stackcred_issuer.gateways.bundled import load_contexts

    _show(derived(parse_object(read_file(file)), pointer, load_contexts()), as_json=as_json)


def present(
    files: Annotated[list[str], typer.Argument(help="Credentials, as JSON or compact JWS.")],
    key: Key,
    suite: Suite = None,
    holder: Annotated[str | None, typer.Option(help="Who shows them; by default the key's own DID.")] = None,
    challenge: Annotated[str | None, typer.Option(help="What the verifier gave to be signed.")] = None,
    domain: Annotated[list[str] | None, typer.Option(help="The verifier's name; may be repeated.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make a presentation of credentials, signed by their holder for one verifier."""
    from stackcred_issuer.domain.issuance.presentation import (
        Asked,
        presentation_of,
        seal_presentation_jws,
        sign_presentation,
    )
    from stackcred_issuer.domain.issuance.seal import suite_of
    from stackcred_issuer.gateways.bundled import load_contexts

    signer = signer_for(key, holder)
    shown = presentation_of([_credential(name) for name in files], holder=signer.controller)
    asked = Asked(challenge, tuple(domain or ()))
    if suite == "jwt" or (suite is None and signer.public_key.type is KeyType.RSA):
        compact = seal_presentation_jws(shown, signer, asked)
        _show(enveloped_presentation(compact) if as_json else compact, as_json=as_json)
        return
    chosen = suite or suite_of(signer)
    _show(
        sign_presentation(shown, signer, suite=chosen, created=_now(), contexts=load_contexts(), asked=asked),
        as_json=as_json,
    )


def _credential(name: str) -> JsonObject | str:
    data = read_file(name).strip()
    return parse_object(data) if data.startswith(b"{") else data.decode("ascii", "replace")


def _show(signed: JsonObject | str, *, as_json: bool) -> None:
    """The document; a compact JWS bare, or in its envelope for readers of JSON."""
    if isinstance(signed, str) and not as_json:
        sys.stdout.write(signed + "\n")
    else:
        print_json(enveloped_credential(signed) if isinstance(signed, str) else signed)


def _now() -> datetime:
    from stackcred_issuer.gateways.clock import SystemClock

    return SystemClock().now().replace(microsecond=0)
