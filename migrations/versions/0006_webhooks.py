"""Webhooks: readers of the audit chain that are pushed to."""

from __future__ import annotations

from stackcred_issuer.store.migrate import run_script

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = """
    CREATE TABLE webhooks (
        id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        url TEXT NOT NULL,
        types TEXT[] NOT NULL,
        state TEXT NOT NULL,
        generation INTEGER NOT NULL,
        overlap_until timestamptz,
        cursor BIGINT NOT NULL,
        attempts INTEGER NOT NULL,
        next_try_at timestamptz,
        last_problem TEXT,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_webhooks PRIMARY KEY (id),
        CONSTRAINT fk_webhooks_issuer_id FOREIGN KEY (issuer_id) REFERENCES issuers (id),
        CONSTRAINT ck_webhooks_state CHECK (state IN ('active', 'disabled', 'ended')),
        CONSTRAINT uq_webhooks_issuer_id_id UNIQUE (issuer_id, id)
    );
    CREATE INDEX ix_webhooks_active ON webhooks (issuer_id) WHERE state = 'active';
"""


def upgrade() -> None:
    run_script(TABLES)


def downgrade() -> None:
    run_script("DROP TABLE webhooks")
