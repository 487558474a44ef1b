"""Credentials signed for others through the VC-API."""

from __future__ import annotations

from stackcred_issuer.store.migrate import run_script

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = """
    CREATE TABLE issued_credentials (
        id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        credential_id TEXT,
        document BYTEA NOT NULL,
        digest TEXT NOT NULL,
        key_id UUID NOT NULL,
        issued_at timestamptz NOT NULL,
        register_id UUID,
        status_index INTEGER,
        revocation_list UUID,
        suspension_list UUID,
        CONSTRAINT pk_issued_credentials PRIMARY KEY (id),
        CONSTRAINT fk_issued_credentials_issuer_id FOREIGN KEY (issuer_id) REFERENCES issuers (id),
        CONSTRAINT fk_issued_credentials_issuer_id_key_id
            FOREIGN KEY (issuer_id, key_id) REFERENCES signing_keys (issuer_id, id),
        CONSTRAINT fk_issued_credentials_issuer_id_register_id
            FOREIGN KEY (issuer_id, register_id) REFERENCES status_registers (issuer_id, id),
        CONSTRAINT uq_issued_credentials_register_id_status_index UNIQUE (register_id, status_index),
        CONSTRAINT uq_issued_credentials_issuer_id_id UNIQUE (issuer_id, id)
    );
    CREATE INDEX ix_issued_credentials_issuer_id_credential_id ON issued_credentials (issuer_id, credential_id);
"""


def upgrade() -> None:
    run_script(TABLES)


def downgrade() -> None:
    run_script("DROP TABLE issued_credentials")
