"""Learners, status lists and badges."""

from __future__ import annotations

from stackcred_issuer.store.migrate import run_script

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = """
    CREATE TABLE learners (
        id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        name TEXT,
        did TEXT,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_learners PRIMARY KEY (id),
        CONSTRAINT uq_learners_issuer_id_id UNIQUE (issuer_id, id),
        CONSTRAINT fk_learners_issuer_id FOREIGN KEY (issuer_id) REFERENCES issuers (id)
    );

    CREATE TABLE learner_identifiers (
        issuer_id UUID NOT NULL,
        type TEXT NOT NULL,
        value TEXT NOT NULL,
        learner_id UUID NOT NULL,
        CONSTRAINT pk_learner_identifiers PRIMARY KEY (issuer_id, type, value),
        CONSTRAINT fk_learner_identifiers_issuer_id_learner_id
            FOREIGN KEY (issuer_id, learner_id) REFERENCES learners (issuer_id, id)
    );
    CREATE INDEX ix_learner_identifiers_learner_id ON learner_identifiers (learner_id);

    CREATE TABLE status_registers (
        id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        index_order BYTEA NOT NULL,
        next_position INTEGER NOT NULL,
        revocation_list UUID NOT NULL,
        suspension_list UUID NOT NULL,
        CONSTRAINT pk_status_registers PRIMARY KEY (id),
        CONSTRAINT uq_status_registers_issuer_id_id UNIQUE (issuer_id, id),
        CONSTRAINT ck_status_registers_index_order CHECK (octet_length(index_order) = 393216),
        CONSTRAINT ck_status_registers_next_position CHECK (next_position BETWEEN 0 AND 131072),
        CONSTRAINT fk_status_registers_issuer_id FOREIGN KEY (issuer_id) REFERENCES issuers (id),
        CONSTRAINT uq_status_registers_revocation_list UNIQUE (revocation_list),
        CONSTRAINT uq_status_registers_suspension_list UNIQUE (suspension_list)
    );
    -- Not compressed, so that a slice is read without the rest.
    ALTER TABLE status_registers ALTER COLUMN index_order SET STORAGE EXTERNAL;

    CREATE TABLE status_lists (
        id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        register_id UUID NOT NULL,
        purpose TEXT NOT NULL,
        bits BYTEA NOT NULL,
        version BIGINT NOT NULL,
        CONSTRAINT pk_status_lists PRIMARY KEY (id),
        CONSTRAINT fk_status_lists_issuer_id_register_id
            FOREIGN KEY (issuer_id, register_id) REFERENCES status_registers (issuer_id, id),
        CONSTRAINT uq_status_lists_register_id_purpose UNIQUE (register_id, purpose),
        CONSTRAINT ck_status_lists_purpose CHECK (purpose IN ('revocation', 'suspension')),
        CONSTRAINT ck_status_lists_bits CHECK (octet_length(bits) = 16384)
    );

    CREATE TABLE published_lists (
        list_id UUID NOT NULL,
        version BIGINT NOT NULL,
        document BYTEA NOT NULL,
        etag TEXT NOT NULL,
        signed_at timestamptz NOT NULL,
        valid_until timestamptz NOT NULL,
        CONSTRAINT pk_published_lists PRIMARY KEY (list_id),
        CONSTRAINT fk_published_lists_list_id FOREIGN KEY (list_id) REFERENCES status_lists (id)
    );

    CREATE TABLE badges (
        id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        learner_id UUID NOT NULL,
        achievement_id UUID NOT NULL,
        achievement_url TEXT NOT NULL,
        assessment_id UUID,
        kind TEXT NOT NULL,
        document BYTEA NOT NULL,
        digest TEXT NOT NULL,
        key_id UUID NOT NULL,
        state TEXT NOT NULL,
        state_reason TEXT,
        state_at timestamptz NOT NULL,
        issued_at timestamptz NOT NULL,
        valid_from timestamptz NOT NULL,
        valid_until timestamptz,
        register_id UUID NOT NULL,
        status_index INTEGER NOT NULL,
        revocation_list UUID NOT NULL,
        suspension_list UUID NOT NULL,
        CONSTRAINT pk_badges PRIMARY KEY (id),
        CONSTRAINT fk_badges_issuer_id_learner_id
            FOREIGN KEY (issuer_id, learner_id) REFERENCES learners (issuer_id, id),
        CONSTRAINT fk_badges_issuer_id_achievement_id
            FOREIGN KEY (issuer_id, achievement_id) REFERENCES achievements (issuer_id, id),
        CONSTRAINT fk_badges_issuer_id_key_id
            FOREIGN KEY (issuer_id, key_id) REFERENCES signing_keys (issuer_id, id),
        CONSTRAINT fk_badges_issuer_id_register_id
            FOREIGN KEY (issuer_id, register_id) REFERENCES status_registers (issuer_id, id),
        CONSTRAINT uq_badges_register_id_status_index UNIQUE (register_id, status_index),
        CONSTRAINT uq_badges_issuer_id_id UNIQUE (issuer_id, id),
        CONSTRAINT ck_badges_kind CHECK (kind IN ('badge', 'award')),
        CONSTRAINT ck_badges_state CHECK (state IN ('active', 'suspended', 'revoked')),
        CONSTRAINT ck_badges_status_index CHECK (status_index BETWEEN 0 AND 131071)
    );
    CREATE INDEX ix_badges_key_id_id ON badges (key_id, id);
    CREATE INDEX ix_badges_learner_id_id ON badges (learner_id, id);
    CREATE INDEX ix_badges_achievement_id_learner_id ON badges (achievement_id, learner_id);

    CREATE TABLE former_documents (
        badge_id UUID NOT NULL,
        digest TEXT NOT NULL,
        document BYTEA NOT NULL,
        key_id UUID NOT NULL,
        replaced_at timestamptz NOT NULL,
        CONSTRAINT pk_former_documents PRIMARY KEY (badge_id, digest),
        CONSTRAINT fk_former_documents_badge_id FOREIGN KEY (badge_id) REFERENCES badges (id),
        CONSTRAINT fk_former_documents_key_id FOREIGN KEY (key_id) REFERENCES signing_keys (id)
    );

    CREATE TABLE verification_reports (
        badge_id UUID NOT NULL,
        digest TEXT NOT NULL,
        report JSONB NOT NULL,
        CONSTRAINT pk_verification_reports PRIMARY KEY (badge_id),
        CONSTRAINT fk_verification_reports_badge_id FOREIGN KEY (badge_id) REFERENCES badges (id)
    );
"""


def upgrade() -> None:
    run_script(TABLES)


def downgrade() -> None:
    run_script(
        "DROP TABLE verification_reports, former_documents, badges, published_lists, status_lists,"
        " status_registers, learner_identifiers, learners"
    )
