"""Evidence that learners and assessors add, and the files behind it with what a scanner said of them."""

from __future__ import annotations

from stackcred_issuer.store.migrate import run_script

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

TABLES = """
    CREATE TABLE blobs (
        digest BYTEA NOT NULL,
        size BIGINT NOT NULL,
        media_type TEXT NOT NULL,
        state TEXT NOT NULL,
        finding TEXT,
        kept_at timestamptz NOT NULL,
        judged_at timestamptz,
        CONSTRAINT pk_blobs PRIMARY KEY (digest),
        CONSTRAINT ck_blobs_state CHECK (state IN ('waiting', 'clean', 'refused'))
    );
    CREATE INDEX ix_blobs_waiting ON blobs (kept_at) WHERE state = 'waiting';
    CREATE TABLE blob_uploads (
        id UUID NOT NULL,
        digest BYTEA NOT NULL,
        begun_at timestamptz NOT NULL,
        CONSTRAINT pk_blob_uploads PRIMARY KEY (id),
        CONSTRAINT fk_blob_uploads_digest FOREIGN KEY (digest) REFERENCES blobs (digest)
    );
    CREATE INDEX ix_blob_uploads_digest ON blob_uploads (digest);
    CREATE TABLE evidence (
        id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        learner_id UUID NOT NULL,
        badge_id UUID,
        client_id UUID,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        description TEXT,
        narrative TEXT,
        url TEXT,
        digest BYTEA,
        audience TEXT NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_evidence PRIMARY KEY (id),
        CONSTRAINT fk_evidence_issuer_id FOREIGN KEY (issuer_id) REFERENCES issuers (id),
        CONSTRAINT fk_evidence_issuer_id_learner_id FOREIGN KEY (issuer_id, learner_id)
            REFERENCES learners (issuer_id, id),
        CONSTRAINT fk_evidence_issuer_id_badge_id FOREIGN KEY (issuer_id, badge_id)
            REFERENCES badges (issuer_id, id),
        CONSTRAINT fk_evidence_issuer_id_client_id FOREIGN KEY (issuer_id, client_id)
            REFERENCES clients (issuer_id, id),
        CONSTRAINT fk_evidence_digest FOREIGN KEY (digest) REFERENCES blobs (digest),
        CONSTRAINT ck_evidence_kind CHECK (kind IN ('file', 'link', 'narrative')),
        CONSTRAINT ck_evidence_audience CHECK (audience IN ('private', 'links', 'badge')),
        CONSTRAINT ck_evidence_whole CHECK (
            (kind = 'file') = (digest IS NOT NULL)
            AND (kind = 'link') = (url IS NOT NULL)
            AND (kind = 'narrative') = (narrative IS NOT NULL)
        )
    );
    CREATE INDEX ix_evidence_learner_id ON evidence (learner_id);
    CREATE INDEX ix_evidence_badge_id ON evidence (badge_id);
    CREATE INDEX ix_evidence_digest ON evidence (digest);
"""


def upgrade() -> None:
    run_script(TABLES)


def downgrade() -> None:
    run_script("DROP TABLE evidence, blob_uploads, blobs")
