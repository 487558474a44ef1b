"""Trust registries, badges of other issuers, statements and the requests for them."""

from __future__ import annotations

from stackcred_issuer.store.migrate import run_script

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLES = """
    CREATE TABLE trust_registries (
        id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        name TEXT NOT NULL,
        version INTEGER NOT NULL,
        created_at timestamptz NOT NULL,
        ended_at timestamptz,
        CONSTRAINT pk_trust_registries PRIMARY KEY (id),
        CONSTRAINT uq_trust_registries_issuer_id_id UNIQUE (issuer_id, id),
        CONSTRAINT ck_trust_registries_version CHECK (version > 0),
        CONSTRAINT fk_trust_registries_issuer_id FOREIGN KEY (issuer_id) REFERENCES issuers (id)
    );

    CREATE TABLE trust_entries (
        id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        registry_id UUID NOT NULL,
        document JSONB NOT NULL,
        created_at timestamptz NOT NULL,
        ended_at timestamptz,
        CONSTRAINT pk_trust_entries PRIMARY KEY (id),
        CONSTRAINT fk_trust_entries_issuer_id_registry_id
            FOREIGN KEY (issuer_id, registry_id) REFERENCES trust_registries (issuer_id, id),
        CONSTRAINT uq_trust_entries_issuer_id_id UNIQUE (issuer_id, id)
    );
    CREATE INDEX ix_trust_entries_registry_id_id ON trust_entries (registry_id, id);

    CREATE TABLE trust_snapshots (
        registry_id UUID NOT NULL,
        version INTEGER NOT NULL,
        document BYTEA NOT NULL,
        digest TEXT NOT NULL,
        made_at timestamptz NOT NULL,
        CONSTRAINT pk_trust_snapshots PRIMARY KEY (registry_id, version),
        CONSTRAINT fk_trust_snapshots_registry_id FOREIGN KEY (registry_id) REFERENCES trust_registries (id)
    );

    CREATE TABLE foreign_badges (
        id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        learner_id UUID NOT NULL,
        foreign_issuer TEXT NOT NULL,
        credential_id TEXT NOT NULL,
        achievement TEXT NOT NULL,
        name TEXT,
        document BYTEA NOT NULL,
        digest TEXT NOT NULL,
        report JSONB NOT NULL,
        standing TEXT NOT NULL,
        reason TEXT,
        status TEXT NOT NULL,
        status_reason TEXT,
        received_at timestamptz NOT NULL,
        checked_at timestamptz NOT NULL,
        next_check_at timestamptz NOT NULL,
        failures INTEGER NOT NULL,
        CONSTRAINT pk_foreign_badges PRIMARY KEY (id),
        CONSTRAINT fk_foreign_badges_issuer_id_learner_id
            FOREIGN KEY (issuer_id, learner_id) REFERENCES learners (issuer_id, id),
        CONSTRAINT uq_foreign_badges_learner_id_digest UNIQUE (learner_id, digest),
        CONSTRAINT uq_foreign_badges_issuer_id_id UNIQUE (issuer_id, id),
        CONSTRAINT ck_foreign_badges_standing CHECK (standing IN ('held', 'duplicate', 'not_theirs', 'withdrawn')),
        CONSTRAINT ck_foreign_badges_status CHECK (status IN ('active', 'suspended', 'revoked', 'unknown'))
    );
    CREATE INDEX ix_foreign_badges_due ON foreign_badges (next_check_at) WHERE standing = 'held';
    CREATE INDEX ix_foreign_badges_issuer_id_achievement ON foreign_badges (issuer_id, achievement);
    CREATE INDEX ix_foreign_badges_issuer_id_foreign_issuer ON foreign_badges (issuer_id, foreign_issuer);
    CREATE UNIQUE INDEX uq_foreign_badges_held_once
        ON foreign_badges (learner_id, foreign_issuer, credential_id) WHERE standing = 'held';

    CREATE TABLE statements (
        id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        kind TEXT NOT NULL,
        learner_id UUID,
        badge_id UUID,
        subject TEXT NOT NULL,
        counts_as TEXT,
        role TEXT,
        claim TEXT,
        document BYTEA NOT NULL,
        digest TEXT NOT NULL,
        report JSONB,
        key_id UUID NOT NULL,
        state TEXT NOT NULL,
        state_reason TEXT,
        state_at timestamptz NOT NULL,
        issued_at timestamptz NOT NULL,
        valid_until timestamptz,
        register_id UUID NOT NULL,
        status_index INTEGER NOT NULL,
        revocation_list UUID NOT NULL,
        suspension_list UUID NOT NULL,
        CONSTRAINT pk_statements PRIMARY KEY (id),
        CONSTRAINT fk_statements_issuer_id_learner_id
            FOREIGN KEY (issuer_id, learner_id) REFERENCES learners (issuer_id, id),
        CONSTRAINT fk_statements_issuer_id_badge_id
            FOREIGN KEY (issuer_id, badge_id) REFERENCES badges (issuer_id, id),
        CONSTRAINT fk_statements_issuer_id_key_id
            FOREIGN KEY (issuer_id, key_id) REFERENCES signing_keys (issuer_id, id),
        CONSTRAINT fk_statements_issuer_id_register_id
            FOREIGN KEY (issuer_id, register_id) REFERENCES status_registers (issuer_id, id),
        CONSTRAINT uq_statements_register_id_status_index UNIQUE (register_id, status_index),
        CONSTRAINT uq_statements_issuer_id_id UNIQUE (issuer_id, id),
        CONSTRAINT ck_statements_kind CHECK (kind IN ('endorsement', 'attestation', 'equivalence')),
        CONSTRAINT ck_statements_state CHECK (state IN ('active', 'revoked', 'expired')),
        CONSTRAINT ck_statements_status_index CHECK (status_index BETWEEN 0 AND 131071)
    );
    CREATE INDEX ix_statements_badge_id_id ON statements (badge_id, id);
    CREATE INDEX ix_statements_issuer_id_subject ON statements (issuer_id, subject);
    CREATE INDEX ix_statements_key_id ON statements (key_id);
    CREATE INDEX ix_statements_ending ON statements (valid_until) WHERE state = 'active';
    CREATE INDEX ix_statements_learner_id_id ON statements (learner_id, id);

    CREATE TABLE endorsers (
        id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        key TEXT NOT NULL,
        name TEXT,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_endorsers PRIMARY KEY (id),
        CONSTRAINT uq_endorsers_issuer_id_key UNIQUE (issuer_id, key),
        CONSTRAINT uq_endorsers_issuer_id_id UNIQUE (issuer_id, id),
        CONSTRAINT fk_endorsers_issuer_id FOREIGN KEY (issuer_id) REFERENCES issuers (id)
    );

    CREATE TABLE endorsement_requests (
        id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        learner_id UUID NOT NULL,
        badge_id UUID,
        endorser_id UUID NOT NULL,
        endorser_did TEXT,
        role TEXT NOT NULL,
        claim TEXT,
        name TEXT,
        message TEXT,
        token_digest BYTEA NOT NULL,
        state TEXT NOT NULL,
        statement_id UUID,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        closed_at timestamptz,
        CONSTRAINT pk_endorsement_requests PRIMARY KEY (id),
        CONSTRAINT fk_endorsement_requests_issuer_id_learner_id
            FOREIGN KEY (issuer_id, learner_id) REFERENCES learners (issuer_id, id),
        CONSTRAINT fk_endorsement_requests_issuer_id_badge_id
            FOREIGN KEY (issuer_id, badge_id) REFERENCES badges (issuer_id, id),
        CONSTRAINT fk_endorsement_requests_issuer_id_endorser_id
            FOREIGN KEY (issuer_id, endorser_id) REFERENCES endorsers (issuer_id, id),
        CONSTRAINT fk_endorsement_requests_issuer_id_statement_id
            FOREIGN KEY (issuer_id, statement_id) REFERENCES statements (issuer_id, id),
        CONSTRAINT uq_endorsement_requests_issuer_id_id UNIQUE (issuer_id, id),
        CONSTRAINT ck_endorsement_requests_state CHECK (state IN ('open', 'answered', 'declined', 'withdrawn')),
        CONSTRAINT uq_endorsement_requests_token_digest UNIQUE (token_digest)
    );
    CREATE INDEX ix_endorsement_requests_learner_id_id ON endorsement_requests (learner_id, id);
"""


def upgrade() -> None:
    run_script(TABLES)


def downgrade() -> None:
    run_script(
        "DROP TABLE endorsement_requests, endorsers, statements, foreign_badges, trust_snapshots, trust_entries,"
        " trust_registries"
    )
