"""The tables as SQLAlchemy sees them. The migrations make them; `store/migrate.drift` holds both together."""

from stackcred_issuer.store.tables.base import metadata
from stackcred_issuer.store.tables.catalogue import (
    achievements,
    certification_rules,
    certifications,
    rule_mentions,
)
from stackcred_issuer.store.tables.credentials import (
    award_bundles,
    award_claims,
    award_holdings,
    awards,
    badges,
    expired_badges,
    former_documents,
    published_lists,
    status_lists,
    status_registers,
    verification_reports,
)
from stackcred_issuer.store.tables.ledger import audit_entries, audit_heads, rate_windows
from stackcred_issuer.store.tables.results import assessments, learner_identifiers, learners, posts
from stackcred_issuer.store.tables.tenants import client_secrets, clients, issuers, signing_keys

__all__ = [
    "achievements",
    "assessments",
    "audit_entries",
    "audit_heads",
    "award_bundles",
    "award_claims",
    "award_holdings",
    "awards",
    "badges",
    "certification_rules",
    "certifications",
    "client_secrets",
    "clients",
    "expired_badges",
    "former_documents",
    "issuers",
    "learner_identifiers",
    "learners",
    "metadata",
    "posts",
    "published_lists",
    "rate_windows",
    "rule_mentions",
    "signing_keys",
    "status_lists",
    "status_registers",
    "verification_reports",
]
