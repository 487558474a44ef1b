"""Who a badge is about, without saying it: salted hashes of identities (OB 3.0 §9 step 5, §B.1 IdentityObject)."""

from __future__ import annotations

import hashlib
import re
from hmac import compare_digest

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject

EMAIL_TYPE = "emailAddress"
NAME_TYPE = "name"
MIN_SALT = 22  # characters of base64url: 128 bits, beyond any table made beforehand
_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+")
_HASHED = re.compile(r"(sha256|md5)\$([0-9A-Fa-f]+)", re.ASCII)


def hashed_email(email: str, salt: str) -> JsonObject:
    """The IdentityObject of an e-mail address, which is trimmed and lower-cased before hashing.

    salt: fresh random text, at least 16 bytes of it as base64url. Raises StackcredError INVALID for a shorter one
    or for what is no address.
    """
    if len(salt) < MIN_SALT:
        raise StackcredError(
            ErrorCode.INVALID,
            f"The salt has {len(salt)} characters; give at least 16 random bytes as base64url ({MIN_SALT} characters).",
        )
    address = normal_email(email)
    if not _EMAIL.fullmatch(address):
        raise StackcredError(ErrorCode.INVALID, "This is no e-mail address; write it as name@host.", pointer="/email")
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"sha256${_digest('sha256', address, salt)}",
        "identityType": EMAIL_TYPE,
        "salt": salt,
    }


def matches(identity: JsonObject, identity_type: str, value: str) -> bool:
    """Whether an IdentityObject names this identity.

    A hash is compared with that of the value as given and, for an e-mail, of its trimmed and lower-cased form.
    Anything that cannot be read matches nobody.
    """
    wanted = identity.get("identityHash")
    if identity.get("identityType") != identity_type or not isinstance(wanted, str):
        return False
    if identity.get("hashed") is not True:
        return identity.get("hashed") is False and wanted == value
    read, salt = _HASHED.fullmatch(wanted), identity.get("salt", "")
    if read is None or not isinstance(salt, str):
        return False
    algorithm, digest = read.groups()
    candidates = {value, normal_email(value)} if identity_type == EMAIL_TYPE else {value}
    return any(compare_digest(_digest(algorithm, candidate, salt), digest.lower()) for candidate in candidates)


def normal_email(email: str) -> str:
    """One spelling for one mailbox: trimmed and lower-cased."""
    return email.strip().lower()


def _digest(algorithm: str, identity: str, salt: str) -> str:
    data = (identity + salt).encode("utf-8", "surrogatepass")
    return hashlib.new(algorithm, data, usedforsecurity=False).hexdigest()
