"""What is only ever added to, and what may be lost: the audit chains, and rate windows."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import TIMESTAMP

from stackcred_issuer.store.tables.base import instant, metadata, text, uuid

audit_heads = Table(
    "audit_heads",
    metadata,
    Column("issuer_id", Uuid, ForeignKey("issuers.id"), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

# A trigger refuses UPDATE, DELETE and TRUNCATE here (migration 0005).
audit_entries = Table(
    "audit_entries",
    metadata,
    Column("issuer_id", Uuid, ForeignKey("audit_heads.issuer_id"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    instant("at"),
    text("type"),
    text("actor"),
    text("subject"),
    text("digest", nullable=True),
    uuid("learner", nullable=True),
    text("achievement", nullable=True),
    text("cause", nullable=True),
    Column("previous", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

# Unlogged: counting requests must not cost a flush, and a crash may forget them.
rate_windows = Table(
    "rate_windows",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("window_start", TIMESTAMP(timezone=True), primary_key=True),
    Column("used", Integer, nullable=False),
    prefixes=["UNLOGGED"],
)
