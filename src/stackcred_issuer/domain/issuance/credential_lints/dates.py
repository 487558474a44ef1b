"""The period of validity has a zone at both ends, and ends after it begins."""

from __future__ import annotations

from collections.abc import Iterator

from stackcred_issuer.domain.credential.rules import CREDENTIALS_V1, findings_of_dates
from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.issuance.lints.base import Lint, Reading
from stackcred_issuer.domain.jsonvalue import as_list


def _check(reading: Reading) -> Iterator[Finding]:
    document = reading.document
    if as_list(document.get("@context"))[:1] != [CREDENTIALS_V1]:
        yield from findings_of_dates(document, "validFrom", "validUntil")
        return
    if document.get("issuanceDate") is None:
        yield Finding("/issuanceDate", "Say from when it holds: a credential of version 1.1 has an issuanceDate.")
    yield from findings_of_dates(document, "issuanceDate", "expirationDate")


LINT = Lint("dates", "VC Data Model 2.0 §4.9, 1.1 §4.6: validity period", _check)
