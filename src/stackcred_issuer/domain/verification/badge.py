"""The token that says: this document is authentic. Only this package makes it."""

from __future__ import annotations

from datetime import datetime
from typing import final

from stackcred_issuer.domain.errors import StackcredError
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.multibase import digest_multibase
from stackcred_issuer.domain.verification.policy import AUTHENTICITY, Policy
from stackcred_issuer.domain.verification.presented import Presented
from stackcred_issuer.domain.verification.report import Report, Result, Verdict

_MAKER = object()


@final
class VerifiedBadge:
    """A credential whose structure, terms, proof and issuer were found to hold.

    It says nothing about today's status: a revoked, suspended or expired badge is authentic too, and statuses
    change; ask for them anew. Made only by `verify` and `restore`; the constructor refuses everybody else.
    Treat `document` as frozen.
    """

    __slots__ = ("digest", "document", "report")

    document: JsonObject
    digest: str
    report: Report

    def __init__(self, maker: object, document: JsonObject, report: Report) -> None:
        if maker is not _MAKER:
            raise TypeError("A VerifiedBadge is made by verify() or restore() only.")
        object.__setattr__(self, "document", document)
        object.__setattr__(self, "digest", report.document_digest)
        object.__setattr__(self, "report", report)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"A VerifiedBadge does not change; {name} cannot be set.")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"A VerifiedBadge does not change; {name} cannot be removed.")

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("A VerifiedBadge is not stored; keep its bytes and report, and restore() it.")

    @property
    def authentic_as_of(self) -> datetime:
        """When the signature and the issuer's key were checked."""
        return self.report.verified_at


def is_authentic(report: Report) -> bool:
    """Whether a report establishes authenticity: every such check made and passed, and nothing invalid."""
    results = {check.name: check.result for check in report.checks}
    made = all(results.get(name) is Result.PASS for name in AUTHENTICITY)
    return made and report.verdict is not Verdict.INVALID


def badge_of(presented: Presented, report: Report, policy: Policy) -> VerifiedBadge | None:
    """The token for a credential just judged, if its authenticity was established."""
    if presented.kind != "credential" or not policy.bind_issuer or not is_authentic(report):
        return None
    return VerifiedBadge(_MAKER, presented.document, report)


def restore(document: bytes, report_json: JsonObject) -> VerifiedBadge | None:
    """The token of a credential verified earlier, from its bytes and its stored report.

    None when the report is about other bytes, is unreadable, or did not establish authenticity: verify anew.
    """
    try:
        report = Report.from_json(report_json)
    except StackcredError:
        return None
    if report.document_digest != digest_multibase(document) or not is_authentic(report):
        return None
    # A report holds the credential as it was read from these very bytes: to read them again would give the same.
    return VerifiedBadge(_MAKER, report.credential, report) if report.credential is not None else None
