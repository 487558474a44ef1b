"""Status entries of badges and the list credentials they point to (Bitstring Status List 1.0 §2, §3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.domain.proof.contexts import CREDENTIALS_V2
from stackcred_issuer.domain.status.bitstring import MIN_BITS, Bitstring

ENTRY_TYPE = "BitstringStatusListEntry"
LIST_TYPE = "BitstringStatusList"
REVOCATION = "revocation"  # for good
SUSPENSION = "suspension"  # until lifted
MAX_STATUS_SIZE = 32  # bits of one entry; the standard sets none, and a status has a handful of meanings
MESSAGE = "message"  # a note for people
_CODE = re.compile(r"0x[0-9A-Fa-f]{1,8}", re.ASCII)
_INDEX = re.compile(r"0|[1-9][0-9]{0,11}", re.ASCII)


@dataclass(frozen=True, slots=True)
class StatusSlot:
    """A badge's place: the same index in a list of revocations and a list of suspensions."""

    revocation_url: str
    suspension_url: str
    index: int


def status_entries(slot: StatusSlot, purposes: Sequence[str] = (REVOCATION, SUSPENSION)) -> list[JsonObject]:
    """The `credentialStatus` entries of a badge, one per purpose.

    OB 3.0 knows one entry, VC 2.0 many: with a single purpose the badge also passes 1EdTech's own JSON Schema.
    """
    urls = {REVOCATION: slot.revocation_url, SUSPENSION: slot.suspension_url}
    return [_entry(urls[purpose], purpose, slot.index) for purpose in purposes]


def list_credential(
    url: str,
    issuer: str,
    purpose: str | Sequence[str],
    bits: Bitstring,
    valid_from: datetime,
    valid_until: datetime,
    ttl_ms: int,
) -> JsonObject:
    """A list as a credential to be signed. purpose: what its bits are about; several purposes share the same bits.

    url: where it is published. issuer: the id of the badges' issuer. ttl_ms: how long a verifier may keep a copy.
    """
    return {
        "@context": [CREDENTIALS_V2],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": format_instant(valid_from),
        "validUntil": format_instant(valid_until),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": LIST_TYPE,
            "statusPurpose": purpose if isinstance(purpose, str) else list(purpose),
            "encodedList": bits.encode(),
            "ttl": ttl_ms,
        },
    }


def message_entry(
    url: str, index: int, messages: Sequence[str], references: Sequence[str] = (), purpose: str = MESSAGE
) -> JsonObject:
    """An entry whose status is a number with a meaning for people (§2.2 `statusSize`, `statusMessage`).

    messages: one for each value, from 0 on; their number is a power of two from 2 on. references: where the
    meanings are explained. Raises StackcredError INVALID for another number of messages.
    """
    size = len(messages).bit_length() - 1
    if len(messages) != 2**size or not 1 <= size <= MAX_STATUS_SIZE:
        raise StackcredError(ErrorCode.INVALID, "Give a message for every value: 2, 4, 8 … of them.")
    told = [{"status": hex(value), "message": message} for value, message in enumerate(messages)]
    more: JsonObject = {"statusReference": list(references)} if references else {}
    return {**_entry(url, purpose, index), "statusSize": size, "statusMessage": told, **more}


def message_of(entry: JsonObject, value: int) -> str | None:
    """What an entry says that a value means; None when it does not say. Raises MALFORMED as `read_status`."""
    for told in as_list(entry.get("statusMessage")):
        code = told.get("status") if isinstance(told, dict) else None
        if not isinstance(code, str) or not _CODE.fullmatch(code) or not isinstance(told.get("message"), str):
            raise _malformed("each statusMessage must have a status such as 0x1, and a message")
        if int(code, 16) == value:
            return str(told["message"])
    return None


def parse_index(text: object) -> int:
    """A `statusListIndex`: ASCII digits without sign or leading zeros. Raises MALFORMED otherwise."""
    if not isinstance(text, str) or not _INDEX.fullmatch(text):
        raise _malformed("statusListIndex must be a whole number from 0 on, written as a text of digits")
    return int(text)


def read_status(entry: JsonObject, list_credential: JsonObject) -> int:
    """The status of an entry in a list whose proof was already verified; 0 means that nothing is set (§3.2).

    Raises StackcredError, naming the standard's error type: INVALID for another purpose
    (STATUS_VERIFICATION_ERROR), a list that is too short (STATUS_LIST_LENGTH_ERROR) or an index outside it
    (RANGE_ERROR); MALFORMED (MALFORMED_VALUE_ERROR); TOO_LARGE.
    """
    if ENTRY_TYPE not in as_list(entry.get("type")):
        raise _malformed(f"the status entry must have the type {ENTRY_TYPE}")
    index, size = parse_index(entry.get("statusListIndex")), _status_size(entry)
    subject = _list_subject(list_credential)
    purpose = entry.get("statusPurpose")
    if not isinstance(purpose, str):
        raise _malformed("statusPurpose of the entry must be a text")
    if purpose not in as_list(subject.get("statusPurpose")):
        raise StackcredError(
            ErrorCode.INVALID,
            f"STATUS_VERIFICATION_ERROR: the list is not about {purpose!r}, the purpose of the entry.",
            problem="STATUS_VERIFICATION_ERROR",
        )
    encoded = subject.get("encodedList")
    if not isinstance(encoded, str):
        raise _malformed("encodedList of the list must be a text")
    bits = Bitstring.decode(encoded)
    if len(bits) // size < MIN_BITS:
        raise StackcredError(
            ErrorCode.INVALID,
            f"STATUS_LIST_LENGTH_ERROR: the list has room for {len(bits) // size} entries of {size} bits; at least "
            f"{MIN_BITS} are needed.",
            problem="STATUS_LIST_LENGTH_ERROR",
        )
    return bits.value(index, size)


def _entry(url: str, purpose: str, index: int) -> JsonObject:
    return {
        "id": f"{url}#{index}",
        "type": ENTRY_TYPE,
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": url,
    }


def _status_size(entry: JsonObject) -> int:
    size: Any = entry.get("statusSize", 1)
    if not isinstance(size, int) or isinstance(size, bool) or not 1 <= size <= MAX_STATUS_SIZE:
        raise _malformed(f"statusSize must be a whole number from 1 to {MAX_STATUS_SIZE}")
    message_of(entry, -1)
    messages = as_list(entry.get("statusMessage"))
    if size > 1 and len(messages) != 2**size:
        raise _malformed(f"an entry of {size} bits needs a statusMessage for each of its {2**size} values")
    return size


def _list_subject(list_credential: JsonObject) -> JsonObject:
    subject = next(_lists(list_credential), None)
    if subject is None:
        raise _malformed(f"the subject of the status list must be a {LIST_TYPE}")
    return subject


def _lists(list_credential: JsonObject) -> Iterator[JsonObject]:
    for subject in as_list(list_credential.get("credentialSubject")):
        if isinstance(subject, dict) and LIST_TYPE in as_list(subject.get("type")):
            yield subject


def _malformed(detail: str) -> StackcredError:
    return StackcredError(ErrorCode.MALFORMED, f"MALFORMED_VALUE_ERROR: {detail}.", problem="MALFORMED_VALUE_ERROR")
