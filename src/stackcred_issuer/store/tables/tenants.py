"""Issuers, their signing keys, and the clients of their API."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from stackcred_issuer.store.tables.base import (
    id_column,
    instant,
    metadata,
    one_of,
    refers,
    tenant,
    tenant_key,
    text,
    uuid,
)

issuers = Table(
    "issuers",
    metadata,
    id_column(),
    text("slug", unique=True),
    text("name"),
    text("did", unique=True),
    text("did_method"),
    Column("is_root", Boolean, nullable=False),
    Column("profile", JSONB, nullable=False),
    instant("created_at"),
    Column("edition", BigInteger, nullable=False, server_default="1"),
    one_of("did_method", "web", "key"),
)
Index("uq_issuers_one_root", issuers.c.is_root, unique=True, postgresql_where=issuers.c.is_root)

signing_keys = Table(
    "signing_keys",
    metadata,
    id_column(),
    tenant(),
    text("multikey", unique=True),
    text("key_type"),
    Column("use", Text, nullable=False, server_default="proof"),
    text("uri"),
    text("state"),
    instant("created_at"),
    instant("retired_at", nullable=True),
    instant("compromised_at", nullable=True),
    one_of("state", "active", "retired", "compromised"),
    one_of("use", "proof", "jws"),
    tenant_key(),
)
Index(
    "uq_signing_keys_one_active",
    signing_keys.c.issuer_id,
    signing_keys.c.use,
    unique=True,
    postgresql_where=signing_keys.c.state == "active",
)

clients = Table(
    "clients",
    metadata,
    id_column(),
    tenant(),
    text("name"),
    Column("scopes", ARRAY(Text), nullable=False),
    instant("created_at"),
    instant("revoked_at", nullable=True),
    tenant_key(),
)

client_secrets = Table(
    "client_secrets",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    uuid("client_id"),
    text("kind"),
    Column("scopes", ARRAY(Text), nullable=False),
    instant("created_at"),
    instant("expires_at", nullable=True, index=True),
    one_of("kind", "api_key", "client_secret", "access_token"),
    refers("client_id", "clients"),
)
Index(None, client_secrets.c.client_id)
