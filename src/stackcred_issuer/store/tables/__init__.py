"""The tables as SQLAlchemy sees them. The migrations make them; `store/migrate.drift` holds both together."""

from stackcred_issuer.store.tables.access import (
    badge_notices,
    learner_sessions,
    sign_in_links,
    sign_in_services,
    sign_ins_under_way,
)
from stackcred_issuer.store.tables.base import metadata
from stackcred_issuer.store.tables.catalogue import (
    achievements,
    certification_rules,
    certifications,
    rule_mentions,
)
from stackcred_issuer.store.tables.competencies import competencies, frameworks
from stackcred_issuer.store.tables.credentials import (
    award_bundles,
    award_claims,
    award_holdings,
    awards,
    badge_facts,
    badge_kinds,
    badge_renditions,
    badges,
    expired_badges,
    former_documents,
    issued_credentials,
    published_lists,
    status_lists,
    status_registers,
    verification_reports,
)
from stackcred_issuer.store.tables.evidence import blob_uploads, blobs, evidence
from stackcred_issuer.store.tables.imports import import_chunks, import_faults, import_marks, imports
from stackcred_issuer.store.tables.ledger import audit_entries, audit_heads, rate_windows
from stackcred_issuer.store.tables.lms import lms_activities, lms_posts
from stackcred_issuer.store.tables.lti import (
    client_keys,
    line_item_results,
    line_items,
    lti_courses,
    lti_platforms,
    lti_results,
    used_assertions,
)
from stackcred_issuer.store.tables.pathways import pathway_versions, pathways
from stackcred_issuer.store.tables.progress import certification_progress
from stackcred_issuer.store.tables.results import assessments, learner_identifiers, learners, posts
from stackcred_issuer.store.tables.sharing import badge_visibility, page_views, shared_badges, shares
from stackcred_issuer.store.tables.tenants import client_secrets, clients, issuers, signing_keys
from stackcred_issuer.store.tables.trust import (
    endorsement_requests,
    endorsers,
    foreign_badges,
    statements,
    trust_entries,
    trust_registries,
    trust_snapshots,
)
from stackcred_issuer.store.tables.webhooks import webhooks

__all__ = [
    "achievements",
    "assessments",
    "audit_entries",
    "audit_heads",
    "award_bundles",
    "award_claims",
    "award_holdings",
    "awards",
    "badge_facts",
    "badge_kinds",
    "badge_notices",
    "badge_renditions",
    "badge_visibility",
    "badges",
    "blob_uploads",
    "blobs",
    "certification_progress",
    "certification_rules",
    "certifications",
    "client_keys",
    "client_secrets",
    "clients",
    "competencies",
    "endorsement_requests",
    "endorsers",
    "evidence",
    "expired_badges",
    "foreign_badges",
    "former_documents",
    "frameworks",
    "import_chunks",
    "import_faults",
    "import_marks",
    "imports",
    "issued_credentials",
    "issuers",
    "learner_identifiers",
    "learner_sessions",
    "learners",
    "line_item_results",
    "line_items",
    "lms_activities",
    "lms_posts",
    "lti_courses",
    "lti_platforms",
    "lti_results",
    "metadata",
    "page_views",
    "pathway_versions",
    "pathways",
    "posts",
    "published_lists",
    "rate_windows",
    "rule_mentions",
    "shared_badges",
    "shares",
    "sign_in_links",
    "sign_in_services",
    "sign_ins_under_way",
    "signing_keys",
    "statements",
    "status_lists",
    "status_registers",
    "trust_entries",
    "trust_registries",
    "trust_snapshots",
    "used_assertions",
    "verification_reports",
    "webhooks",
]
