"""Pathways with every version that was published."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Integer, LargeBinary, Table, Uuid

from stackcred_issuer.store.tables.base import id_column, instant, metadata, refers, tenant, tenant_key, text

pathways = Table(
    "pathways",
    metadata,
    id_column(),
    tenant(),
    Column("latest_version", Integer, nullable=False),
    instant("created_at"),
    instant("ended_at", nullable=True),
    tenant_key(),
)

pathway_versions = Table(
    "pathway_versions",
    metadata,
    Column("pathway_id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("document", LargeBinary, nullable=False),
    text("digest"),
    instant("published_at"),
    refers("pathway_id", "pathways"),
    CheckConstraint("version > 0", name="version"),
)
