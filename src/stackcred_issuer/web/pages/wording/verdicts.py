"""What a verification says: one plain statement first, then each check by a name people know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stackcred_issuer.web.pages.language import N_, day, gettext, ngettext
from stackcred_issuer.web.pages.parts import (
    CheckResult,
    CheckView,
    CredentialView,
    ReportView,
    VerdictWord,
)
from stackcred_issuer.web.pages.wording.marks import CHECK_MARKS, UNREADABLE, Mark
from stackcred_issuer.web.pages.wording.vocabulary import spaced


@dataclass(frozen=True, slots=True)
class Statement:
    """The first thing a verification says. answer: established or not. meaning, advice: sentences."""

    answer: str
    mark: Mark
    meaning: str
    advice: str


VERDICTS: Mapping[VerdictWord, Statement] = {
    "valid": Statement(
        N_("Established"),
        Mark(N_("Valid"), "good", "check"),
        N_("The document is unchanged since it was signed, the signature is the issuer’s, and it is in force."),
        N_("Whether the issuer is who it says it is stays for you to judge."),
    ),
    "invalid": Statement(
        N_("Not established"),
        Mark(N_("Invalid"), "bad", "cross"),
        N_("At least one check failed, so nothing that this document says is confirmed."),
        N_("Do not rely on it. Ask the holder for the original, or for its address at the issuer."),
    ),
    "revoked": Statement(
        N_("Not established"),
        Mark(N_("Revoked"), "bad", "cross"),
        N_("The issuer has withdrawn this document for good."),
        N_("It no longer counts. Ask the holder or the issuer if there is a newer one."),
    ),
    "suspended": Statement(
        N_("Not established at present"),
        Mark(N_("Suspended"), "warn", "pause"),
        N_("The issuer has set this document aside for the time being."),
        N_("It does not count until the issuer reinstates it. Verify it again later."),
    ),
    "expired": Statement(
        N_("No longer established"),
        Mark(N_("Expired"), "warn", "clock"),
        N_("The time for which this document was valid is over."),
        N_("Ask the holder if it has been renewed."),
    ),
    "not_yet_valid": Statement(
        N_("Not yet established"),
        Mark(N_("Not yet valid"), "warn", "clock"),
        N_("The time for which this document is valid has not begun."),
        N_("Verify it again once it has."),
    ),
    "undetermined": Statement(
        N_("Not established"),
        Mark(N_("Undetermined"), "unknown", "question"),
        N_("Some checks could not be made, so the document is neither confirmed nor refuted."),
        N_("Verify it again later; the checks below say what was missing."),
    ),
}

CHECK_TITLES: Mapping[str, str] = {
    "structure": N_("Form of the document"),
    "terms": N_("Every term has a meaning"),
    "schema": N_("Rules of Open Badges 3.0"),
    "proof": N_("Signature"),
    "issuer": N_("The key belongs to the issuer"),
    "refresh": N_("Newer version"),
    "validity": N_("Dates"),
    "status": N_("Not revoked or suspended"),
    "endorsements": N_("Endorsements"),
    "subject": N_("The holder is identified"),
    "holder": N_("Presented by the holder"),
    "presentation_structure": N_("Form of the presentation"),
    "credentials": N_("The credentials inside"),
    "bundle": N_("The evidence proves the certification"),
    "keys": N_("Held against the issuer’s own keys"),
}


def check_title(name: str) -> str:
    """What a check looks at, by its registered name."""
    return CHECK_TITLES.get(name, spaced(name).capitalize())


def result_mark(verdict: VerdictWord | None) -> Mark:
    """The state of one of many documents."""
    return UNREADABLE if verdict is None else VERDICTS[verdict].mark


def meaning(report: ReportView, credential: CredentialView | None) -> str:
    """The statement's sentence, with the date it turns on where there is one."""
    if credential and report.verdict == "expired" and credential.valid_until:
        return gettext("This document was valid until %(day)s.", day=day(credential.valid_until))
    if credential and report.verdict == "not_yet_valid" and credential.valid_from:
        return gettext("This document is valid from %(day)s on.", day=day(credential.valid_from))
    return gettext(VERDICTS[report.verdict].meaning)


def worst_first(checks: Sequence[CheckView]) -> list[CheckView]:
    """Failed checks, then those that could not be made, then the passed ones, each in the order made."""
    rank: dict[CheckResult, int] = {"fail": 0, "undetermined": 1, "pass": 2}
    return sorted(checks, key=lambda check: rank[check.result])


def tally(report: ReportView) -> str:
    """`8 of 9 checks passed, 1 failed.`"""
    count = {result: sum(check.result == result for check in report.checks) for result in CHECK_MARKS}
    passed = ngettext(
        "%(passed)s of %(num)s check passed",
        "%(passed)s of %(num)s checks passed",
        len(report.checks),
        passed=count["pass"],
    )
    parts = [passed]
    if count["fail"]:
        parts.append(gettext("%(number)s failed", number=count["fail"]))
    if count["undetermined"]:
        parts.append(gettext("%(number)s could not be made", number=count["undetermined"]))
    return ", ".join(parts) + "."
