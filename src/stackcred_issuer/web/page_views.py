"""From what the record holds to what the pages show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from stackcred_issuer.domain.ids import PublicUrls
from stackcred_issuer.domain.jsonvalue import parse_object
from stackcred_issuer.domain.stacking.rule import parse_rule
from stackcred_issuer.domain.verification.report import Report
from stackcred_issuer.services.public_record import (
    AchievementFacts,
    AwardFacts,
    BadgeFacts,
    CertificationFacts,
    IssuerFacts,
)
from stackcred_issuer.store.achievements import AchievementRecord
from stackcred_issuer.store.badges import BadgeRecord
from stackcred_issuer.store.frameworks import CompetencyRecord
from stackcred_issuer.store.issuers import IssuerRecord
from stackcred_issuer.web.frameworks import competency_path
from stackcred_issuer.web.pages.language import gettext as _
from stackcred_issuer.web.pages.parts import (
    AchievementView,
    AlignmentView,
    CauseView,
    CredentialView,
    KeyView,
    LinkView,
    PartyView,
    StackView,
)
from stackcred_issuer.web.pages.read_credential import read_achievement, read_credential
from stackcred_issuer.web.pages.read_report import read_outcome, read_report
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
    HomeView,
    IssuerPageView,
)
from stackcred_issuer.web.previews import preview


def home(issuers: Sequence[IssuerFacts]) -> HomeView:
    return HomeView(
        certifications=tuple(_certification_link(found) for facts in issuers for found in facts.certifications),
        issuers=tuple(LinkView(facts.issuer.name, f"/issuers/{facts.issuer.slug}") for facts in issuers),
    )


def badge(facts: BadgeFacts, report: Report, urls: PublicUrls, at: str | None = None) -> BadgePageView:
    """The page of a badge or award with the report of just now. at: its path where that is not its public one."""
    path = at or f"/badges/{facts.badge.id}"
    return BadgePageView(
        url=urls.badge(facts.badge.id) if facts.visibility != "private" else None,
        listed=facts.visibility == "public" and at is None,
        preview=preview(facts.badge, facts.issuer.name, urls) if at is None else None,
        report=read_report(report.to_json()),
        credential=_told(
            read_credential(parse_object(facts.badge.document), image=picture_path(facts.badge)), facts.aligned
        ),
        downloads=_downloads(facts, path, whole=at is None),
        counts_toward=tuple(_certification_link(found) for found in facts.counts_toward),
        stack=_stack(facts.award, urls) if facts.award else None,
        cause=_cause(facts.badge),
    )


def picture_path(badge: BadgeRecord) -> str:
    """Its achievement's picture: open to all, also where the badge is not."""
    return f"{_path(badge.achievement_url)}/image.svg"


def achievement(facts: AchievementFacts, urls: PublicUrls) -> AchievementPageView:
    record = facts.achievement
    return AchievementPageView(
        id=record.url,
        achievement=_at_work(read_achievement(record.document, image=f"{_path(record.url)}/image.svg"), facts.aligned),
        issuer=_party(facts.issuer),
        counts_toward=tuple(_certification_link(found) for found in facts.counts_toward),
    )


def certification(facts: CertificationFacts, issuer: IssuerRecord, urls: PublicUrls) -> CertificationPageView:
    rule, links = parse_rule(parse_object(facts.rule.document)), _links(facts)
    return CertificationPageView(
        id=urls.certification(facts.certification.id),
        achievement=read_achievement(facts.achievement.document, image=f"{_path(facts.achievement.url)}/image.svg"),
        issuer=_party(issuer),
        requirement=requirement_view(rule, links),
        when_broken=when_broken_sentence(rule.document),
        entry=entry_view(rule, links),
        renewal=renewal_view(rule, links),
        period=renewal_sentence(rule),
        version=str(facts.rule.version),
        digest=facts.rule.digest,
        published=facts.rule.published_at,
        json_href=f"{_path(urls.certification(facts.certification.id))}/rules/{facts.rule.version}",
    )


