"""Assessments, posts, awards."""

from __future__ import annotations

from stackcred_issuer.store.migrate import run_script

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = """
    CREATE TABLE assessments (
        id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        client_id UUID NOT NULL,
        learner_id UUID NOT NULL,
        achievement_id UUID NOT NULL,
        activity_id TEXT NOT NULL,
        source_id TEXT NOT NULL,
        assessed_at timestamptz NOT NULL,
        received_at timestamptz NOT NULL,
        passed BOOLEAN NOT NULL,
        current BOOLEAN NOT NULL,
        body JSONB NOT NULL,
        badge_id UUID,
        CONSTRAINT pk_assessments PRIMARY KEY (id),
        CONSTRAINT fk_assessments_issuer_id_client_id
            FOREIGN KEY (issuer_id, client_id) REFERENCES clients (issuer_id, id),
        CONSTRAINT fk_assessments_issuer_id_learner_id
            FOREIGN KEY (issuer_id, learner_id) REFERENCES learners (issuer_id, id),
        CONSTRAINT fk_assessments_issuer_id_achievement_id
            FOREIGN KEY (issuer_id, achievement_id) REFERENCES achievements (issuer_id, id),
        CONSTRAINT fk_assessments_issuer_id_badge_id
            FOREIGN KEY (issuer_id, badge_id) REFERENCES badges (issuer_id, id),
        CONSTRAINT uq_assessments_issuer_id_id UNIQUE (issuer_id, id)
    );
    CREATE INDEX ix_assessments_achievement_id_id ON assessments (achievement_id, id);
    CREATE INDEX ix_assessments_learner_id_id ON assessments (learner_id, id);
    CREATE UNIQUE INDEX uq_assessments_one_current
        ON assessments (learner_id, achievement_id, activity_id) WHERE current;
    -- Deferred: a badge is written before the assessment it comes from, which refers back to it.
    ALTER TABLE badges ADD CONSTRAINT fk_badges_issuer_id_assessment_id
        FOREIGN KEY (issuer_id, assessment_id) REFERENCES assessments (issuer_id, id)
        DEFERRABLE INITIALLY DEFERRED;

    CREATE TABLE posts (
        client_id UUID NOT NULL,
        kind TEXT NOT NULL,
        key TEXT NOT NULL,
        issuer_id UUID NOT NULL,
        body_digest BYTEA NOT NULL,
        status INTEGER,
        answer BYTEA,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_posts PRIMARY KEY (client_id, kind, key),
        CONSTRAINT fk_posts_issuer_id_client_id
            FOREIGN KEY (issuer_id, client_id) REFERENCES clients (issuer_id, id),
        CONSTRAINT ck_posts_kind CHECK (kind IN ('source', 'idempotency'))
    );

    CREATE TABLE awards (
        id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        certification_id UUID NOT NULL,
        learner_id UUID NOT NULL,
        period INTEGER NOT NULL,
        badge_id UUID NOT NULL,
        rule_version INTEGER NOT NULL,
        rule_digest TEXT NOT NULL,
        evaluation BYTEA NOT NULL,
        latest_evaluation BYTEA NOT NULL,
        state TEXT NOT NULL,
        cause TEXT NOT NULL,
        broken_at timestamptz,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT pk_awards PRIMARY KEY (id),
        CONSTRAINT fk_awards_issuer_id_certification_id
            FOREIGN KEY (issuer_id, certification_id) REFERENCES certifications (issuer_id, id),
        CONSTRAINT fk_awards_issuer_id_learner_id
            FOREIGN KEY (issuer_id, learner_id) REFERENCES learners (issuer_id, id),
        CONSTRAINT fk_awards_issuer_id_badge_id
            FOREIGN KEY (issuer_id, badge_id) REFERENCES badges (issuer_id, id),
        CONSTRAINT fk_awards_certification_id_rule_version
            FOREIGN KEY (certification_id, rule_version)
            REFERENCES certification_rules (certification_id, version),
        CONSTRAINT uq_awards_certification_id_learner_id_period UNIQUE (certification_id, learner_id, period),
        CONSTRAINT uq_awards_issuer_id_id UNIQUE (issuer_id, id),
        CONSTRAINT ck_awards_state CHECK (state IN ('active', 'grace', 'flagged', 'suspended', 'revoked')),
        CONSTRAINT uq_awards_badge_id UNIQUE (badge_id)
    );
    CREATE INDEX ix_awards_learner_id_id ON awards (learner_id, id);
    CREATE INDEX ix_awards_in_grace ON awards (id) WHERE state = 'grace';

    CREATE TABLE award_claims (
        award_id UUID NOT NULL,
        badge_id UUID NOT NULL,
        CONSTRAINT pk_award_claims PRIMARY KEY (award_id, badge_id),
        CONSTRAINT fk_award_claims_award_id FOREIGN KEY (award_id) REFERENCES awards (id),
        CONSTRAINT fk_award_claims_badge_id FOREIGN KEY (badge_id) REFERENCES badges (id)
    );
    CREATE INDEX ix_award_claims_badge_id ON award_claims (badge_id);
"""


def upgrade() -> None:
    run_script(TABLES)


def downgrade() -> None:
    run_script("ALTER TABLE badges DROP CONSTRAINT fk_badges_issuer_id_assessment_id")
    run_script("DROP TABLE award_claims, awards, posts, assessments")
