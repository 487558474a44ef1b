"""Small rules on JSON values that several checks share (VC Data Model 2.0 §4)."""

from __future__ import annotations

from collections.abc import Iterable

from stackcred_issuer.domain.credential.rules import (
    CREDENTIALS_V1,
    CREDENTIALS_V2,
    findings_of_context,
    findings_of_ids,
    findings_of_party,
    findings_of_type,
    findings_of_typed,
    is_url,
    is_words,
    objects_with_index,
)
from stackcred_issuer.domain.errors import Finding
from stackcred_issuer.domain.verification.limits import MAX_FINDINGS, quote

__all__ = [
    "CREDENTIALS_V1",
    "CREDENTIALS_V2",
    "findings_of_context",
    "findings_of_ids",
    "findings_of_party",
    "findings_of_type",
    "findings_of_typed",
    "id_of",
    "in_one_sentence",
    "is_url",
    "is_words",
    "objects_with_index",
    "without_fragment",
]


def id_of(value: object) -> str | None:
    """The id of an object, or the text that stands for it; None when it has none."""
    found = value.get("id") if isinstance(value, dict) else value
    return found if isinstance(found, str) else None


def without_fragment(url: str) -> str:
    """The part of a URL that is asked for. Not by urllib, which refuses some texts that others take for URLs."""
    return url.partition("#")[0]


def in_one_sentence(findings: Iterable[Finding]) -> str:
    """Up to MAX_FINDINGS faults with their places."""
    listed = list(findings)
    told = "; ".join(f"{quote(one.pointer or '/')}: {one.detail}" for one in listed[:MAX_FINDINGS])
    more = len(listed) - MAX_FINDINGS
    return told if more <= 0 else f"{told}; and {more} more"
