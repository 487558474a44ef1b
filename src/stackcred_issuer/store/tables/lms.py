"""What learning platforms sent in their own protocols, and what their activities mean here."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, Table, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB

from stackcred_issuer.store.tables.base import (
    id_column,
    instant,
    metadata,
    one_of,
    same_tenant,
    tenant,
    tenant_key,
    text,
    uuid,
)

lms_activities = Table(
    "lms_activities",
    metadata,
    id_column(),
    tenant(),
    text("activity"),
    uuid("achievement_id"),
    text("result_description", nullable=True),
    instant("created_at"),
    same_tenant("achievement_id", "achievements"),
    UniqueConstraint("issuer_id", "activity"),
    tenant_key(),
)

# `report` and `body` hold personal data: they go when the learner is erased. The digest stays.
lms_posts = Table(
    "lms_posts",
    metadata,
    id_column(),
    tenant(),
    uuid("client_id"),
    text("protocol"),
    text("source_id"),
    Column("body_digest", LargeBinary, nullable=False),
    Column("body", JSONB, nullable=True),
    text("state"),
    text("reason", nullable=True),
    text("activity", nullable=True),
    Column("report", JSONB, nullable=True),
    uuid("assessment_id", nullable=True),
    instant("received_at"),
    one_of("state", "recorded", "parked", "ignored", "voided"),
    same_tenant("client_id", "clients"),
    UniqueConstraint("client_id", "protocol", "source_id"),
    tenant_key(),
)
Index("ix_lms_posts_parked", lms_posts.c.issuer_id, lms_posts.c.id, postgresql_where=lms_posts.c.state == "parked")
