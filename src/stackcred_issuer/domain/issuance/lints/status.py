"""The badge can be revoked: its status entries are what Bitstring Status List asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from stackcred_issuer.domain.errors import Finding, StackcredError
from stackcred_issuer.domain.issuance.lints.base import Lint, Reading
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list, pointer
from stackcred_issuer.domain.status.status_list import ENTRY_TYPE, REVOCATION, parse_index


def _check(reading: Reading) -> Iterator[Finding]:
    written = reading.document.get("credentialStatus")
    entries = [entry for entry in as_list(written) if isinstance(entry, dict)]
    purposes = Counter(str(entry.get("statusPurpose")) for entry in entries)
    if REVOCATION not in purposes:
        yield Finding("/credentialStatus", "Give the badge a status entry for revocation: it must be revocable.")
    for index, entry in enumerate(entries):
        at = pointer("credentialStatus", index) if isinstance(written, list) else "/credentialStatus"
        yield from _faults(entry, at)
        if purposes[str(entry.get("statusPurpose"))] > 1:
            yield Finding(f"{at}/statusPurpose", "Give each purpose a single entry.")


def _faults(entry: JsonObject, at: str) -> Iterator[Finding]:
    if entry.get("type") != ENTRY_TYPE:
        yield Finding(f"{at}/type", f"Write the type {ENTRY_TYPE}; other kinds of status are not published here.")
    url = entry.get("statusListCredential")
    if not isinstance(url, str) or urlsplit(url).scheme not in ("https", "http"):
        yield Finding(f"{at}/statusListCredential", "Say by its URL where the status list stands.")
    elif entry.get("id") == url:
        yield Finding(f"{at}/id", "Give the entry an id that is not the list's, or none.")
    try:
        parse_index(entry.get("statusListIndex"))
    except StackcredError as error:
        yield Finding(f"{at}/statusListIndex", error.detail)


LINT = Lint("status", "Bitstring Status List 1.0 §2.1: one well-formed entry for each purpose", _check)
