"""What can be earned: achievements, and certifications with every version of their rules."""

from __future__ import annotations

from sqlalchemy import (
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

achievements = Table(
    "achievements",
    metadata,
    id_column(),
    tenant(),
    text("url", unique=True),
    Column("document", JSONB, nullable=False),
    Column("version", Integer, nullable=False),
    instant("created_at"),
    instant("updated_at"),
    tenant_key(),
)

certifications = Table(
    "certifications",
    metadata,
    id_column(),
    tenant(),
    uuid("achievement_id"),
    text("target"),
    instant("created_at"),
    Column("latest_version", Integer, nullable=False),
    same_tenant("achievement_id", "achievements"),
    UniqueConstraint("issuer_id", "target"),
    tenant_key(),
)

certification_rules = Table(
    "certification_rules",
    metadata,
    Column("certification_id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("document", LargeBinary, nullable=False),
    text("digest"),
    instant("published_at"),
    text("existing"),
    instant("existing_until", nullable=True),
    refers("certification_id", "certifications"),
    CheckConstraint("version > 0", name="version"),
    one_of("existing", "reevaluate", "keep", "until"),
)

rule_mentions = Table(
    "rule_mentions",
    metadata,
    Column("certification_id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("achievement", Text, primary_key=True),
    ForeignKeyConstraint(
        ["certification_id", "version"],
        ["certification_rules.certification_id", "certification_rules.version"],
    ),
)
Index(None, rule_mentions.c.achievement, rule_mentions.c.certification_id, rule_mentions.c.version)
