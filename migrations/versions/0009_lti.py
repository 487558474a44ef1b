"""Clients with keys of their own, and the line items and results of LTI's grade services."""

from __future__ import annotations

from stackcred_issuer.store.migrate import run_script

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = """
    CREATE TABLE client_keys (
        client_id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        jwks JSONB,
        jwks_url TEXT,
        set_at timestamptz NOT NULL,
        CONSTRAINT pk_client_keys PRIMARY KEY (client_id),
        CONSTRAINT fk_client_keys_issuer_id_client_id FOREIGN KEY (issuer_id, client_id)
            REFERENCES clients (issuer_id, id),
        CONSTRAINT ck_client_keys_one_source CHECK ((jwks IS NULL) <> (jwks_url IS NULL))
    );
    CREATE TABLE used_assertions (
        digest BYTEA NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT pk_used_assertions PRIMARY KEY (digest)
    );
    CREATE INDEX ix_used_assertions_expires_at ON used_assertions (expires_at);
    CREATE TABLE line_items (
        id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        client_id UUID NOT NULL,
        context TEXT NOT NULL,
        document JSONB NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_line_items PRIMARY KEY (id),
        CONSTRAINT fk_line_items_issuer_id FOREIGN KEY (issuer_id) REFERENCES issuers (id),
        CONSTRAINT fk_line_items_issuer_id_client_id FOREIGN KEY (issuer_id, client_id)
            REFERENCES clients (issuer_id, id),
        CONSTRAINT uq_line_items_issuer_id_id UNIQUE (issuer_id, id)
    );
    CREATE INDEX ix_line_items_client_id_context_id ON line_items (client_id, context, id);
    CREATE TABLE line_item_results (
        line_item_id UUID NOT NULL,
        user_id TEXT NOT NULL,
        issuer_id UUID NOT NULL,
        at timestamptz NOT NULL,
        document JSONB NOT NULL,
        CONSTRAINT pk_line_item_results PRIMARY KEY (line_item_id, user_id),
        CONSTRAINT fk_line_item_results_issuer_id_line_item_id FOREIGN KEY (issuer_id, line_item_id)
            REFERENCES line_items (issuer_id, id) ON DELETE CASCADE
    );
"""


def upgrade() -> None:
    run_script(TABLES)


def downgrade() -> None:
    run_script("DROP TABLE line_item_results, line_items, used_assertions, client_keys")
