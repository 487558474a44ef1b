"""Sign-in links and sessions of learners, and which badges they were told of."""

from __future__ import annotations

from stackcred_issuer.store.migrate import run_script

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = """
    CREATE TABLE sign_in_links (
        digest BYTEA NOT NULL,
        email TEXT NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        CONSTRAINT pk_sign_in_links PRIMARY KEY (digest)
    );
    CREATE INDEX ix_sign_in_links_expires_at ON sign_in_links (expires_at);
    CREATE TABLE learner_sessions (
        digest BYTEA NOT NULL,
        email TEXT NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT pk_learner_sessions PRIMARY KEY (digest)
    );
    CREATE INDEX ix_learner_sessions_expires_at ON learner_sessions (expires_at);
    CREATE TABLE badge_notices (
        badge_id UUID NOT NULL,
        sent_at timestamptz NOT NULL,
        CONSTRAINT pk_badge_notices PRIMARY KEY (badge_id),
        CONSTRAINT fk_badge_notices_badge_id FOREIGN KEY (badge_id) REFERENCES badges (id)
    );
"""


def upgrade() -> None:
    run_script(TABLES)


def downgrade() -> None:
    run_script("DROP TABLE badge_notices, learner_sessions, sign_in_links")
