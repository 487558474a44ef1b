"""How far learners are with certifications, as numbers."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from stackcred_issuer.store.tables.base import instant, metadata, same_tenant, text, uuid

certification_progress = Table(
    "certification_progress",
    metadata,
    Column("certification_id", Uuid, primary_key=True),
    Column("learner_id", Uuid, primary_key=True),
    uuid("issuer_id"),
    Column("requirements", JSONB, nullable=False),
    text("fingerprint"),
    instant("as_of"),
    same_tenant("certification_id", "certifications"),
    same_tenant("learner_id", "learners"),
)
Index(None, certification_progress.c.learner_id)
