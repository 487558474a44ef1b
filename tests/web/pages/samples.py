"""Views made of the shipped example catalogue: what the pages look like on an ordinary day."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

from tests.domain.pathway.test_model import branching

from stackcred_issuer.domain.jsonvalue import JsonObject
from stackcred_issuer.domain.pathway.drawing import rows
from stackcred_issuer.domain.pathway.progress import Progress, progress
from stackcred_issuer.domain.stacking.rule import parse_rule
from stackcred_issuer.web.pages import markdown
from stackcred_issuer.web.pages.framework_views import CompetencyItemView, CompetencyPageView, FrameworkPageView
from stackcred_issuer.web.pages.import_view import FaultView, ImportPageView
from stackcred_issuer.web.pages.learner_views import (
    ChoiceView,
    CourseView,
    GroupView,
    HeldBadgeView,
    LaunchView,
    OwnBadgeView,
    PortfolioView,
    SharedBadgeView,
    SharedPageView,
    SharesPageView,
    ShareView,
)
from stackcred_issuer.web.pages.parts import (
    CauseView,
    CheckView,
    EndorsementView,
    KeyView,
    LinkView,
    PartyView,
    PreviewView,
    ReportView,
)
from stackcred_issuer.web.pages.pathway_drawing import draw
from stackcred_issuer.web.pages.pathway_views import ExitView, PathwayPageView, StepView
from stackcred_issuer.web.pages.read_credential import read_achievement, read_credential
from stackcred_issuer.web.pages.read_report import read_outcome
from stackcred_issuer.web.pages.rule_words import (
    entry_view,
    renewal_sentence,
    renewal_view,
    requirement_view,
    when_broken_sentence,
)
from stackcred_issuer.web.pages.views import (
    AchievementPageView,
    BadgePageView,
    CertificationPageView,
    DocumentPageView,
    EndorsePageView,
    ErrorPageView,
    HomeView,
    IssuerPageView,
    VerifyPageView,
)
from stackcred_issuer.web.pages.wording import IMPORT_OUTCOMES

BASE = "https://badges.example.org"
DID = "did:web:badges.example.org:issuers:bayanihan"
NOW = datetime(2026, 3, 9, 14, 5, tzinfo=UTC)
DIGEST = "zQmV8k1bWzU3sKqLk5n3q9u7tYw2hR4mXcP6aJdG8fEoNi"


def example(name: str) -> Any:
    """One file of the example catalogue."""
    path = files("stackcred_issuer") / "examples" / "tesda_css_ncii" / f"{name}.json"
    return json.loads(path.read_text("utf-8"))


ACHIEVEMENTS: Mapping[str, JsonObject] = {
    entry["key"]: entry["achievement"] | {"id": f"{BASE}/achievements/{entry['key']}"}
    for entry in example("achievements")
}
ISSUER = example("issuer") | {"id": DID}
ISSUER_PARTY = PartyView(DID, ISSUER["name"], "/issuers/bayanihan")
ACHIEVEMENT_LINKS = {
    entry["id"]: LinkView(entry["name"], f"/achievements/{key}") for key, entry in ACHIEVEMENTS.items()
}
CERTIFICATION = LinkView("Computer Systems Servicing NC II", "/certifications/ncii", "version 1")
RULE = json.loads(re.sub(r'"\{(\w+)\}"', rf'"{BASE}/achievements/\1"', json.dumps(example("rule"))))
CHECKS = (
    CheckView("structure", "pass", "The document is a well-formed Open Badges 3.0 credential."),
    CheckView("terms", "pass", "Every member and type is defined by its contexts."),
    CheckView("schema", "pass", "The document keeps the rules of Open Badges 3.0."),
    CheckView("proof", "pass", "The eddsa-rdfc-2022 signature of 23 February 2026 fits the document."),
    CheckView("issuer", "pass", f"The signing key stands in the document of {DID} for making assertions."),
    CheckView("validity", "pass", "Valid since 21 February 2025; it has no end date."),
    CheckView("status", "pass", "Neither revoked nor suspended."),
    CheckView("subject", "pass", "The holder is identified by a salted SHA-256 of an e-mail address."),
)
REPORT = ReportView("valid", CHECKS, NOW, datetime(2026, 3, 9, 14, 3, tzinfo=UTC), DIGEST)


def document(key: str, post: JsonObject | None = None) -> JsonObject:
    """A badge document for an achievement of the catalogue, with the facts of an assessment post."""
    post = post or {}
    subject = {
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityType": "emailAddress",
                "identityHash": "sha256$5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",
                "salt": "c2FsdA",
            }
        ],
        "achievement": ACHIEVEMENTS[key],
        "result": post.get("results", []),
    }
    subject |= {name: post[name] for name in ("source", "narrative") if name in post}
    subject |= {name: post[name] for name in ("activityStartDate", "activityEndDate") if name in post}
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": f"{BASE}/badges/{key}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": ISSUER,
        "validFrom": post.get("assessedAt", "2025-06-20T07:46:00Z"),
        "credentialSubject": subject,
        "evidence": post.get("evidence", []),
    }


def post(learner: str, key: str) -> JsonObject:
    """The assessment post of one learner for one achievement."""
    return next(entry for entry in example("results") if entry["sourceId"] == f"css-ncii-2025-{learner}-{key}-1")


def outcome(missing: tuple[str, ...] = (), reason: str = "No badge for this achievement.") -> JsonObject:
    """A StackingEvaluation of the example rule in which some parts may be missing."""
    nodes = [
        {
            "id": part["id"],
            "op": "select",
            "label": part["label"],
            "verdict": "not_satisfied" if part["id"] in missing else "satisfied",
            "have": int(part["id"] not in missing),
            "need": 1,
            "unit": "badges",
            "reason": reason if part["id"] in missing else "1 of 1 badge is held.",
        }
        for part in RULE["requires"]["of"]
    ]
    have = len(nodes) - len(missing)
    verdict = "not_satisfied" if missing else "satisfied"
    root = {
        "id": "certificates", "op": "all", "label": RULE["requires"]["label"], "verdict": verdict,
        "have": have, "need": 4, "unit": "parts", "reason": f"{have} of 4 parts met", "parts": nodes,
    }  # fmt: skip
    return {
        "type": "StackingEvaluation", "verdict": verdict, "asOf": "2025-06-20T07:46:00Z",
        "rule": {"id": RULE["id"], "version": 1, "digestMultibase": DIGEST},
        "claims": [
            {"requirement": part["id"], "credential": f"{BASE}/badges/{part['id']}"}
            for part in RULE["requires"]["of"] if part["id"] not in missing
        ],
        "requirements": [root],
        "notCounted": [
            {"credential": f"{BASE}/badges/coc1-old", "reason": "The same achievement counts once."},
        ],
    }  # fmt: skip


BADGES = {
    f"{BASE}/badges/{key}": LinkView(entry["name"], f"/badges/{key}", "awarded 21 February 2025")
    for key, entry in ACHIEVEMENTS.items()
} | {f"{BASE}/badges/coc1-old": LinkView("COC 1: an earlier badge", "/badges/coc1-old")}


def badge() -> BadgePageView:
    """A badge assessed at a workplace by somebody else than the issuer."""
    return BadgePageView(
        url=f"{BASE}/badges/coc2",
        report=REPORT,
        credential=read_credential(document("coc2", post("luisa", "coc2")), "/badges/coc2/image.svg"),
        downloads=(LinkView("Signed badge", "/badges/coc2.json", ".json"),),
        counts_toward=(CERTIFICATION,),
    )


def award() -> BadgePageView:
    """A certification that is established, with the badges it is made of."""
    rule = requirement_view(parse_rule(RULE), ACHIEVEMENT_LINKS)
    return BadgePageView(
        url=f"{BASE}/badges/ncii",
        report=REPORT,
        credential=read_credential(document("ncii"), "/badges/ncii/image.svg"),
        downloads=(
            LinkView("Signed badge", "/badges/ncii.json", ".json"),
            LinkView("Evaluation", "/badges/ncii/evaluation", ".json"),
        ),
        stack=read_outcome(outcome(), BADGES, rule, CERTIFICATION),
    )


def vouched_badge() -> BadgePageView:
    view = badge()
    named = (LinkView("Partners", "https://a.example/trust-registries/1", "A school"),)
    issuer = replace(view.credential.issuer, vouched=named)
    return replace(view, credential=replace(view.credential, issuer=issuer))


def suspended_award() -> BadgePageView:
    """The same certification after one of its parts was revoked."""
    view = award()
    rule = requirement_view(parse_rule(RULE), ACHIEVEMENT_LINKS)
    checks = (*CHECKS[:6], CheckView("status", "fail", "The issuer’s list says: suspended."), CHECKS[7])
    evaluation = outcome(("coc3",), "The badge held for it was revoked on 1 October 2026.")
    return replace(
        view,
        report=replace(REPORT, verdict="suspended", checks=checks),
        stack=read_outcome(evaluation, BADGES, rule, CERTIFICATION),
        cause=CauseView(
            "suspended",
            NOW,
            "A required badge was revoked.",
            LinkView("COC 3: Set up computer servers", "/badges/coc3"),
        ),
    )


def tampered() -> VerifyPageView:
    """The report about a copy with a changed score."""
    checks = (
        *CHECKS[:3],
        CheckView("proof", "fail", "The signature does not fit the document: it was changed after signing."),
        *CHECKS[4:6],
        CheckView("status", "undetermined", "The status list could not be fetched: no answer within 5 seconds."),
        CHECKS[7],
    )
    credential = read_credential(document("coc1", post("aisah", "coc1")))
    return VerifyPageView(ReportView("invalid", checks, NOW, None, DIGEST, credential))


def presentation() -> VerifyPageView:
    """The report about a presentation with two credentials."""
    parts = tuple(
        replace(REPORT, credential=read_credential(document(key, post("luisa", key)))) for key in ("coc1", "coc3")
    )
    checks = (CheckView("structure", "pass", "A presentation with two credentials."),)
    words = EndorsementView("valid", PartyView("did:web:shop.example.org", "Island IT Services"), "*Reliable* work.")
    parts = (replace(parts[0], endorsements=(words,)), parts[1])
    return VerifyPageView(ReportView("valid", checks, NOW, reports=parts))


def refused() -> VerifyPageView:
    """The form again, with what to correct."""
    error = "The address must begin with https://. Correct it, or upload the badge as a file."
    return VerifyPageView(error=error, field="url", url="ftp://badges.example.org/1")


def achievement() -> AchievementPageView:
    """An achievement with its criteria, competencies and rubric."""
    entry = read_achievement(ACHIEVEMENTS["coc1"], "/achievements/coc1/image.svg")
    href = f"{BASE}/achievements/coc1"
    return AchievementPageView(href, entry, ISSUER_PARTY, (CERTIFICATION,), "/achievements/coc1.json")


def certification() -> CertificationPageView:
    """The example certification and its rule."""
    return CertificationPageView(
        id=f"{BASE}/certifications/ncii",
        achievement=read_achievement(ACHIEVEMENTS["ncii"], "/achievements/ncii/image.svg"),
        issuer=ISSUER_PARTY,
        requirement=requirement_view(parse_rule(RULE), ACHIEVEMENT_LINKS),
        when_broken=when_broken_sentence(RULE),
        version="1",
        digest=DIGEST,
        published=NOW,
        json_href="/v1/certifications/ncii/rules/1",
    )


def branching_certification() -> CertificationPageView:
    """A rule with groups, electives and sums, three levels deep."""
    ids = list(ACHIEVEMENT_LINKS)
    requires = {
        "op": "all",
        "of": [
            {"op": "select", "label": "Core", "where": {"achievement": ids[:2]}, "count": {"min": 2}},
            {
                "op": "nOf", "min": 1, "label": "Electives",
                "of": [
                    {"op": "select", "where": {"achievement": ids[2:3]}},
                    {"op": "select", "where": {"achievementType": ["MicroCredential"]},
                     "sum": [{"field": "creditsEarned", "min": 12}], "count": {"max": 5}},
                ],
            },
        ],
    }  # fmt: skip
    renewal = {"period": "P3Y", "grace": "P90D", "requires": requires["of"][0]}
    entry = {"op": "attest", "role": "mentor", "label": "A mentor’s word"}
    broken = {"action": "revoke", "grace": "P30D"}
    rule = {**RULE, "requires": requires, "renewal": renewal, "entryCondition": entry, "whenBroken": broken}
    read = parse_rule(rule)
    return replace(
        certification(),
        requirement=requirement_view(read, ACHIEVEMENT_LINKS),
        when_broken=when_broken_sentence(rule),
        entry=entry_view(read, ACHIEVEMENT_LINKS),
        renewal=renewal_view(read, ACHIEVEMENT_LINKS),
        period=renewal_sentence(read),
    )


def issuer() -> IssuerPageView:
    """An issuer with keys in every state."""
    key = "did:web:badges.example.org:issuers:bayanihan#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQXJPt4ac"
    return IssuerPageView(
        issuer=PartyView(DID, ISSUER["name"]),
        description=ISSUER["description"],
        website=ISSUER["url"],
        email=ISSUER["email"],
        place="Tagbilaran City, Bohol, Philippines",
        keys=(
            KeyView(key + "c", "Ed25519", "active", NOW),
            KeyView(key + "b", "Ed25519", "retired", datetime(2025, 1, 6, tzinfo=UTC), NOW),
            KeyView(
                key + "a", "Ed25519", "compromised", datetime(2024, 2, 1, tzinfo=UTC), datetime(2025, 1, 6, tzinfo=UTC)
            ),
        ),
        certifications=(CERTIFICATION,),
        achievements=tuple(ACHIEVEMENT_LINKS.values()),
        downloads=(
            LinkView("DID document", "/issuers/bayanihan/did.json"),
            LinkView("Profile", "/issuers/bayanihan.json"),
        ),
    )


def home() -> HomeView:
    """The front page with something on it."""
    return HomeView((CERTIFICATION,), (LinkView(ISSUER["name"], "/issuers/bayanihan"),))


def errors_document() -> DocumentPageView:
    """A page of documentation with a table that can be pointed into."""
    text = "# Errors\n\nEach has a code.\n\n| code | what to do |\n|---|---|\n| `malformed` | Correct it. |\n"
    return DocumentPageView("Errors", markdown.document(text))


def imported() -> ImportPageView:
    """A file of results that was checked."""
    counts = dict.fromkeys(IMPORT_OUTCOMES, 0) | {"issued": 998, "refused": 2}
    faults = (
        FaultView(7, 1, "score", "'ninety' is no number; write it like 87.5."),
        FaultView(9, 1200, "", "Too short."),
    )
    events, table = "/imports/1/events", "/imports/1/f.csv"
    return ImportPageView("1", "k", "May.csv", "ready", None, 1000, 1000, counts, faults, events, table)


def endorse() -> EndorsePageView:
    """A mentor's page with something to correct."""
    return EndorsePageView(
        state="open",
        issuer=ISSUER["name"],
        role="mentor",
        expires=NOW,
        learner="Ana Reyes",
        title="Set up computer networks",
        description="Plans, cables and configures a small office network.",
        badge_href="/badges/01a20699-aae4-7ee3-ac33-148142ed0cbe",
        claim="on-site-work",
        message="You worked together in March.",
        name="Maria Santos",
        comment="Cabled a floor on her own.",
        errors={"relationship": "Say how you know the learner.", "confirm": "Tick the box."},
    )


