"""What learning platforms send in their own protocols, and what their activities mean here."""

from __future__ import annotations

from stackcred_issuer.store.migrate import run_script

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = """
    CREATE TABLE lms_activities (
        id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        activity TEXT NOT NULL,
        achievement_id UUID NOT NULL,
        result_description TEXT,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_lms_activities PRIMARY KEY (id),
        CONSTRAINT fk_lms_activities_issuer_id FOREIGN KEY (issuer_id) REFERENCES issuers (id),
        CONSTRAINT fk_lms_activities_issuer_id_achievement_id FOREIGN KEY (issuer_id, achievement_id)
            REFERENCES achievements (issuer_id, id),
        CONSTRAINT uq_lms_activities_issuer_id_activity UNIQUE (issuer_id, activity),
        CONSTRAINT uq_lms_activities_issuer_id_id UNIQUE (issuer_id, id)
    );
    CREATE TABLE lms_posts (
        id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        client_id UUID NOT NULL,
        protocol TEXT NOT NULL,
        source_id TEXT NOT NULL,
        body_digest BYTEA NOT NULL,
        body JSONB,
        state TEXT NOT NULL,
        reason TEXT,
        activity TEXT,
        report JSONB,
        assessment_id UUID,
        received_at timestamptz NOT NULL,
        CONSTRAINT pk_lms_posts PRIMARY KEY (id),
        CONSTRAINT fk_lms_posts_issuer_id FOREIGN KEY (issuer_id) REFERENCES issuers (id),
        CONSTRAINT fk_lms_posts_issuer_id_client_id FOREIGN KEY (issuer_id, client_id)
            REFERENCES clients (issuer_id, id),
        CONSTRAINT ck_lms_posts_state CHECK (state IN ('recorded', 'parked', 'ignored', 'voided')),
        CONSTRAINT uq_lms_posts_client_id_protocol_source_id UNIQUE (client_id, protocol, source_id),
        CONSTRAINT uq_lms_posts_issuer_id_id UNIQUE (issuer_id, id)
    );
    CREATE INDEX ix_lms_posts_parked ON lms_posts (issuer_id, id) WHERE state = 'parked';
"""


def upgrade() -> None:
    run_script(TABLES)


def downgrade() -> None:
    run_script("DROP TABLE lms_posts, lms_activities")
