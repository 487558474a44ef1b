"""Competency frameworks and their competencies."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY

from stackcred_issuer.store.tables.base import (
    id_column,
    instant,
    metadata,
    same_tenant,
    tenant,
    tenant_key,
    text,
    uuid,
)

frameworks = Table(
    "frameworks",
    metadata,
    id_column(),
    tenant(),
    text("identifier"),
    text("uri"),
    text("title"),
    text("creator", nullable=True),
    text("source", nullable=True),
    instant("created_at"),
    instant("imported_at"),
    UniqueConstraint("issuer_id", "identifier"),
    tenant_key(),
)

competencies = Table(
    "competencies",
    metadata,
    id_column(),
    tenant(),
    uuid("framework_id"),
    text("identifier"),
    text("uri"),
    text("statement"),
    text("code", nullable=True),
    text("abbreviated", nullable=True),
    text("kind", nullable=True),
    text("level", nullable=True),
    text("parent", nullable=True),
    Column("position", Integer, nullable=False),
    Column("tasks", ARRAY(Text), nullable=False),
    Column("outcomes", ARRAY(Text), nullable=False),
    text("replaced_by", nullable=True),
    instant("vanished_at", nullable=True),
    same_tenant("framework_id", "frameworks"),
    UniqueConstraint("framework_id", "identifier"),
)
Index(None, competencies.c.issuer_id, competencies.c.uri)
