"""Whom an issuer trusts, badges of other issuers, and what its people have said: registries, statements, requests."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    Table,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from stackcred_issuer.store.tables.base import (
    id_column,
    instant,
    metadata,
    one_of,
    refers,
    same_tenant,
    tenant,
    tenant_key,
    text,
    uuid,
)
from stackcred_issuer.store.tables.credentials import LIST_BITS

trust_registries = Table(
    "trust_registries",
    metadata,
    id_column(),
    tenant(),
    text("name"),
    Column("version", Integer, nullable=False),
    instant("created_at"),
    instant("ended_at", nullable=True),
    tenant_key(),
    CheckConstraint("version > 0", name="version"),
)

trust_entries = Table(
    "trust_entries",
    metadata,
    id_column(),
    uuid("issuer_id"),
    uuid("registry_id"),
    Column("document", JSONB, nullable=False),
    instant("created_at"),
    instant("ended_at", nullable=True),
    same_tenant("registry_id", "trust_registries"),
    tenant_key(),
)
Index(None, trust_entries.c.registry_id, trust_entries.c.id)
Index("ix_trust_entries_naming", trust_entries.c.document["issuer"].astext)

trust_snapshots = Table(
    "trust_snapshots",
    metadata,
    Column("registry_id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("document", LargeBinary, nullable=False),
    text("digest"),
    instant("made_at"),
    refers("registry_id", "trust_registries"),
)

foreign_badges = Table(
    "foreign_badges",
    metadata,
    id_column(),
    uuid("issuer_id"),
    uuid("learner_id"),
    text("foreign_issuer"),
    text("credential_id"),
    text("achievement"),
    text("name", nullable=True),
    Column("document", LargeBinary, nullable=False),
    text("digest"),
    Column("report", JSONB, nullable=False),
    text("standing"),
    text("reason", nullable=True),
    text("status"),
    text("status_reason", nullable=True),
    instant("received_at"),
    instant("checked_at"),
    instant("next_check_at"),
    Column("failures", Integer, nullable=False),
    same_tenant("learner_id", "learners"),
    UniqueConstraint("learner_id", "digest"),
    tenant_key(),
    one_of("standing", "held", "duplicate", "not_theirs", "withdrawn"),
    one_of("status", "active", "suspended", "revoked", "unknown"),
)
Index(
    "uq_foreign_badges_held_once",
    foreign_badges.c.learner_id,
    foreign_badges.c.foreign_issuer,
    foreign_badges.c.credential_id,
    unique=True,
    postgresql_where=foreign_badges.c.standing == "held",
)
Index(None, foreign_badges.c.issuer_id, foreign_badges.c.achievement)
Index(None, foreign_badges.c.issuer_id, foreign_badges.c.foreign_issuer)
Index("ix_foreign_badges_due", foreign_badges.c.next_check_at, postgresql_where=foreign_badges.c.standing == "held")

statements = Table(
    "statements",
    metadata,
    id_column(),
    uuid("issuer_id"),
    text("kind"),
    uuid("learner_id", nullable=True),
    uuid("badge_id", nullable=True),
    text("subject"),
    text("counts_as", nullable=True),
    text("role", nullable=True),
    text("claim", nullable=True),
    Column("document", LargeBinary, nullable=False),
    text("digest"),
    Column("report", JSONB, nullable=True),
    uuid("key_id"),
    text("state"),
    text("state_reason", nullable=True),
    instant("state_at"),
    instant("issued_at"),
    instant("valid_until", nullable=True),
    uuid("register_id"),
    Column("status_index", Integer, nullable=False),
    uuid("revocation_list"),
    uuid("suspension_list"),
    same_tenant("learner_id", "learners"),
    same_tenant("badge_id", "badges"),
    same_tenant("key_id", "signing_keys"),
    same_tenant("register_id", "status_registers"),
    UniqueConstraint("register_id", "status_index"),
    tenant_key(),
    one_of("kind", "endorsement", "attestation", "equivalence"),
    one_of("state", "active", "revoked", "expired"),
    CheckConstraint(f"status_index BETWEEN 0 AND {LIST_BITS - 1}", name="status_index"),
)
Index(None, statements.c.learner_id, statements.c.id)
Index(None, statements.c.badge_id, statements.c.id)
Index(None, statements.c.issuer_id, statements.c.subject)
Index(None, statements.c.key_id)
Index("ix_statements_ending", statements.c.valid_until, postgresql_where=statements.c.state == "active")

endorsers = Table(
    "endorsers",
    metadata,
    id_column(),
    tenant(),
    text("key"),
    text("name", nullable=True),
    instant("created_at"),
    UniqueConstraint("issuer_id", "key"),
    tenant_key(),
)

endorsement_requests = Table(
    "endorsement_requests",
    metadata,
    id_column(),
    uuid("issuer_id"),
    uuid("learner_id"),
    uuid("badge_id", nullable=True),
    uuid("endorser_id"),
    text("endorser_did", nullable=True),
    text("role"),
    text("claim", nullable=True),
    text("name", nullable=True),
    text("message", nullable=True),
    Column("token_digest", LargeBinary, nullable=False, unique=True),
    text("state"),
    uuid("statement_id", nullable=True),
    instant("created_at"),
    instant("expires_at"),
    instant("closed_at", nullable=True),
    same_tenant("learner_id", "learners"),
    same_tenant("badge_id", "badges"),
    same_tenant("endorser_id", "endorsers"),
    same_tenant("statement_id", "statements"),
    tenant_key(),
    one_of("state", "open", "answered", "declined", "withdrawn"),
)
Index(None, endorsement_requests.c.learner_id, endorsement_requests.c.id)
