"""The only maker of `LintedDraft`: a draft that every lint has passed."""

from __future__ import annotations

from dataclasses import dataclass

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.issuance.draft import Draft
from stackcred_issuer.domain.issuance.lints import LINTS
from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.proof.contexts import ContextSet

_KEY = object()  # held by this module alone


@dataclass(frozen=True, slots=True, init=False)
class LintedDraft:
    """A draft that may be signed. Made by `lint` and by nothing else."""

    document: JsonObject

    def __init__(self, document: JsonObject, key: object) -> None:
        if key is not _KEY:
            raise TypeError("a LintedDraft is made by lint() only")
        object.__setattr__(self, "document", document)


def lint(draft: Draft, contexts: ContextSet) -> LintedDraft:
    """Run every lint. Raises LINT_REFUSED with all findings, each with pointer and clause."""
    findings = [finding for each in LINTS for finding in each.check(draft.document, contexts)]
    if findings:
        raise StackcredError(ErrorCode.LINT_REFUSED, findings[0].detail, findings=findings)
    return LintedDraft(draft.document, _KEY)
