"""Evidence that was added to a learner, and the files behind it: where they lie is the blob store's to know."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, LargeBinary, Table

from stackcred_issuer.store.tables.base import (
    id_column,
    instant,
    metadata,
    one_of,
    same_tenant,
    tenant,
    text,
    uuid,
)

# One row for each content, whoever sent it: noted before its bytes are kept, forgotten after they are gone.
# Its bytes are kept for as long as there is evidence with it, or an upload of it under way.
blobs = Table(
    "blobs",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("size", BigInteger, nullable=False),
    text("media_type"),
    text("state"),
    text("finding", nullable=True),
    instant("kept_at"),
    instant("judged_at", nullable=True),
    one_of("state", "waiting", "clean", "refused"),
)
Index("ix_blobs_waiting", blobs.c.kept_at, postgresql_where=blobs.c.state == "waiting")

blob_uploads = Table(
    "blob_uploads",
    metadata,
    id_column(),
    Column("digest", LargeBinary, ForeignKey("blobs.digest"), nullable=False),
    instant("begun_at"),
)
Index(None, blob_uploads.c.digest)

# client_id: who added it; none: the learner. Of digest, url and narrative it has the one that its kind says.
evidence = Table(
    "evidence",
    metadata,
    id_column(),
    tenant(),
    uuid("learner_id"),
    uuid("badge_id", nullable=True),
    uuid("client_id", nullable=True),
    text("kind"),
    text("name"),
    text("description", nullable=True),
    text("narrative", nullable=True),
    text("url", nullable=True),
    Column("digest", LargeBinary, ForeignKey("blobs.digest"), nullable=True),
    text("audience"),
    instant("created_at"),
    same_tenant("learner_id", "learners"),
    same_tenant("badge_id", "badges"),
    same_tenant("client_id", "clients"),
    one_of("kind", "file", "link", "narrative"),
    one_of("audience", "private", "links", "badge"),
    CheckConstraint(
        "(kind = 'file') = (digest IS NOT NULL) AND (kind = 'link') = (url IS NOT NULL) "
        "AND (kind = 'narrative') = (narrative IS NOT NULL)",
        name="whole",
    ),
)
Index(None, evidence.c.learner_id)
Index(None, evidence.c.badge_id)
Index(None, evidence.c.digest)
