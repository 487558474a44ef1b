"""Pages as pure functions: a view in, HTML out. Every page keeps to CONTENT_SECURITY_POLICY."""

from __future__ import annotations

from jinja2 import Environment

from stackcred_issuer.web.pages.elsewhere_views import ElsewherePageView
from stackcred_issuer.web.pages.environment import STATIC_DIR, STATIC_PATH, make_environment
from stackcred_issuer.web.pages.evidence_views import EvidencePageView
from stackcred_issuer.web.pages.feedback_views import FeedbackPageView
from stackcred_issuer.web.pages.framework_views import CompetencyPageView, FrameworkPageView
from stackcred_issuer.web.pages.import_view import ImportPageView
from stackcred_issuer.web.pages.learner_views import (
    DataPageView,
    DidPageView,
    LaunchView,
    OpenLinkView,
    OwnBadgeView,
    PortfolioView,
    SharedPageView,
    SharesPageView,
    SignInView,
)
from stackcred_issuer.web.pages.match_views import MatchPageView
from stackcred_issuer.web.pages.pathway_views import OwnPathwaysView, PathwayPageView
from stackcred_issuer.web.pages.reach_views import OwnCertificationView
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

__all__ = [
    "CONTENT_SECURITY_POLICY",
    "STATIC_DIR",
    "STATIC_PATH",
    "render_achievement",
    "render_badge",
    "render_certification",
    "render_competency",
    "render_data",
    "render_did",
    "render_document",
    "render_elsewhere",
    "render_endorse",
    "render_error",
    "render_feedback",
    "render_framework",
    "render_home",
    "render_import",
    "render_issuer",
    "render_launch",
    "render_match",
    "render_open_link",
    "render_own_badge",
    "render_own_certification",
    "render_own_pathways",
    "render_pathway",
    "render_portfolio",
    "render_shared",
    "render_shares",
    "render_sign_in",
    "render_verify",
]

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

_ENVIRONMENT: Environment = make_environment()


def render_home(view: HomeView) -> str:
    """The front page."""
    return _render("home.html", view)


def render_badge(view: BadgePageView) -> str:
    """The public page of a badge or award, its verdict first."""
    return _render("badge.html", view)


def render_verify(view: VerifyPageView) -> str:
    """The verify form, with the report of a submission or what to correct in it."""
    return _render("verify.html", view)


def render_match(view: MatchPageView) -> str:
    """A job role held against applicants: the form, and the answer."""
    return _render("match.html", view)


def render_achievement(view: AchievementPageView) -> str:
    """The public page of an achievement."""
    return _render("achievement.html", view)


def render_certification(view: CertificationPageView) -> str:
    """The public page of a certification with its rule as a tree."""
    return _render("certification.html", view)


def render_framework(view: FrameworkPageView) -> str:
    """The public page of a competency framework."""
    return _render("framework.html", view)


def render_competency(view: CompetencyPageView) -> str:
    """The public page of a competency: what it means at work, and which badges cover it."""
    return _render("competency.html", view)


def render_issuer(view: IssuerPageView) -> str:
    """The public page of an issuer with its key history."""
    return _render("issuer.html", view)


def render_document(view: DocumentPageView) -> str:
    """A page of documentation."""
    return _render("document.html", view)


def render_sign_in(view: SignInView) -> str:
    """The form that sends a learner a link, or what became of it."""
    return _render("sign_in.html", view)


def render_open_link(view: OpenLinkView) -> str:
    """The button behind a link of a mail."""
    return _render("open_link.html", view)


def render_launch(view: LaunchView) -> str:
    """What a course on a learning platform leads to."""
    return _render("launch.html", view)


def render_pathway(view: PathwayPageView) -> str:
    """A pathway as everybody sees it, or with somebody's progress."""
    return _render("pathway.html", view)


def render_own_pathways(view: OwnPathwaysView) -> str:
    """Where a learner's badges lead."""
    return _render("own_pathways.html", view)


def render_portfolio(view: PortfolioView) -> str:
    """A learner's own badges."""
    return _render("portfolio.html", view)


def render_own_certification(view: OwnCertificationView) -> str:
    """How far a learner is with one certification, and the ways to it."""
    return _render("own_certification.html", view)


def render_data(view: DataPageView) -> str:
    """Where a learner takes their data away or has it erased."""
    return _render("data.html", view)


def render_did(view: DidPageView) -> str:
    """Where a learner binds a DID."""
    return _render("did.html", view)


def render_own_badge(view: OwnBadgeView) -> str:
    """Where a learner decides who sees one of their badges, and takes its files."""
    return _render("own_badge.html", view)


def render_evidence(view: EvidencePageView) -> str:
    """A learner's evidence, and the form for more."""
    return _render("evidence.html", view)


def render_elsewhere(view: ElsewherePageView) -> str:
    """What a learner brought from other issuers, and the form for more."""
    return _render("elsewhere.html", view)


def render_feedback(view: FeedbackPageView) -> str:
    """What others say of a learner, and the form that asks somebody."""
    return _render("feedback.html", view)


def render_shares(view: SharesPageView) -> str:
    """A learner's links to chosen badges, and the form for a new one."""
    return _render("shares.html", view)


def render_shared(view: SharedPageView) -> str:
    """What a learner's link shows to whoever holds it."""
    return _render("shared.html", view)


def render_endorse(view: EndorsePageView) -> str:
    """The page behind a link that asks for an endorsement, and its thanks."""
    return _render("endorse.html", view)


def render_import(view: ImportPageView) -> str:
    """How far an import is, and what is wrong with its rows."""
    return _render("import.html", view)


def render_error(view: ErrorPageView) -> str:
    """A page for what cannot be shown, with what to do next."""
    return _render("error.html", view)


def _render(template: str, view: object) -> str:
    return _ENVIRONMENT.get_template(template).render(view=view)
