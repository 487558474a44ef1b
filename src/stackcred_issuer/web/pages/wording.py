"""The words of the pages: verdicts as one plain statement, checks and states by names people know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from stackcred_issuer.web.pages.language import N_, day, gettext, ngettext
from stackcred_issuer.web.pages.parts import (
    CheckResult,
    CheckView,
    CredentialView,
    ReportView,
    RequirementVerdict,
    RequirementView,
    VerdictWord,
)

MANY = 100  # how fractions are spoken of: `0.5 hours`
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

UNREADABLE = Mark(N_("Could not be read"), "unknown", "question")

CHECK_MARKS: Mapping[CheckResult, Mark] = {
    "pass": Mark(N_("Passed"), "good", "check"),
    "fail": Mark(N_("Failed"), "bad", "cross"),
    "undetermined": Mark(N_("Could not be checked"), "unknown", "question"),
}

REQUIREMENT_MARKS: Mapping[RequirementVerdict, Mark] = {
    "satisfied": Mark(N_("Met"), "good", "check"),
    "not_satisfied": Mark(N_("Not met"), "bad", "cross"),
    "indeterminate": Mark(N_("Undetermined"), "unknown", "question"),
}

BADGE_MARKS: Mapping[str, Mark] = {
    "active": Mark(N_("In force"), "good", "check"),
    "suspended": Mark(N_("Suspended"), "warn", "pause"),
    "revoked": Mark(N_("Revoked"), "bad", "cross"),
    "expired": Mark(N_("Expired"), "warn", "clock"),
}

COVERAGE_MARKS: Mapping[str, Mark] = {
    "covered": Mark(N_("Covered"), "good", "check"),
    "claimed": Mark(N_("Claimed"), "warn", "question"),
    "undetermined": Mark(N_("Undetermined"), "unknown", "question"),
    "missing": Mark(N_("Missing"), "bad", "cross"),
}

BROUGHT_MARKS: Mapping[str, Mark] = {
    "active": Mark(N_("Yours, and in force"), "good", "check"),
    "suspended": Mark(N_("Suspended"), "warn", "pause"),
    "revoked": Mark(N_("Revoked"), "bad", "cross"),
    "unknown": Mark(N_("Its issuer could not be asked"), "unknown", "question"),
    "duplicate": Mark(N_("Counted already"), "unknown", "pause"),
    "not_theirs": Mark(N_("Not yours"), "bad", "cross"),
    "withdrawn": Mark(N_("Taken back"), "unknown", "clock"),
}

BROKEN = Mark(N_("Not whole"), "warn", "pause")

ENDINGS: Mapping[str, Mark] = {
    "ends": Mark(N_("Ends soon"), "warn", "clock"),
    "ended": Mark(N_("Ended"), "bad", "cross"),
}

VISIBILITIES: Mapping[str, Choice] = {
    "public": Choice(N_("Public"), N_("Everyone"), N_("Anybody may see it, and search engines may list it.")),
    "unlisted": Choice(
        N_("Unlisted"), N_("By address"), N_("Whoever has its address may see it; search engines do not list it.")
    ),
    "private": Choice(
        N_("Private"),
        N_("Only you"),
        N_("Its address shows nobody anything. Files you hand out keep verifying, and links you share show it."),
    ),
}

AUDIENCES: Mapping[str, str] = {
    "private": N_("Only you"),
    "links": N_("Links you share, and who is asked to endorse"),
    "badge": N_("Whoever sees the badge"),
}

FILE_MARKS: Mapping[str, Mark] = {
    "waiting": Mark(N_("Not scanned yet"), "unknown", "clock"),
    "clean": Mark(N_("Scanned, nothing found"), "good", "check"),
    "refused": Mark(N_("Refused"), "bad", "cross"),
}

# Words for kinds of evidence that come from elsewhere (domain/evidence/kinds.py); other formats go by their names.
KINDS = (
    N_("File"), N_("Link"), N_("Text"), N_("Word document"), N_("Excel workbook"), N_("PowerPoint presentation"),
)  # fmt: skip

# What Open Badges 3.0 calls achievements (AchievementType), as `spaced` says it.
ACHIEVEMENT_TYPES = (
    N_("Achievement"), N_("Apprenticeship certificate"), N_("Assessment"), N_("Assignment"), N_("Associate degree"),
    N_("Award"), N_("Badge"), N_("Bachelor degree"), N_("Certificate"), N_("Certificate of completion"),
    N_("Certification"), N_("Community service"), N_("Competency"), N_("Course"), N_("Co curricular"), N_("Degree"),
    N_("Diploma"), N_("Doctoral degree"), N_("Fieldwork"), N_("General education development"),
    N_("Journeyman certificate"), N_("Learning program"), N_("License"), N_("Membership"),
    N_("Professional doctorate"), N_("Quality assurance credential"), N_("Master certificate"), N_("Master degree"),
    N_("Micro credential"), N_("Research doctorate"), N_("Secondary school diploma"),
)  # fmt: skip

KEY_MARKS: Mapping[str, Mark] = {
    "active": Mark(N_("In use"), "good", "check"),
    "retired": Mark(N_("Retired"), "unknown", "clock"),
    "compromised": Mark(N_("Compromised"), "bad", "cross"),
}

KEY_MEANINGS: Mapping[str, str] = {
    "active": N_("New badges are signed with it."),
    "retired": N_("It signs no more; badges signed with it keep verifying."),
    "compromised": N_("Do not trust signatures made with it."),
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

_IDENTIFIERS: Mapping[str, str] = {
    "emailAddress": N_("E-mail address"),
    "name": N_("Name"),
    "userName": N_("User name"),
}

_KINDS: Mapping[str, str] = {
    "Percent": N_("percent"),
    "RawScore": N_("points"),
    "RubricCriterionLevel": N_("level"),
    "Status": N_("status"),
}

CAUSES: Mapping[str, str] = {
    "suspended": N_("Suspended on %(at)s."),
    "revoked": N_("Revoked on %(at)s."),
}

STEPS: Mapping[str, str] = {
    "done": N_("Done"),
    "open": N_("Next"),
    "later": N_("Later"),
    "not needed": N_("Not needed"),
}

_ROLES: Mapping[str, str] = {
    "mentor": N_("mentor"),
    "assessor": N_("assessor"),
    "employer": N_("employer"),
    "supervisor": N_("supervisor"),
    "confirmer": N_("confirmer"),
    "feedback": N_("feedback"),
}

_WORDS_AS: Mapping[str, str] = {
    "mentor": N_("Your word as a mentor"),
    "assessor": N_("Your word as an assessor"),
    "employer": N_("Your word as an employer"),
    "supervisor": N_("Your word as a supervisor"),
    "confirmer": N_("Your word as a confirmer"),
    "feedback": N_("Your feedback"),
}

IMPORT_OUTCOMES: Mapping[str, str] = {
    "issued": N_("Badge issued"),
    "reissued": N_("Badge issued in place of an older one"),
    "failed": N_("Recorded without a badge: not passed"),
    "revoked": N_("Badge taken back: not passed any more"),
    "unchanged": N_("Recorded: says the same as before"),
    "older": N_("Recorded: a newer result is known"),
    "repeated": N_("Was recorded before"),
    "twice": N_("Its sourceId comes twice in the file"),
    "refused": N_("Refused: has a fault"),
}
IMPORT_STATES: Mapping[str, tuple[Mark, str]] = {
    "checking": (
        Mark(N_("Being checked"), "unknown", "clock"),
        N_("Every row is held against the record. Nothing is recorded."),
    ),
    "ready": (
        Mark(N_("Waits for you"), "warn", "pause"),
        N_("This is what would happen. Nothing is recorded until it is confirmed."),
    ),
    "running": (
        Mark(N_("Being recorded"), "unknown", "clock"),
        N_("Each row is recorded once, whatever happens in between."),
    ),
    "done": (Mark(N_("Done"), "good", "check"), N_("Every row was looked at; what became of them stands below.")),
    "stopped": (Mark(N_("Stopped"), "bad", "cross"), ""),
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


def status_title(status: str) -> str:
    """A result's status in words."""
    return spaced(status).capitalize()


