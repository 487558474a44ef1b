"""Pathways, and every version of each."""

from __future__ import annotations

from stackcred_issuer.store.migrate import run_script

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TABLES = """
    CREATE TABLE pathways (
        id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        latest_version INTEGER NOT NULL,
        created_at timestamptz NOT NULL,
        ended_at timestamptz,
        CONSTRAINT pk_pathways PRIMARY KEY (id),
        CONSTRAINT fk_pathways_issuer_id FOREIGN KEY (issuer_id) REFERENCES issuers (id),
        CONSTRAINT uq_pathways_issuer_id_id UNIQUE (issuer_id, id)
    );
    CREATE TABLE pathway_versions (
        pathway_id UUID NOT NULL,
        version INTEGER NOT NULL,
        document BYTEA NOT NULL,
        digest TEXT NOT NULL,
        published_at timestamptz NOT NULL,
        CONSTRAINT pk_pathway_versions PRIMARY KEY (pathway_id, version),
        CONSTRAINT fk_pathway_versions_pathway_id FOREIGN KEY (pathway_id) REFERENCES pathways (id),
        CONSTRAINT ck_pathway_versions_version CHECK (version > 0)
    );
"""


def upgrade() -> None:
    run_script(TABLES)


def downgrade() -> None:
    run_script("DROP TABLE pathway_versions, pathways")
