"""Clients that prove who they are by keys of their own, and LTI in both directions: as platform, and as tool."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, LargeBinary, Table, Text, UniqueConstraint, Uuid
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

# The platforms that launch us as a tool. client_id: of ours, in whose name their results come in.
lti_platforms = Table(
    "lti_platforms",
    metadata,
    id_column(),
    tenant(),
    uuid("client_id"),
    text("name"),
    text("platform"),
    text("tool_client_id", nullable=True),
    Column("deployments", JSONB, nullable=False),
    text("authorization_url"),
    text("token_url"),
    text("jwks_url"),
    text("key_uri"),
    text("public_key"),
    instant("created_at"),
    same_tenant("client_id", "clients"),
    tenant_key(),
)

lti_courses = Table(
    "lti_courses",
    metadata,
    id_column(),
    tenant(),
    uuid("platform_id"),
    text("context"),
    text("title", nullable=True),
    text("line_items_url", nullable=True),
    text("memberships_url", nullable=True),
    instant("pulled_at", nullable=True, index=True),
    Column("outcome", JSONB, nullable=True),
    instant("created_at"),
    same_tenant("platform_id", "lti_platforms", ondelete="CASCADE"),
    UniqueConstraint("platform_id", "context"),
    tenant_key(),
)

# The last result that was read of each user: its digest, and how often it has changed.
lti_results = Table(
    "lti_results",
    metadata,
    Column("course_id", Uuid, primary_key=True),
    Column("line_item", Text, primary_key=True),
    Column("user_id", Text, primary_key=True),
    uuid("issuer_id"),
    Column("digest", LargeBinary, nullable=False),
    Column("changes", BigInteger, nullable=False),
    same_tenant("course_id", "lti_courses", ondelete="CASCADE"),
)
