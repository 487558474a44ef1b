"""How learners get in: links, sessions, and the notices that carried the first link."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, LargeBinary, Table, Uuid

from stackcred_issuer.store.tables.base import instant, metadata, text

# An address and not a learner: one person may be a learner of several issuers, and signs in once.
sign_in_links = Table(
    "sign_in_links",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    text("email"),
    instant("created_at"),
    instant("expires_at", index=True),
    instant("used_at", nullable=True),
)

learner_sessions = Table(
    "learner_sessions",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    text("email"),
    instant("created_at"),
    instant("expires_at", index=True),
)

badge_notices = Table(
    "badge_notices",
    metadata,
    Column("badge_id", Uuid, ForeignKey("badges.id"), primary_key=True),
    instant("sent_at"),
)