def issuer(facts: IssuerFacts, urls: PublicUrls) -> IssuerPageView:
    profile = facts.issuer.profile
    path = f"/issuers/{facts.issuer.slug}"
    return IssuerPageView(
        issuer=_party(facts.issuer),
        description=profile.get("description"),
        website=profile.get("url"),
        email=profile.get("email"),
        keys=tuple(
            KeyView(key.multikey, key.key_type, key.state, key.created_at, key.compromised_at or key.retired_at)
            for key in facts.keys
        ),
        certifications=tuple(_certification_link(found) for found in facts.certifications),
        achievements=tuple(_achievement_link(found) for found in facts.achievements),
        downloads=(LinkView(_("DID document"), f"{path}/did.json", "JSON"),),
    )


def _told(credential: CredentialView, aligned: Sequence[CompetencyRecord]) -> CredentialView:
    return replace(credential, achievement=_at_work(credential.achievement, aligned))


def _at_work(achievement: AchievementView, aligned: Sequence[CompetencyRecord]) -> AchievementView:
    """With what its competencies mean at work, as their framework says it."""
    known = {record.uri: record for record in aligned}

    def explained(entry: AlignmentView) -> AlignmentView:
        record = known.get(entry.href or "")
        if record is None:
            return entry
        return replace(
            entry,
            page=competency_path(record),
            statement=record.statement,
            level=record.level,
            tasks=tuple(record.tasks),
            outcomes=tuple(record.outcomes),
        )

    return replace(achievement, alignments=tuple(explained(entry) for entry in achievement.alignments))


def _downloads(facts: BadgeFacts, path: str, *, whole: bool) -> tuple[LinkView, ...]:
    files = (
        LinkView(_("Certificate"), f"{path}.pdf", _("PDF with the signed badge attached")),
        LinkView(_("Signed badge"), f"{path}.json", "JSON-LD"),
        LinkView(_("Signed badge"), f"{path}.jwt", "JWT"),
        LinkView(_("Badge as a picture"), f"{path}.png", _("PNG with the signed badge inside")),
        LinkView(_("Badge as a drawing"), f"{path}.svg", _("SVG with the signed badge inside")),
    )
    if not facts.award or not whole:
        return files
    return (
        *files,
        LinkView(_("Evidence bundle"), f"{path}/bundle.json", _("all that proves it, in one file")),
        LinkView(_("Learner record"), f"{path}/record.json", "CLR 2.0"),
        LinkView(_("Evaluation"), f"{path}/evaluation", "JSON"),
    )


def _stack(facts: AwardFacts, urls: PublicUrls) -> StackView:
    rule = parse_rule(parse_object(facts.certification.rule.document))
    badges = {
        urls.badge(found.id): LinkView(earned.document["name"], f"/badges/{found.id}")
        for found, earned in facts.considered
    }
    badges |= {urls.badge(hidden): LinkView(_("A badge that its learner keeps private")) for hidden in facts.hidden}
    outcome = parse_object(facts.award.latest_evaluation)
    hint = _("rule version %(version)s", version=outcome["rule"]["version"])
    certification = replace(_certification_link(facts.certification), hint=hint)
    return read_outcome(outcome, badges, requirement_view(rule, _links(facts.certification)), certification)


def _cause(record: BadgeRecord) -> CauseView | None:
    if record.state == "active":
        return None
    return CauseView(record.state, record.state_at, record.state_reason)


def _links(facts: CertificationFacts) -> dict[str, LinkView]:
    return {url: _achievement_link(found) for url, found in facts.mentioned.items()}


def _achievement_link(record: AchievementRecord) -> LinkView:
    return LinkView(record.document["name"], _path(record.url))


def _certification_link(facts: CertificationFacts) -> LinkView:
    path = f"/certifications/{facts.certification.id}"
    return LinkView(facts.achievement.document["name"], path, _("rule version %(version)s", version=facts.rule.version))


def _party(record: IssuerRecord) -> PartyView:
    return PartyView(record.did, record.name, f"/issuers/{record.slug}")


def _path(url: str) -> str:
    return urlsplit(url).path
