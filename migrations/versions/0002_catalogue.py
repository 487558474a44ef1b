"""Achievements and certifications."""

from __future__ import annotations

from stackcred_issuer.store.migrate import run_script

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = """
    CREATE TABLE achievements (
        id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        url TEXT NOT NULL,
        document JSONB NOT NULL,
        version INTEGER NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT pk_achievements PRIMARY KEY (id),
        CONSTRAINT uq_achievements_issuer_id_id UNIQUE (issuer_id, id),
        CONSTRAINT fk_achievements_issuer_id FOREIGN KEY (issuer_id) REFERENCES issuers (id),
        CONSTRAINT uq_achievements_url UNIQUE (url)
    );

    CREATE TABLE certifications (
        id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        achievement_id UUID NOT NULL,
        target TEXT NOT NULL,
        created_at timestamptz NOT NULL,
        latest_version INTEGER NOT NULL,
        CONSTRAINT pk_certifications PRIMARY KEY (id),
        CONSTRAINT fk_certifications_issuer_id_achievement_id
            FOREIGN KEY (issuer_id, achievement_id) REFERENCES achievements (issuer_id, id),
        CONSTRAINT uq_certifications_issuer_id_target UNIQUE (issuer_id, target),
        CONSTRAINT uq_certifications_issuer_id_id UNIQUE (issuer_id, id),
        CONSTRAINT fk_certifications_issuer_id FOREIGN KEY (issuer_id) REFERENCES issuers (id)
    );

    CREATE TABLE certification_rules (
        certification_id UUID NOT NULL,
        version INTEGER NOT NULL,
        document BYTEA NOT NULL,
        digest TEXT NOT NULL,
        published_at timestamptz NOT NULL,
        CONSTRAINT pk_certification_rules PRIMARY KEY (certification_id, version),
        CONSTRAINT fk_certification_rules_certification_id
            FOREIGN KEY (certification_id) REFERENCES certifications (id),
        CONSTRAINT ck_certification_rules_version CHECK (version > 0)
    );

    CREATE TABLE rule_mentions (
        certification_id UUID NOT NULL,
        version INTEGER NOT NULL,
        achievement TEXT NOT NULL,
        CONSTRAINT pk_rule_mentions PRIMARY KEY (certification_id, version, achievement),
        CONSTRAINT fk_rule_mentions_certification_id_version
            FOREIGN KEY (certification_id, version) REFERENCES certification_rules (certification_id, version)
    );
    CREATE INDEX ix_rule_mentions_achievement_certification_id_version
        ON rule_mentions (achievement, certification_id, version);
"""


def upgrade() -> None:
    run_script(TABLES)


def downgrade() -> None:
    run_script("DROP TABLE rule_mentions, certification_rules, certifications, achievements")
