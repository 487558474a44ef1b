"""Show parts of a credential: the holder's side of selective disclosure."""

from __future__ import annotations

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.disclosure import derive
from stackcred_issuer.gateways.bundled import ContextChoice, load_contexts
from stackcred_issuer.services.deployment import Deployment
from stackcred_issuer.services.vc_api.requests import member, options_of, pointers


async def derive_credential(house: Deployment, body: JsonObject) -> JsonObject:
    """The derived credential for `{verifiableCredential, options: {selectivePointers}}`.

    No key is needed and no signature checked: whoever receives the result does. Raises MALFORMED, INVALID, EXHAUSTED.
    """
    document = member(body, "verifiableCredential")
    chosen = pointers(options_of(body), "selectivePointers") or []
    return await house.sandbox.run(derived, document, chosen, ContextChoice.of(house.settings))


def derived(document: JsonObject, chosen: list[str], choice: ContextChoice) -> JsonObject:
    """The work itself, as it runs in a worker process."""
    return derive(document, chosen, load_contexts(choice))
