"""What rules read of a verified badge, beside its report."""

from __future__ import annotations

from stackcred_issuer.store.migrate import run_script

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TABLES = """
    CREATE TABLE badge_kinds (
        kind BYTEA NOT NULL,
        facts BYTEA NOT NULL,
        CONSTRAINT pk_badge_kinds PRIMARY KEY (kind)
    );
    CREATE TABLE badge_facts (
        badge_id UUID NOT NULL,
        digest TEXT NOT NULL,
        edition INTEGER NOT NULL,
        kind BYTEA NOT NULL,
        awarded timestamptz NOT NULL,
        valid_from timestamptz,
        valid_until timestamptz,
        CONSTRAINT pk_badge_facts PRIMARY KEY (badge_id),
        CONSTRAINT fk_badge_facts_badge_id FOREIGN KEY (badge_id)
            REFERENCES verification_reports (badge_id) ON DELETE CASCADE,
        CONSTRAINT fk_badge_facts_kind FOREIGN KEY (kind) REFERENCES badge_kinds (kind)
    );
"""


def upgrade() -> None:
    run_script(TABLES)


def downgrade() -> None:
    run_script("DROP TABLE badge_facts, badge_kinds")
