"""The life of an award: how long it lasts, what it was decided on, its bundle, and whom a new rule spares."""

from __future__ import annotations

from stackcred_issuer.store.migrate import run_script

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLES = """
    ALTER TABLE awards ADD COLUMN valid_until timestamptz, ADD COLUMN reminded_at timestamptz;
    CREATE INDEX ix_awards_ending ON awards (valid_until, id)
        WHERE valid_until IS NOT NULL AND state <> 'revoked';

    ALTER TABLE certification_rules
        ADD COLUMN existing TEXT NOT NULL DEFAULT 'reevaluate',
        ADD COLUMN existing_until timestamptz,
        ADD CONSTRAINT ck_certification_rules_existing CHECK (existing IN ('reevaluate', 'keep', 'until'));
    ALTER TABLE certification_rules ALTER COLUMN existing DROP DEFAULT;

    -- Badges whose end was told to the certifications that count them.
    CREATE TABLE expired_badges (
        badge_id UUID NOT NULL,
        CONSTRAINT pk_expired_badges PRIMARY KEY (badge_id),
        CONSTRAINT fk_expired_badges_badge_id FOREIGN KEY (badge_id) REFERENCES badges (id)
    );
    CREATE INDEX ix_badges_ending ON badges (valid_until, id) WHERE valid_until IS NOT NULL;

    CREATE TABLE award_holdings (
        award_id UUID NOT NULL,
        digest TEXT NOT NULL,
        document BYTEA NOT NULL,
        CONSTRAINT pk_award_holdings PRIMARY KEY (award_id, digest),
        CONSTRAINT fk_award_holdings_award_id FOREIGN KEY (award_id) REFERENCES awards (id)
    );

    CREATE TABLE award_bundles (
        award_id UUID NOT NULL,
        grounds TEXT NOT NULL,
        document BYTEA NOT NULL,
        digest TEXT NOT NULL,
        gathered_at timestamptz NOT NULL,
        CONSTRAINT pk_award_bundles PRIMARY KEY (award_id),
        CONSTRAINT fk_award_bundles_award_id FOREIGN KEY (award_id) REFERENCES awards (id)
    );
"""


def upgrade() -> None:
    run_script(TABLES)


def downgrade() -> None:
    run_script("DROP TABLE award_bundles, award_holdings, expired_badges")
    run_script("DROP INDEX ix_badges_ending")
    run_script("ALTER TABLE certification_rules DROP COLUMN existing, DROP COLUMN existing_until")
    run_script("ALTER TABLE awards DROP COLUMN valid_until, DROP COLUMN reminded_at")
