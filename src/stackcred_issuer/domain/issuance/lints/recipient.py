"""The badge says whom it is about, by a DID or by salted hashes; a name only where the recipient allowed it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stackcred_issuer.domain.credential.identity import MIN_SALT, NAME_TYPE
from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.lints.base import Lint, Reading
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list, pointer

_SHA256 = re.compile(r"sha256\$[0-9a-f]{64}", re.ASCII)
_TELLING = ("mailto:", "tel:", "sms:", "acct:", "xmpp:")


def _check(reading: Reading) -> Iterator[Finding]:
    subject = reading.subject
    identities = as_list(subject.get("identifier"))
    if not subject.get("id") and not identities:
        yield Finding("/credentialSubject", "Say whom the badge is about: give an id, an identifier, or both.")
    if str(subject.get("id", "")).lower().startswith(_TELLING):
        yield Finding("/credentialSubject/id", "Name the recipient by a DID; this address says who it is.")
    for index, identity in enumerate(identities):
        if isinstance(identity, dict):
            allow_name = reading.draft.allow_name
            yield from _faults(identity, pointer("credentialSubject", "identifier", index), allow_name=allow_name)


def _faults(identity: JsonObject, at: str, *, allow_name: bool) -> Iterator[Finding]:
    if identity.get("hashed") is not True:
        if identity.get("identityType") != NAME_TYPE:
            yield Finding(f"{at}/hashed", "Hash the identity with a salt; badges are public.")
        elif not allow_name:
            yield Finding(f"{at}/identityHash", "Leave the name out, or have the recipient allow it.")
        return
    if not _SHA256.fullmatch(str(identity.get("identityHash"))):
        yield Finding(f"{at}/identityHash", "Write the hash as sha256$ and 64 small hexadecimal digits.")
    if len(str(identity.get("salt") or "")) < MIN_SALT:
        detail = f"Salt the hash with at least 16 fresh random bytes ({MIN_SALT} characters of base64url)."
        yield Finding(f"{at}/salt", detail)


LINT = Lint("recipient", "Open Badges 3.0 §9 step 5, and our privacy promise: identities as salted SHA-256", _check)
