"""Competency frameworks and their competencies."""

from __future__ import annotations

from stackcred_issuer.store.migrate import run_script

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = """
    CREATE TABLE frameworks (
        id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        identifier TEXT NOT NULL,
        uri TEXT NOT NULL,
        title TEXT NOT NULL,
        creator TEXT,
        source TEXT,
        created_at timestamptz NOT NULL,
        imported_at timestamptz NOT NULL,
        CONSTRAINT pk_frameworks PRIMARY KEY (id),
        CONSTRAINT fk_frameworks_issuer_id FOREIGN KEY (issuer_id) REFERENCES issuers (id),
        CONSTRAINT uq_frameworks_issuer_id_identifier UNIQUE (issuer_id, identifier),
        CONSTRAINT uq_frameworks_issuer_id_id UNIQUE (issuer_id, id)
    );
    CREATE TABLE competencies (
        id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        framework_id UUID NOT NULL,
        identifier TEXT NOT NULL,
        uri TEXT NOT NULL,
        statement TEXT NOT NULL,
        code TEXT,
        abbreviated TEXT,
        kind TEXT,
        level TEXT,
        parent TEXT,
        position INTEGER NOT NULL,
        tasks TEXT[] NOT NULL,
        outcomes TEXT[] NOT NULL,
        replaced_by TEXT,
        vanished_at timestamptz,
        CONSTRAINT pk_competencies PRIMARY KEY (id),
        CONSTRAINT fk_competencies_issuer_id FOREIGN KEY (issuer_id) REFERENCES issuers (id),
        CONSTRAINT fk_competencies_issuer_id_framework_id FOREIGN KEY (issuer_id, framework_id)
            REFERENCES frameworks (issuer_id, id),
        CONSTRAINT uq_competencies_framework_id_identifier UNIQUE (framework_id, identifier)
    );
    CREATE INDEX ix_competencies_issuer_id_uri ON competencies (issuer_id, uri);
"""


def upgrade() -> None:
    run_script(TABLES)


def downgrade() -> None:
    run_script("DROP TABLE competencies, frameworks")