def spaced(name: str) -> str:
    """`notYetValid` and `not_yet_valid` as `not yet valid`."""
    apart = "".join(
        f" {letter.lower()}" if letter.isupper() and index and name[index - 1].islower() else letter
        for index, letter in enumerate(name)
    )
    return apart.replace("_", " ").replace("-", " ").strip()


def role(name: str) -> str:
    """A role in the current language; a role that an institution made up stays as it is."""
    return gettext(_ROLES[name]) if name in _ROLES else spaced(name)


def your_word(name: str) -> str:
    """What somebody who is asked in this role is about to give."""
    return gettext(_WORDS_AS[name]) if name in _WORDS_AS else gettext("Your word: %(role)s", role=spaced(name))


def count(requirement: RequirementView) -> str:
    """`9 of 13 badges`; the numbers alone where the unit is not known."""
    text = gettext("%(have)s of %(need)s", have=requirement.have, need=requirement.need)
    return f"{text} {unit(requirement.unit, requirement.need or '')}".strip()


def unit(name: str | None, number: str) -> str:
    """The unit behind this number; empty without one."""
    whole = int(number) if number.isascii() and number.isdecimal() else MANY
    return {
        None: "",
        "badges": ngettext("badge", "badges", whole),
        "parts": ngettext("part", "parts", whole),
        "credits": ngettext("credit", "credits", whole),
        "hours": ngettext("hour", "hours", whole),
    }.get(name, (name or "").removesuffix("s" if whole == 1 else ""))


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
