"""States by words, tones and icons; and what one may choose among."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from stackcred_issuer.web.pages.language import N_
from stackcred_issuer.web.pages.parts import (
    CheckResult,
    RequirementVerdict,
)

Tone = Literal["good", "bad", "warn", "unknown"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A state as people see it: a word, a tone (colour) and an icon; never the colour alone."""

    word: str
    tone: Tone
    icon: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several ways: in a word, in a list beside others, and in a sentence."""

    word: str
    short: str
    meaning: str


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
