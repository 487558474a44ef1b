"""Issuers, their keys, their clients."""

from __future__ import annotations

from stackcred_issuer.store.migrate import run_script

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
    CREATE TABLE issuers (
        id UUID NOT NULL,
        slug TEXT NOT NULL,
        name TEXT NOT NULL,
        did TEXT NOT NULL,
        did_method TEXT NOT NULL,
        is_root BOOLEAN NOT NULL,
        profile JSONB NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_issuers PRIMARY KEY (id),
        CONSTRAINT ck_issuers_did_method CHECK (did_method IN ('web', 'key')),
        CONSTRAINT uq_issuers_slug UNIQUE (slug),
        CONSTRAINT uq_issuers_did UNIQUE (did)
    );
    CREATE UNIQUE INDEX uq_issuers_one_root ON issuers (is_root) WHERE is_root;

    CREATE TABLE signing_keys (
        id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        multikey TEXT NOT NULL,
        key_type TEXT NOT NULL,
        uri TEXT NOT NULL,
        state TEXT NOT NULL,
        created_at timestamptz NOT NULL,
        retired_at timestamptz,
        compromised_at timestamptz,
        CONSTRAINT pk_signing_keys PRIMARY KEY (id),
        CONSTRAINT ck_signing_keys_state CHECK (state IN ('active', 'retired', 'compromised')),
        CONSTRAINT uq_signing_keys_issuer_id_id UNIQUE (issuer_id, id),
        CONSTRAINT fk_signing_keys_issuer_id FOREIGN KEY (issuer_id) REFERENCES issuers (id),
        CONSTRAINT uq_signing_keys_multikey UNIQUE (multikey)
    );
    CREATE UNIQUE INDEX uq_signing_keys_one_active ON signing_keys (issuer_id) WHERE state = 'active';

    CREATE TABLE clients (
        id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        name TEXT NOT NULL,
        scopes TEXT[] NOT NULL,
        created_at timestamptz NOT NULL,
        revoked_at timestamptz,
        CONSTRAINT pk_clients PRIMARY KEY (id),
        CONSTRAINT uq_clients_issuer_id_id UNIQUE (issuer_id, id),
        CONSTRAINT fk_clients_issuer_id FOREIGN KEY (issuer_id) REFERENCES issuers (id)
    );

    CREATE TABLE client_secrets (
        digest BYTEA NOT NULL,
        client_id UUID NOT NULL,
        kind TEXT NOT NULL,
        scopes TEXT[] NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz,
        CONSTRAINT pk_client_secrets PRIMARY KEY (digest),
        CONSTRAINT ck_client_secrets_kind CHECK (kind IN ('api_key', 'client_secret', 'access_token')),
        CONSTRAINT fk_client_secrets_client_id FOREIGN KEY (client_id) REFERENCES clients (id)
    );
    CREATE INDEX ix_client_secrets_client_id ON client_secrets (client_id);
    CREATE INDEX ix_client_secrets_expires_at ON client_secrets (expires_at);
"""


def upgrade() -> None:
    run_script(TABLES)


def downgrade() -> None:
    run_script("DROP TABLE client_secrets, clients, signing_keys, issuers")
