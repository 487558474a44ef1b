"""The words of the pages: verdicts as one plain statement, checks and states by names people know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from stackcred_issuer.web.pages.parts import (
    CheckResult,
    CheckView,
    CredentialView,
    ReportView,
    RequirementVerdict,
    VerdictWord,
)
from stackcred_issuer.web.pages.text import day

Tone = Literal["good", "bad", "warn", "unknown"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A state as people see it: a word, a tone (colour) and an icon; never the colour alone."""

    word: str
    tone: Tone
    icon: str


@dataclass(frozen=True, slots=True)
class Statement:
    """The first thing a verification says. answer: established or not. meaning, advice: sentences."""

    answer: str
    mark: Mark
    meaning: str
    advice: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several ways: in a word, in a list beside others, and in a sentence."""

    word: str
    short: str
    meaning: str


VERDICTS: Mapping[VerdictWord, Statement] = {
    "valid": Statement(
        "Established",
        Mark("Valid", "good", "check"),
        "The document is unchanged since it was signed, the signature is the issuer’s, and it is in force.",
        "Whether the issuer is who it says it is stays for you to judge.",
    ),
    "invalid": Statement(
        "Not established",
        Mark("Invalid", "bad", "cross"),
        "At least one check failed, so nothing that this document says is confirmed.",
        "Do not rely on it. Ask the holder for the original, or for its address at the issuer.",
    ),
    "revoked": Statement(
        "Not established",
        Mark("Revoked", "bad", "cross"),
        "The issuer has withdrawn this document for good.",
        "It no longer counts. Ask the holder or the issuer if there is a newer one.",
    ),
    "suspended": Statement(
        "Not established at present",
        Mark("Suspended", "warn", "pause"),
        "The issuer has set this document aside for the time being.",
        "It does not count until the issuer reinstates it. Verify it again later.",
    ),
    "expired": Statement(
        "No longer established",
        Mark("Expired", "warn", "clock"),
        "The time for which this document was valid is over.",
        "Ask the holder if it has been renewed.",
    ),
    "not_yet_valid": Statement(
        "Not yet established",
        Mark("Not yet valid", "warn", "clock"),
        "The time for which this document is valid has not begun.",
        "Verify it again once it has.",
    ),
    "undetermined": Statement(
        "Not established",
        Mark("Undetermined", "unknown", "question"),
        "Some checks could not be made, so the document is neither confirmed nor refuted.",
        "Verify it again later; the checks below say what was missing.",
    ),
}

UNREADABLE = Mark("Could not be read", "unknown", "question")

CHECK_MARKS: Mapping[CheckResult, Mark] = {
    "pass": Mark("Passed", "good", "check"),
    "fail": Mark("Failed", "bad", "cross"),
    "undetermined": Mark("Could not be checked", "unknown", "question"),
}

REQUIREMENT_MARKS: Mapping[RequirementVerdict, Mark] = {
    "satisfied": Mark("Met", "good", "check"),
    "not_satisfied": Mark("Not met", "bad", "cross"),
    "indeterminate": Mark("Undetermined", "unknown", "question"),
}

BADGE_MARKS: Mapping[str, Mark] = {
    "active": Mark("In force", "good", "check"),
    "suspended": Mark("Suspended", "warn", "pause"),
    "revoked": Mark("Revoked", "bad", "cross"),
    "expired": Mark("Expired", "warn", "clock"),
}

BROKEN = Mark("Not whole", "warn", "pause")

ENDINGS: Mapping[str, Mark] = {
    "ends": Mark("Ends soon", "warn", "clock"),
    "ended": Mark("Ended", "bad", "cross"),
}

VISIBILITIES: Mapping[str, Choice] = {
    "public": Choice("Public", "Everyone", "Anybody may see it, and search engines may list it."),
    "unlisted": Choice("Unlisted", "By address", "Whoever has its address may see it; search engines do not list it."),
    "private": Choice(
        "Private",
        "Only you",
        "Its address shows nobody anything. Files you hand out keep verifying, and links you share show it.",
    ),
}

AUDIENCES: Mapping[str, str] = {
    "private": "Only you",
    "links": "Links you share, and who is asked to endorse",
    "badge": "Whoever sees the badge",
}

FILE_MARKS: Mapping[str, Mark] = {
    "waiting": Mark("Not scanned yet", "unknown", "clock"),
    "clean": Mark("Scanned, nothing found", "good", "check"),
    "refused": Mark("Refused", "bad", "cross"),
}

KEY_MARKS: Mapping[str, Mark] = {
    "active": Mark("In use", "good", "check"),
    "retired": Mark("Retired", "unknown", "clock"),
    "compromised": Mark("Compromised", "bad", "cross"),
}

KEY_MEANINGS: Mapping[str, str] = {
    "active": "New badges are signed with it.",
    "retired": "It signs no more; badges signed with it keep verifying.",
    "compromised": "Do not trust signatures made with it.",
}

CHECK_TITLES: Mapping[str, str] = {
    "structure": "Form of the document",
    "terms": "Every term has a meaning",
    "schema": "Rules of Open Badges 3.0",
    "proof": "Signature",
    "issuer": "The key belongs to the issuer",
    "refresh": "Newer version",
    "validity": "Dates",
    "status": "Not revoked or suspended",
    "endorsements": "Endorsements",
    "subject": "The holder is identified",
    "holder": "Presented by the holder",
    "presentation_structure": "Form of the presentation",
    "credentials": "The credentials inside",
    "bundle": "The evidence proves the certification",
    "keys": "Held against the issuer’s own keys",
}

_IDENTIFIERS: Mapping[str, str] = {"emailAddress": "E-mail address", "name": "Name", "userName": "User name"}

_KINDS: Mapping[str, str] = {
    "Percent": "percent",
    "RawScore": "points",
    "RubricCriterionLevel": "level",
    "Status": "status",
}
IMPORT_OUTCOMES: Mapping[str, str] = {
    "issued": "Badge issued",
    "reissued": "Badge issued in place of an older one",
    "failed": "Recorded without a badge: not passed",
    "revoked": "Badge taken back: not passed any more",
    "unchanged": "Recorded: says the same as before",
    "older": "Recorded: a newer result is known",
    "repeated": "Was recorded before",
    "twice": "Its sourceId comes twice in the file",
    "refused": "Refused: has a fault",
}
IMPORT_STATES: Mapping[str, tuple[Mark, str]] = {
    "checking": (
        Mark("Being checked", "unknown", "clock"),
        "Every row is held against the record. Nothing is recorded.",
    ),
    "ready": (
        Mark("Waits for you", "warn", "pause"),
        "This is what would happen. Nothing is recorded until it is confirmed.",
    ),
    "running": (Mark("Being recorded", "unknown", "clock"), "Each row is recorded once, whatever happens in between."),
    "done": (Mark("Done", "good", "check"), "Every row was looked at; what became of them stands below."),
    "stopped": (Mark("Stopped", "bad", "cross"), ""),
}


def check_title(name: str) -> str:
    """What a check looks at, by its registered name."""
    return CHECK_TITLES.get(name, spaced(name).capitalize())


def result_mark(verdict: VerdictWord | None) -> Mark:
    """The state of one of many documents."""
    return UNREADABLE if verdict is None else VERDICTS[verdict].mark


def identifier_title(kind: str) -> str:
    """The kind of identifier a fingerprint was made of."""
    return _IDENTIFIERS.get(kind, spaced(kind).capitalize())


def result_unit(kind: str | None) -> str:
    """The unit behind a value: `percent` for Percent, nothing where the type says nothing."""
    return _KINDS.get(kind or "", "")


def spaced(name: str) -> str:
    """`notYetValid` and `not_yet_valid` as `not yet valid`."""
    apart = "".join(
        f" {letter.lower()}" if letter.isupper() and index and name[index - 1].islower() else letter
        for index, letter in enumerate(name)
    )
    return apart.replace("_", " ").replace("-", " ").strip()


def meaning(report: ReportView, credential: CredentialView | None) -> str:
    """The statement's sentence, with the date it turns on where there is one."""
    if credential and report.verdict == "expired" and credential.valid_until:
        return f"This document was valid until {day(credential.valid_until)}."
    if credential and report.verdict == "not_yet_valid" and credential.valid_from:
        return f"This document is valid from {day(credential.valid_from)} on."
    return VERDICTS[report.verdict].meaning


def worst_first(checks: Sequence[CheckView]) -> list[CheckView]:
    """Failed checks, then those that could not be made, then the passed ones, each in the order made."""
    rank: dict[CheckResult, int] = {"fail": 0, "undetermined": 1, "pass": 2}
    return sorted(checks, key=lambda check: rank[check.result])


def tally(report: ReportView) -> str:
    """`8 of 9 checks passed, 1 failed.`"""
    count = {result: sum(check.result == result for check in report.checks) for result in CHECK_MARKS}
    total = len(report.checks)
    text = f"{count['pass']} of {total} {'check' if total == 1 else 'checks'} passed"
    if count["fail"]:
        text += f", {count['fail']} failed"
    if count["undetermined"]:
        text += f", {count['undetermined']} could not be made"
    return text + "."
