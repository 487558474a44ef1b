"""The only maker of `LintedDraft`: a draft that every lint has passed."""

from __future__ import annotations

from typing import final

from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.domain.issuance.credential_lints import CREDENTIAL_LINTS
from stackcred_issuer.domain.issuance.draft import Draft
from stackcred_issuer.domain.issuance.known_parts import remember
from stackcred_issuer.domain.issuance.lints import LINTS
from stackcred_issuer.domain.issuance.lints.base import Reading
from stackcred_issuer.domain.jsonvalue import JsonObject, copied
from stackcred_issuer.domain.proof.contexts import ContextSet

_MAKER = object()
_SETS = {"badge": LINTS, "credential": CREDENTIAL_LINTS}


@final
class LintedDraft:
    """A draft that may be signed. Made by `lint` only; the constructor refuses everybody else.

    It holds a copy of its own: what happens to the draft afterwards does not reach what is signed. Treat
    `document` as frozen.
    """

    __slots__ = ("document",)

    document: JsonObject

    def __init__(self, maker: object, document: JsonObject) -> None:
        if maker is not _MAKER:
            raise TypeError("A LintedDraft is made by lint() only.")
        object.__setattr__(self, "document", document)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"A LintedDraft does not change; {name} cannot be set.")

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("A LintedDraft is not stored; lint the draft again.")


def lint(draft: Draft, contexts: ContextSet) -> LintedDraft:
    """Hold a draft against every lint of its kind.

    Raises StackcredError LINT_REFUSED with all findings, each with pointer and clause; MALFORMED or TOO_LARGE for
    what no JSON reader of ours would take.
    """
    reading = Reading(draft, contexts)
    findings = [finding for each in _SETS[draft.kind] for finding in each.findings(reading)]
    if findings:
        others = f" ({len(findings) - 1} more to mend)" if len(findings) > 1 else ""
        raise StackcredError(ErrorCode.LINT_REFUSED, f"{findings[0].detail}{others}", findings=findings)
    document = copied(draft.document)
    if draft.kind == "badge":
        remember(document)
    return LintedDraft(_MAKER, document)
