"""Where events are pushed to: one reader of an issuer's audit chain per row."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY

from stackcred_issuer.store.tables.base import (
    id_column,
    instant,
    metadata,
    one_of,
    tenant,
    tenant_key,
    text,
)

# No secret stands here: it is derived from the key store's, the id and the generation.
webhooks = Table(
    "webhooks",
    metadata,
    id_column(),
    tenant(),
    text("url"),
    Column("types", ARRAY(Text), nullable=False),
    text("state"),
    Column("generation", Integer, nullable=False),
    instant("overlap_until", nullable=True),
    Column("cursor", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    instant("next_try_at", nullable=True),
    text("last_problem", nullable=True),
    instant("created_at"),
    one_of("state", "active", "disabled", "ended"),
    tenant_key(),
)
Index("ix_webhooks_active", webhooks.c.issuer_id, postgresql_where=webhooks.c.state == "active")