def endorsed() -> EndorsePageView:
    """The thanks after an endorsement."""
    return EndorsePageView(
        "answered", ISSUER["name"], "mentor", NOW, badge_href="/badges/1", endorsement_href="/endorsements/1"
    )


def not_found() -> ErrorPageView:
    """An address at which there is nothing."""
    return ErrorPageView(
        404, "There is no badge at this address", "It may have been mistyped, or cut off when it was copied."
    )


def competency() -> CompetencyPageView:
    """One that is told in employers' terms, in a tree."""
    return CompetencyPageView(
        id="https://frameworks.example/plan",
        name="Plans a network",
        statement="Plans a network for an office of up to fifty people",
        framework=LinkView("Office networks", "/frameworks/1"),
        keeper=PartyView("did:web:example.org", "Example College", "/issuers/college"),
        code="N.1",
        kind="Unit",
        level="4",
        tasks=("Asks who will use it", "Draws the plan"),
        outcomes=("A plan that an electrician can follow",),
        above=(LinkView("Networks", "/frameworks/1/competencies/networks"),),
        parts=(LinkView("Draws", "/frameworks/1/competencies/draw", "N.1.1"),),
        badges=(LinkView("Networks", "/achievements/1"),),
    )


def vanished_competency() -> CompetencyPageView:
    """One that the framework has no longer."""
    return replace(competency(), ended=True, replaced=LinkView("Designs networks", "/frameworks/1/competencies/design"))


