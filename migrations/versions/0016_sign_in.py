"""LTI platforms that launch us, and sign-in services of institutions; a session may be one learner's alone."""

from __future__ import annotations

from stackcred_issuer.store.migrate import run_script

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SESSIONS = """
    ALTER TABLE sign_in_links ALTER COLUMN email DROP NOT NULL;
    ALTER TABLE sign_in_links ADD COLUMN learner_id UUID;
    ALTER TABLE sign_in_links ADD CONSTRAINT fk_sign_in_links_learner_id
        FOREIGN KEY (learner_id) REFERENCES learners (id) ON DELETE CASCADE;
    ALTER TABLE sign_in_links ADD CONSTRAINT ck_sign_in_links_somebody
        CHECK ((email IS NULL) <> (learner_id IS NULL));
    ALTER TABLE learner_sessions ALTER COLUMN email DROP NOT NULL;
    ALTER TABLE learner_sessions ADD COLUMN learner_id UUID;
    ALTER TABLE learner_sessions ADD CONSTRAINT fk_learner_sessions_learner_id
        FOREIGN KEY (learner_id) REFERENCES learners (id) ON DELETE CASCADE;
    ALTER TABLE learner_sessions ADD CONSTRAINT ck_learner_sessions_somebody
        CHECK ((email IS NULL) <> (learner_id IS NULL));
    CREATE TABLE sign_ins_under_way (
        digest BYTEA NOT NULL,
        party UUID NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT pk_sign_ins_under_way PRIMARY KEY (digest)
    );
    CREATE INDEX ix_sign_ins_under_way_expires_at ON sign_ins_under_way (expires_at);
    CREATE TABLE sign_in_services (
        id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        name TEXT NOT NULL,
        provider TEXT NOT NULL,
        client_id TEXT NOT NULL,
        secret BYTEA NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_sign_in_services PRIMARY KEY (id),
        CONSTRAINT fk_sign_in_services_issuer_id FOREIGN KEY (issuer_id) REFERENCES issuers (id),
        CONSTRAINT uq_sign_in_services_issuer_id_id UNIQUE (issuer_id, id)
    );
"""
PLATFORMS = """
    CREATE TABLE lti_platforms (
        id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        client_id UUID NOT NULL,
        name TEXT NOT NULL,
        platform TEXT NOT NULL,
        tool_client_id TEXT,
        deployments JSONB NOT NULL,
        authorization_url TEXT NOT NULL,
        token_url TEXT NOT NULL,
        jwks_url TEXT NOT NULL,
        key_uri TEXT NOT NULL,
        public_key TEXT NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_lti_platforms PRIMARY KEY (id),
        CONSTRAINT fk_lti_platforms_issuer_id FOREIGN KEY (issuer_id) REFERENCES issuers (id),
        CONSTRAINT fk_lti_platforms_issuer_id_client_id FOREIGN KEY (issuer_id, client_id)
            REFERENCES clients (issuer_id, id),
        CONSTRAINT uq_lti_platforms_issuer_id_id UNIQUE (issuer_id, id)
    );
    CREATE TABLE lti_courses (
        id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        platform_id UUID NOT NULL,
        context TEXT NOT NULL,
        title TEXT,
        line_items_url TEXT,
        memberships_url TEXT,
        pulled_at timestamptz,
        outcome JSONB,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_lti_courses PRIMARY KEY (id),
        CONSTRAINT fk_lti_courses_issuer_id FOREIGN KEY (issuer_id) REFERENCES issuers (id),
        CONSTRAINT fk_lti_courses_issuer_id_platform_id FOREIGN KEY (issuer_id, platform_id)
            REFERENCES lti_platforms (issuer_id, id) ON DELETE CASCADE,
        CONSTRAINT uq_lti_courses_platform_id_context UNIQUE (platform_id, context),
        CONSTRAINT uq_lti_courses_issuer_id_id UNIQUE (issuer_id, id)
    );
    CREATE INDEX ix_lti_courses_pulled_at ON lti_courses (pulled_at);
    CREATE TABLE lti_results (
        course_id UUID NOT NULL,
        line_item TEXT NOT NULL,
        user_id TEXT NOT NULL,
        issuer_id UUID NOT NULL,
        digest BYTEA NOT NULL,
        changes BIGINT NOT NULL,
        CONSTRAINT pk_lti_results PRIMARY KEY (course_id, line_item, user_id),
        CONSTRAINT fk_lti_results_issuer_id_course_id FOREIGN KEY (issuer_id, course_id)
            REFERENCES lti_courses (issuer_id, id) ON DELETE CASCADE
    );
"""
BY_ADDRESS_ALONE = """
    DELETE FROM sign_in_links WHERE email IS NULL;
    ALTER TABLE sign_in_links DROP COLUMN learner_id;
    ALTER TABLE sign_in_links ALTER COLUMN email SET NOT NULL;
    DELETE FROM learner_sessions WHERE email IS NULL;
    ALTER TABLE learner_sessions DROP COLUMN learner_id;
    ALTER TABLE learner_sessions ALTER COLUMN email SET NOT NULL;
"""


def upgrade() -> None:
    run_script(SESSIONS)
    run_script(PLATFORMS)


def downgrade() -> None:
    run_script("DROP TABLE lti_results, lti_courses, lti_platforms, sign_in_services, sign_ins_under_way")
    run_script(BY_ADDRESS_ALONE)
