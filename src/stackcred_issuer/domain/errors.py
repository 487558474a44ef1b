"""What can go wrong, as codes. HTTP statuses are chosen at the edge (`web/problems`), never here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class ErrorCode(StrEnum):
    """Stable names that callers may rely on; each is explained in docs/errors.md."""

    MALFORMED = "malformed"  # cannot be read: not JSON, wrong shape, bad encoding
    INVALID = "invalid"  # readable, but a value breaks a rule
    TOO_LARGE = "too_large"  # beyond a named limit
    UNKNOWN_CONTEXT = "unknown_context"  # an @context outside the pinned set
    UNDEFINED_TERM = "undefined_term"  # a term the contexts do not define
    UNSUPPORTED = "unsupported"  # a cryptosuite, key type or method we do not have
    PROOF_INVALID = "proof_invalid"  # the signature or its configuration does not hold
    KEY_UNUSABLE = "key_unusable"  # retired, compromised or not the issuer's
    LINT_REFUSED = "lint_refused"  # a draft breaks a standard or our privacy promise
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"  # the same id with another body, or a state that forbids it
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    RATE_LIMITED = "rate_limited"
    UNREACHABLE = "unreachable"  # something outside could not be fetched
    UNAVAILABLE = "unavailable"  # the database does not answer now; nothing was changed
    EXHAUSTED = "exhausted"  # a work budget ran out before an answer was certain


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with one place of a document.

    pointer: JSON pointer (RFC 6901) into the document at fault, "" for its root.
    detail: a sentence that says what to do next.
    clause: the section of the standard or promise it breaks, if one does.
    """

    pointer: str
    detail: str
    clause: str | None = None


class StackcredError(Exception):
    """The one exception of the service: a code, a sentence, and where in the input.

    retry_after: seconds until another try makes sense (RATE_LIMITED only).
    problem: the name that a standard gives to the error, such as `INVALID_DOMAIN_ERROR`, where it has one.
    """

    def __init__(
        self,
        code: ErrorCode,
        detail: str,
        *,
        pointer: str | None = None,
        findings: Sequence[Finding] = (),
        retry_after: int | None = None,
        problem: str | None = None,
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.pointer = pointer if pointer is not None else (findings[0].pointer if findings else None)
        self.findings = tuple(findings)
        self.retry_after = retry_after
        self.problem = problem

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way back from a worker process."""
        return (_rebuild, (self.code, self.detail, self.pointer, self.findings, self.retry_after, self.problem))


def _rebuild(
    code: ErrorCode,
    detail: str,
    pointer: str | None,
    findings: tuple[Finding, ...],
    retry_after: int | None,
    problem: str | None,
) -> StackcredError:
    return StackcredError(code, detail, pointer=pointer, findings=findings, retry_after=retry_after, problem=problem)
