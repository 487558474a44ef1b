"""What a verification says: one plain statement first, then each check by a name people know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stackcred_issuer.web.pages.language import N_, SOURCE, current, day, gettext, ngettext, translated
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

# What a check's result means, for readers of other languages: its own sentence, which says more, is in English.
CHECK_MEANINGS: Mapping[str, tuple[str, str, str]] = {  # by name: passed, failed, could not be made
    "structure": (
        N_("It is built as its standard asks."),
        N_("It is not built as its standard asks."),
        N_("Whether it is built as its standard asks could not be found out."),
    ),
    "terms": (
        N_("Every word in it has a meaning that the signature covers."),
        N_("Part of it has no meaning that a signature could cover."),
        N_("Whether every word in it has a meaning could not be found out."),
    ),
    "schema": (
        N_("It keeps the rules of Open Badges."),
        N_("It breaks the rules of Open Badges."),
        N_("It could not be held against all the rules it names."),
    ),
    "proof": (
        N_("It is unchanged since it was signed."),
        N_("The signature does not hold: anybody could have written or changed it."),
        N_("The signature could not be checked."),
    ),
    "issuer": (
        N_("The key that signed it is its issuer’s."),
        N_("The key that signed it is not its issuer’s."),
        N_("Whose key signed it could not be found out."),
    ),
    "refresh": (
        N_("It is the newest version."),
        N_("Its issuer has another version, by which it does not hold."),
        N_("Whether there is a newer version could not be found out."),
    ),
    "validity": (
        N_("Today lies in the time for which it was made."),
        N_("Today does not lie in the time for which it was made."),
        N_("The time for which it was made cannot be read."),
    ),
    "status": (
        N_("Its issuer has neither revoked nor suspended it."),
        N_("Its issuer has revoked or suspended it."),
        N_("Whether its issuer still stands by it could not be found out."),
    ),
    "endorsements": (
        N_("The endorsements in it are genuine."),
        N_("An endorsement in it is not genuine."),
        N_("An endorsement in it could not be checked."),
    ),
    "subject": (
        N_("It says whom it is about."),
        N_("It is about somebody else, or about nobody."),
        N_("Whom it is about could not be found out."),
    ),
    "holder": (
        N_("Whoever presents it is its holder."),
        N_("Whoever presents it is not its holder."),
        N_("Who presents it could not be found out."),
    ),
    "credentials": (
        N_("All credentials inside hold."),
        N_("Not all credentials inside hold."),
        N_("Not all credentials inside could be checked."),
    ),
    "bundle": (
        N_("Its evidence proves the certification."),
        N_("Its evidence does not prove the certification."),
        N_("Whether its evidence proves the certification could not be found out."),
    ),
    "keys": (
        N_("Its keys are those its issuer has today."),
        N_("Its keys are not those its issuer has today."),
        N_("The keys its issuer has today could not be had."),
    ),
}
_RANKED: tuple[CheckResult, ...] = ("pass", "fail", "undetermined")
_STRUCTURE_TOO = {"presentation_structure": "structure"}


def check_meaning(check: CheckView) -> str:
    """The result in a sentence of the current language; empty where the check's own sentence is in that language."""
    meanings = CHECK_MEANINGS.get(_STRUCTURE_TOO.get(check.name, check.name))
    if meanings is None or current().language == SOURCE:
        return ""
    return translated(meanings[_RANKED.index(check.result)])


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