def framework() -> FrameworkPageView:
    return FrameworkPageView(
        id="https://frameworks.example/framework",
        title="Office networks",
        keeper=PartyView("did:web:example.org", "Example College", "/issuers/college"),
        creator="Guild of networkers",
        competencies=(
            CompetencyItemView("Plans a network", "/frameworks/1/competencies/plan", "N.1", "4"),
            CompetencyItemView("Draws", "/frameworks/1/competencies/draw", "N.1.1", depth=1),
            CompetencyItemView("Crimps", "/frameworks/1/competencies/crimp", ended=True),
        ),
        next_href="/frameworks/1?after=199",
    )


def pathway() -> PathwayPageView:
    """One with a choice, something optional, and two ways out."""
    return _pathway(None)


def own_pathway() -> PathwayPageView:
    """The same, half done."""
    return _pathway(progress(branching(), ["https://a.example/basics", "https://a.example/fibre"]))


def _pathway(mine: Progress | None) -> PathwayPageView:
    path = branching()
    states = mine.states if mine else None
    return PathwayPageView(
        id="https://badges.example/pathways/1",
        name=path.name,
        issuer=PartyView("did:web:example.org", "Example College", "/issuers/college"),
        version="2",
        published=NOW,
        drawing=draw(path.name, rows(path), states, mine.reached if mine else ()),
        steps=tuple(
            StepView(
                step.name, "/achievements/1", step.id == "site", step.optional, ("Basics",), "A medium: 1 of 2",
                states[step.id].value if states else None,
            )
            for step in path.in_order()
        ),
        exits=(ExitView("Technician", "On site.", ("A medium",), ("Cabling",), True if mine else None),),
        files=(LinkView("Document", "/pathways/1", "JSON"),),
        description="For people who change over.",
        entry="Anybody who can read a plan.",
        entry_by=(LinkView("Plans", "/achievements/2"),),
        done=mine.done if mine else None,
        needed=mine.needed if mine else None,
    )  # fmt: skip


