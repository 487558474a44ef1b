"""Our promise: a badge names its holder by a salted hash or a DID, and nobody by e-mail address."""

from __future__ import annotations

import re
from collections.abc import Iterable

from stackcred_issuer.domain.credential.identity import MIN_SALT
from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.lints.base import Lint
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list, pointer, walk
from stackcred_issuer.domain.proof.contexts import ContextSet

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_PERSONAL = {
    "email", "phone", "dateOfBirth", "address", "familyName", "givenName", "additionalName", "name",
}  # fmt: skip
_SHA256 = re.compile(r"sha256\$[0-9a-f]{64}")
_ORGANISATIONS = ("source", "achievement")  # parts of the subject that are not about the holder


def _run(document: JsonObject, known: ContextSet) -> Iterable[Finding]:
    subject = document.get("credentialSubject") or {}
    for name in sorted(_PERSONAL & subject.keys()):
        yield Finding(pointer("credentialSubject", name), "Leave personal data of the holder out of the badge.")
    for index, identity in enumerate(as_list(subject.get("identifier"))):
        yield from _identity(identity, ("credentialSubject", "identifier", index))
    yield from _no_addresses(document)


def _identity(identity: JsonObject, at: tuple[str | int, ...]) -> Iterable[Finding]:
    if identity.get("hashed") is not True or not _SHA256.fullmatch(str(identity.get("identityHash"))):
        yield Finding(pointer(*at), "Identify the holder by a SHA-256 hash, never in the clear.")
    elif len(identity.get("salt") or "") < MIN_SALT:
        yield Finding(pointer(*at, "salt"), f"Salt the hash with at least {MIN_SALT} random characters.")


def _no_addresses(document: JsonObject) -> Iterable[Finding]:
    """No e-mail address in what is said about the holder; organisations may publish theirs."""
    for root in ("credentialSubject", "evidence"):
        for tokens, value in walk(document.get(root), (root,)):
            if len(tokens) > 1 and tokens[1] in _ORGANISATIONS:
                continue
            if isinstance(value, str) and _EMAIL.search(value):
                yield Finding(
                    pointer(*tokens), "This text holds an e-mail address, and badges are public; take it out."
                )


LINT = Lint("privacy", "Privacy promise; requirement 39; pitfall 12", _run)
