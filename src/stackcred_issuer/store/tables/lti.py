"""Clients that prove who they are by keys of their own, and LTI's line items and results."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

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

client_keys = Table(
    "client_keys",
    metadata,
    Column("client_id", Uuid, primary_key=True),
    uuid("issuer_id"),
    Column("jwks", JSONB, nullable=True),
    text("jwks_url", nullable=True),
    instant("set_at"),
    same_tenant("client_id", "clients"),
    CheckConstraint("(jwks IS NULL) <> (jwks_url IS NULL)", name="one_source"),
)

used_assertions = Table(
    "used_assertions",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    instant("expires_at", index=True),
)

line_items = Table(
    "line_items",
    metadata,
    id_column(),
    tenant(),
    uuid("client_id"),
    text("context"),
    Column("document", JSONB, nullable=False),
    instant("created_at"),
    same_tenant("client_id", "clients"),
    tenant_key(),
)
Index(None, line_items.c.client_id, line_items.c.context, line_items.c.id)

# `document` holds personal data: it goes when the learner is erased.
line_item_results = Table(
    "line_item_results",
    metadata,
    Column("line_item_id", Uuid, primary_key=True),
    Column("user_id", Text, primary_key=True),
    uuid("issuer_id"),
    instant("at"),
    Column("document", JSONB, nullable=False),
    same_tenant("line_item_id", "line_items", ondelete="CASCADE"),
)
