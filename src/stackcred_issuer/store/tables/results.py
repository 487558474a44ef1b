"""Learners, what was assessed of them, and the posts that said so."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table, Text, Uuid
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

learners = Table(
    "learners",
    metadata,
    id_column(),
    tenant(),
    text("name", nullable=True),
    text("did", nullable=True),
    instant("created_at"),
    tenant_key(),
)

learner_identifiers = Table(
    "learner_identifiers",
    metadata,
    Column("issuer_id", Uuid, primary_key=True),
    Column("type", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    uuid("learner_id", index=True),
    same_tenant("learner_id", "learners"),
)

assessments = Table(
    "assessments",
    metadata,
    id_column(),
    uuid("issuer_id"),
    uuid("client_id"),
    uuid("learner_id"),
    uuid("achievement_id"),
    text("activity_id"),
    text("source_id"),
    instant("assessed_at"),
    instant("received_at"),
    Column("passed", Boolean, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("body", JSONB, nullable=False),
    uuid("badge_id", nullable=True),
    same_tenant("client_id", "clients"),
    same_tenant("learner_id", "learners"),
    same_tenant("achievement_id", "achievements"),
    same_tenant("badge_id", "badges"),
    tenant_key(),
)
Index(
    "uq_assessments_one_current",
    assessments.c.learner_id,
    assessments.c.achievement_id,
    assessments.c.activity_id,
    unique=True,
    postgresql_where=assessments.c.current,
)
Index(None, assessments.c.learner_id, assessments.c.id)
Index(None, assessments.c.achievement_id, assessments.c.id)

posts = Table(
    "posts",
    metadata,
    Column("client_id", Uuid, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    uuid("issuer_id"),
    Column("body_digest", LargeBinary, nullable=False),
    Column("status", Integer, nullable=True),
    Column("answer", LargeBinary, nullable=True),
    instant("created_at"),
    same_tenant("client_id", "clients"),
    one_of("kind", "source", "idempotency"),
)
