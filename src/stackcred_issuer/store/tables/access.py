"""How learners get in: links, sign-ins elsewhere, sessions, and the notices that carried the first link."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, LargeBinary, Table, Uuid

from stackcred_issuer.store.tables.base import id_column, instant, metadata, tenant, tenant_key, text, uuid

# An address: one person may be a learner of several issuers, and signs in once. Or a learner, where an issuer's own
# platform or sign-in service vouches for them: its word counts for its own learners alone.
_SOMEBODY = "(email IS NULL) <> (learner_id IS NULL)"

sign_in_links = Table(
    "sign_in_links",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    text("email", nullable=True),
    Column("learner_id", Uuid, ForeignKey("learners.id", ondelete="CASCADE"), nullable=True),
    instant("created_at"),
    instant("expires_at", index=True),
    instant("used_at", nullable=True),
    CheckConstraint(_SOMEBODY, name="somebody"),
)

learner_sessions = Table(
    "learner_sessions",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    text("email", nullable=True),
    Column("learner_id", Uuid, ForeignKey("learners.id", ondelete="CASCADE"), nullable=True),
    instant("created_at"),
    instant("expires_at", index=True),
    CheckConstraint(_SOMEBODY, name="somebody"),
)

# Sign-ins that were sent elsewhere and are awaited back, each once. party: a platform or a sign-in service.
sign_ins_under_way = Table(
    "sign_ins_under_way",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    uuid("party"),
    instant("expires_at", index=True),
)

badge_notices = Table(
    "badge_notices",
    metadata,
    Column("badge_id", Uuid, ForeignKey("badges.id"), primary_key=True),
    instant("sent_at"),
)

# An issuer's own sign-in service (OpenID Connect). secret: the client's, sealed by the key store's secret.
sign_in_services = Table(
    "sign_in_services",
    metadata,
    id_column(),
    tenant(),
    text("name"),
    text("provider"),
    text("client_id"),
    Column("secret", LargeBinary, nullable=False),
    instant("created_at"),
    tenant_key(),
)
