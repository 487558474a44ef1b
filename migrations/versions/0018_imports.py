"""Imports: files of results in chunks of rows, and what became of each row."""

from __future__ import annotations

from stackcred_issuer.store.migrate import run_script

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLES = """
    CREATE TABLE imports (
        id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        client_id UUID NOT NULL,
        name TEXT NOT NULL,
        format TEXT NOT NULL,
        digest BYTEA NOT NULL,
        reading BYTEA NOT NULL,
        columns JSONB NOT NULL,
        constants JSONB NOT NULL,
        rows INTEGER NOT NULL,
        state TEXT NOT NULL,
        reason TEXT,
        created_at timestamptz NOT NULL,
        confirmed_at timestamptz,
        finished_at timestamptz,
        CONSTRAINT pk_imports PRIMARY KEY (id),
        CONSTRAINT fk_imports_issuer_id FOREIGN KEY (issuer_id) REFERENCES issuers (id),
        CONSTRAINT fk_imports_issuer_id_client_id
            FOREIGN KEY (issuer_id, client_id) REFERENCES clients (issuer_id, id),
        CONSTRAINT ck_imports_format CHECK (format IN ('csv', 'ndjson')),
        CONSTRAINT ck_imports_state CHECK (state IN ('checking', 'ready', 'running', 'done', 'stopped')),
        CONSTRAINT uq_imports_issuer_id_id UNIQUE (issuer_id, id)
    );
    CREATE UNIQUE INDEX uq_imports_same ON imports (client_id, digest, reading) WHERE state <> 'stopped';
    CREATE INDEX ix_imports_at_work ON imports (id) WHERE state IN ('checking', 'running');
    CREATE TABLE import_chunks (
        import_id UUID NOT NULL,
        number INTEGER NOT NULL,
        rows INTEGER NOT NULL,
        state TEXT NOT NULL,
        content TEXT,
        expected TEXT,
        sources BIGINT[],
        CONSTRAINT pk_import_chunks PRIMARY KEY (import_id, number),
        CONSTRAINT fk_import_chunks_import_id FOREIGN KEY (import_id) REFERENCES imports (id),
        CONSTRAINT ck_import_chunks_state CHECK (state IN ('split', 'checked', 'recorded'))
    );
    CREATE INDEX ix_import_chunks_waiting ON import_chunks (number, import_id) WHERE state <> 'recorded';
    CREATE TABLE import_marks (
        import_id UUID NOT NULL,
        number INTEGER NOT NULL,
        outcomes TEXT NOT NULL,
        CONSTRAINT pk_import_marks PRIMARY KEY (import_id, number),
        CONSTRAINT fk_import_marks_import_id_number
            FOREIGN KEY (import_id, number) REFERENCES import_chunks (import_id, number)
    );
    CREATE TABLE import_faults (
        import_id UUID NOT NULL,
        stage TEXT NOT NULL,
        line BIGINT NOT NULL,
        source_id TEXT NOT NULL,
        place TEXT NOT NULL,
        code TEXT NOT NULL,
        detail TEXT NOT NULL,
        CONSTRAINT pk_import_faults PRIMARY KEY (import_id, stage, line),
        CONSTRAINT fk_import_faults_import_id FOREIGN KEY (import_id) REFERENCES imports (id),
        CONSTRAINT ck_import_faults_stage CHECK (stage IN ('check', 'run'))
    );
"""


def upgrade() -> None:
    run_script(TABLES)


def downgrade() -> None:
    run_script("DROP TABLE import_faults, import_marks, import_chunks, imports")
