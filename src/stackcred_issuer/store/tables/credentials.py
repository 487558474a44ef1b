"""Signed badges, their places in status lists, and the certifications that rest on them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    and_,
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

LIST_BITS = 131_072  # the smallest list that hides a holder in a crowd (Bitstring Status List §6.1)
INDEX_BYTES = 3  # of one index in a register's order, big-endian

status_registers = Table(
    "status_registers",
    metadata,
    id_column(),
    tenant(),
    Column("index_order", LargeBinary, nullable=False),  # STORAGE EXTERNAL: a slice is read without the rest
    Column("next_position", Integer, nullable=False),
    uuid("revocation_list", unique=True),
    uuid("suspension_list", unique=True),
    tenant_key(),
    CheckConstraint(f"octet_length(index_order) = {LIST_BITS * INDEX_BYTES}", name="index_order"),
    CheckConstraint(f"next_position BETWEEN 0 AND {LIST_BITS}", name="next_position"),
)

status_lists = Table(
    "status_lists",
    metadata,
    id_column(),
    uuid("issuer_id"),
    uuid("register_id"),
    text("purpose"),
    Column("bits", LargeBinary, nullable=False),
    Column("version", BigInteger, nullable=False),
    same_tenant("register_id", "status_registers"),
    UniqueConstraint("register_id", "purpose"),
    one_of("purpose", "revocation", "suspension"),
    CheckConstraint(f"octet_length(bits) = {LIST_BITS // 8}", name="bits"),
)

published_lists = Table(
    "published_lists",
    metadata,
    Column("list_id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("document", LargeBinary, nullable=False),
    text("etag"),
    instant("signed_at"),
    instant("valid_until"),
    text("compact", nullable=True),
    refers("list_id", "status_lists"),
)

badges = Table(
    "badges",
    metadata,
    id_column(),
    uuid("issuer_id"),
    uuid("learner_id"),
    uuid("achievement_id"),
    text("achievement_url"),
    uuid("assessment_id", nullable=True),
    text("kind"),
    Column("document", LargeBinary, nullable=False),
    text("digest"),
    uuid("key_id"),
    text("state"),
    text("state_reason", nullable=True),
    instant("state_at"),
    instant("issued_at"),
    instant("valid_from"),
    instant("valid_until", nullable=True),
    uuid("register_id"),
    Column("status_index", Integer, nullable=False),
    uuid("revocation_list"),
    uuid("suspension_list"),
    same_tenant("learner_id", "learners"),
    same_tenant("achievement_id", "achievements"),
    same_tenant("key_id", "signing_keys"),
    same_tenant("register_id", "status_registers"),
    # The badge is written before the assessment that refers back to it; CockroachDB lacks DEFERRABLE.
    same_tenant("assessment_id", "assessments", deferrable=True, initially="DEFERRED", use_alter=True),
    UniqueConstraint("register_id", "status_index"),
    tenant_key(),
    one_of("kind", "badge", "award"),
    one_of("state", "active", "suspended", "revoked"),
    CheckConstraint(f"status_index BETWEEN 0 AND {LIST_BITS - 1}", name="status_index"),
)
Index(None, badges.c.learner_id, badges.c.id)
Index(None, badges.c.key_id, badges.c.id)
Index("ix_badges_ending", badges.c.valid_until, badges.c.id, postgresql_where=badges.c.valid_until.is_not(None))

expired_badges = Table(
    "expired_badges",
    metadata,
    Column("badge_id", Uuid, primary_key=True),
    refers("badge_id", "badges"),
)

Index(None, badges.c.achievement_id, badges.c.learner_id)

former_documents = Table(
    "former_documents",
    metadata,
    Column("badge_id", Uuid, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("document", LargeBinary, nullable=False),
    uuid("key_id"),
    instant("replaced_at"),
    refers("badge_id", "badges"),
    refers("key_id", "signing_keys"),
)

badge_renditions = Table(
    "badge_renditions",
    metadata,
    Column("badge_id", Uuid, primary_key=True),
    Column("digest", Text, primary_key=True),
    text("compact"),
    text("etag"),
    Column("key_id", Uuid, primary_key=True),
    instant("signed_at"),
    refers("badge_id", "badges"),
    refers("key_id", "signing_keys"),
)

awards = Table(
    "awards",
    metadata,
    id_column(),
    uuid("issuer_id"),
    uuid("certification_id"),
    uuid("learner_id"),
    Column("period", Integer, nullable=False),
    uuid("badge_id", unique=True),
    Column("rule_version", Integer, nullable=False),
    text("rule_digest"),
    Column("evaluation", LargeBinary, nullable=False),
    Column("latest_evaluation", LargeBinary, nullable=False),
    text("state"),
    text("cause"),
    instant("broken_at", nullable=True),
    instant("created_at"),
    instant("updated_at"),
    instant("valid_until", nullable=True),
    instant("reminded_at", nullable=True),
    same_tenant("certification_id", "certifications"),
    same_tenant("learner_id", "learners"),
    same_tenant("badge_id", "badges"),
    ForeignKeyConstraint(
        ["certification_id", "rule_version"],
        ["certification_rules.certification_id", "certification_rules.version"],
    ),
    UniqueConstraint("certification_id", "learner_id", "period"),
    tenant_key(),
    one_of("state", "active", "grace", "flagged", "suspended", "revoked"),
)
Index(None, awards.c.learner_id, awards.c.id)
Index("ix_awards_in_grace", awards.c.id, postgresql_where=awards.c.state == "grace")
Index(
    "ix_awards_ending",
    awards.c.valid_until,
    awards.c.id,
    postgresql_where=and_(awards.c.valid_until.is_not(None), awards.c.state != "revoked"),
)

award_holdings = Table(
    "award_holdings",
    metadata,
    Column("award_id", Uuid, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("document", LargeBinary, nullable=False),
    refers("award_id", "awards"),
)

award_bundles = Table(
    "award_bundles",
    metadata,
    Column("award_id", Uuid, primary_key=True),
    text("grounds"),
    Column("document", LargeBinary, nullable=False),
    text("digest"),
    instant("gathered_at"),
    refers("award_id", "awards"),
)

award_claims = Table(
    "award_claims",
    metadata,
    Column("award_id", Uuid, primary_key=True),
    Column("badge_id", Uuid, primary_key=True),
    refers("award_id", "awards"),
    refers("badge_id", "badges"),
)
Index(None, award_claims.c.badge_id)

verification_reports = Table(
    "verification_reports",
    metadata,
    Column("badge_id", Uuid, primary_key=True),
    text("digest"),
    Column("report", JSONB, nullable=False),
    refers("badge_id", "badges"),
)

badge_kinds = Table(
    "badge_kinds",
    metadata,
    Column("kind", LargeBinary, primary_key=True),
    Column("facts", LargeBinary, nullable=False),
)

badge_facts = Table(
    "badge_facts",
    metadata,
    Column("badge_id", Uuid, primary_key=True),
    text("digest"),
    Column("edition", Integer, nullable=False),
    Column("kind", LargeBinary, nullable=False),
    instant("awarded"),
    instant("valid_from", nullable=True),
    instant("valid_until", nullable=True),
    ForeignKeyConstraint(["badge_id"], ["verification_reports.badge_id"], ondelete="CASCADE"),
    ForeignKeyConstraint(["kind"], ["badge_kinds.kind"]),
)

issued_credentials = Table(
    "issued_credentials",
    metadata,
    id_column(),
    tenant(),
    text("credential_id", nullable=True),
    Column("document", LargeBinary, nullable=False),
    text("digest"),
    uuid("key_id"),
    instant("issued_at"),
    uuid("register_id", nullable=True),
    Column("status_index", Integer, nullable=True),
    uuid("revocation_list", nullable=True),
    uuid("suspension_list", nullable=True),
    same_tenant("key_id", "signing_keys"),
    same_tenant("register_id", "status_registers"),
    UniqueConstraint("register_id", "status_index"),
    tenant_key(),
)
Index(None, issued_credentials.c.issuer_id, issued_credentials.c.credential_id)