def launch() -> LaunchView:
    """A teacher's, of a course that was read."""
    return LaunchView(
        "Example Moodle", "Tess Reyes", "/learn/open/x", CourseView("Networks I", NOW, 31, 54, None, True)
    )


def portfolio() -> PortfolioView:
    """A learner with a badge of every state, of two issuers."""

    def held(name: str, state: Any, *, award: bool = False) -> HeldBadgeView:
        badge_id = f"{next(numbers)}"
        return HeldBadgeView(badge_id, name, "/achievements/1/image.svg", state, award, NOW, None, "public", 3)

    numbers = itertools.count(1)

    names = [entry["name"] for entry in ACHIEVEMENTS.values()]
    states = ("active", "suspended", "revoked", "expired")
    badges = (held("Computer Systems Servicing NC II", "active", award=True), *map(held, names, states))
    first = GroupView(LinkView(ISSUER["name"], "/issuers/bayanihan"), badges)
    return PortfolioView("luisa@example.org", (first, GroupView(LinkView("Another school", "/issuers/other"))))


def own_badge() -> OwnBadgeView:
    """Where the learner decides about one of them."""
    group = portfolio().groups[0]
    files = (LinkView("Signed badge", "/learn/badges/1.json", "JSON"),)
    shown = PreviewView(
        "Networks", "A signed badge.", f"{BASE}/badges/1", f"{BASE}/achievements/1/image.png", "<a></a>"
    )
    linkedin = "https://www.linkedin.com/profile/add?name=Networks"
    return OwnBadgeView(group.badges[0], group.issuer, f"{BASE}/badges/1", files, linkedin, shown)


def shares() -> SharesPageView:
    """Links that are open, over and withdrawn, and a form with everything to correct."""
    held = portfolio().groups[0].badges
    link = f"{BASE}/shared/x"
    names = tuple(badge.name for badge in held[:2])
    return SharesPageView(
        choices=tuple(ChoiceView(badge.id, badge.name, badge.id == "1") for badge in held),
        shares=(
            ShareView("1", "Application at the harbour", link, names, NOW, None, 0),
            ShareView("2", "Old", None, names, NOW, None, 1),
            ShareView("3", "By mistake", None, names, NOW, NOW, 5),
        ),
        most=30,
        given={"label": "", "shown_name": "Luisa", "until": "2027-01-01"},
        errors={"label": "Name it.", "shown_name": "Shorten it.", "badge": "Tick one.", "until": "Choose a day."},
    )


def shared() -> SharedPageView:
    """What an employer sees behind a link."""

    def shown(name: str, verdict: Any) -> SharedBadgeView:
        return SharedBadgeView(
            name, "/shared/x/badges/1", "/achievements/1/image.svg", ISSUER["name"], verdict, NOW, NOW, NOW, True
        )

    return SharedPageView("Luisa Santos", NOW, (shown("Networks", "valid"), shown("Servers", "revoked")))
