"""What became of many documents: a row each, as JSON, as a table, and as a page shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from stackcred_issuer.domain.csv_cells import table
from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.domain.jsonvalue import JsonObject, as_list
from stackcred_issuer.domain.verification.report import Report, Result
from stackcred_issuer.services.examine import Examined

UNREADABLE = "unreadable"
COLUMNS = (
    "number", "source", "verdict", "name", "achievement", "issuer", "issuerId",
    "awarded", "validUntil", "statusAsOf", "verifiedAt", "digestMultibase", "reason",
)  # fmt: skip


def as_document(found: Sequence[Examined], *, whole: bool = True) -> JsonObject:
    """The answer to a batch: `results` in the order of what was brought, and `counts` by verdict.

    whole: with each report's `credential`; without, a report has no more than was found out.
    """
    counts = Counter(_verdict(one) for one in found)
    return {
        "type": "VerificationResults",
        "counts": dict(sorted(counts.items())),
        "results": [_result(number, one, whole=whole) for number, one in enumerate(found, 1)],
    }


def as_table(found: Sequence[Examined]) -> str:
    """The same as CSV, a row each; no cell of it is a formula."""
    return table(COLUMNS, [tuple(_row(number, one)) for number, one in enumerate(found, 1)])


def summary(report: Report) -> dict[str, str | None]:
    """What a report's document says of itself, in one line's worth of members."""
    document: JsonObject = report.credential or {}
    subject = next((one for one in as_list(document.get("credentialSubject")) if isinstance(one, dict)), {})
    achievement = next((one for one in as_list(subject.get("achievement")) if isinstance(one, dict)), {})
    issuer = report.issuer or {}
    return {
        "name": _text(document.get("name")) or _text(achievement.get("name")),
        "achievement": _text(achievement.get("id")),
        "issuer": _text(issuer.get("name")),
        "issuerId": _text(issuer.get("id")),
        "awarded": _text(document.get("awardedDate") or document.get("validFrom") or document.get("issuanceDate")),
        "validUntil": _text(document.get("validUntil") or document.get("expirationDate")),
    }


def reason(found: Examined) -> str:
    """Why it is not valid, or could not be read; "" for a valid one."""
    if found.report is None:
        return found.error.detail if found.error else ""
    return " ".join(check.detail for check in found.report.checks if check.result is not Result.PASS)


def _row(number: int, found: Examined) -> Iterator[object]:
    report = found.report
    yield from (number, found.source, _verdict(found))
    told = summary(report) if report else dict.fromkeys(COLUMNS[3:9])
    yield from (told[name] for name in COLUMNS[3:9])
    as_of = report.status_as_of if report else None
    yield format_instant(as_of) if as_of else None
    yield format_instant(report.verified_at) if report else None
    yield report.document_digest if report else None
    yield reason(found)


def _result(number: int, found: Examined, *, whole: bool) -> JsonObject:
    shown: JsonObject = {"number": number, "source": found.source, "verdict": _verdict(found)}
    if found.report is not None:
        report = found.report.to_json()
        return {**shown, "report": report if whole else _bare(report) | {"about": summary(found.report)}}
    assert found.error is not None, "what has no report has an error"
    return {**shown, "error": {"code": found.error.code.value, "detail": found.error.detail}}


def _bare(report: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in report.items() if name not in ("credential", "credentials", "endorsements")}


def _verdict(found: Examined) -> str:
    return found.report.verdict.value if found.report else UNREADABLE


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
