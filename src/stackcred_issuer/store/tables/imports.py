"""Files of results that are imported: their rows in chunks, what became of each row, and what is wrong with some."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

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

imports = Table(
    "imports",
    metadata,
    id_column(),
    tenant(),
    uuid("client_id"),
    text("name"),
    text("format"),
    Column("digest", LargeBinary, nullable=False),
    Column("reading", LargeBinary, nullable=False),
    Column("columns", JSONB, nullable=False),
    Column("constants", JSONB, nullable=False),
    Column("rows", Integer, nullable=False),
    text("state"),
    text("reason", nullable=True),
    instant("created_at"),
    instant("confirmed_at", nullable=True),
    instant("finished_at", nullable=True),
    one_of("format", "csv", "ndjson"),
    one_of("state", "checking", "ready", "running", "done", "stopped"),
    same_tenant("client_id", "clients"),
    tenant_key(),
)
Index(
    "uq_imports_same",
    imports.c.client_id,
    imports.c.digest,
    imports.c.reading,
    unique=True,
    postgresql_where=imports.c.state != "stopped",
)
Index("ix_imports_at_work", imports.c.id, postgresql_where=imports.c.state.in_(["checking", "running"]))

# `content` is personal data: it goes as soon as its rows are recorded. Who works at a chunk locks its row.
import_chunks = Table(
    "import_chunks",
    metadata,
    Column("import_id", Uuid, ForeignKey("imports.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("rows", Integer, nullable=False),
    text("state"),
    text("content", nullable=True),
    text("expected", nullable=True),
    Column("sources", ARRAY(BigInteger), nullable=True),
    one_of("state", "split", "checked", "recorded"),
)
Index(
    "ix_import_chunks_waiting",
    import_chunks.c.number,
    import_chunks.c.import_id,
    postgresql_where=import_chunks.c.state != "recorded",
)

# One letter for each row of a chunk, changed by the transaction that records the row and by no other.
import_marks = Table(
    "import_marks",
    metadata,
    Column("import_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    text("outcomes"),
    ForeignKeyConstraint(["import_id", "number"], ["import_chunks.import_id", "import_chunks.number"]),
)

import_faults = Table(
    "import_faults",
    metadata,
    Column("import_id", Uuid, ForeignKey("imports.id"), primary_key=True),
    Column("stage", Text, primary_key=True),
    Column("line", BigInteger, primary_key=True),
    text("source_id"),
    text("place"),
    text("code"),
    text("detail"),
    one_of("stage", "check", "run"),
)
