"""Who may see a badge, links to chosen badges, and how often pages were looked at."""

from __future__ import annotations

from stackcred_issuer.store.migrate import run_script

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLES = """
    CREATE TABLE badge_visibility (
        badge_id UUID NOT NULL,
        visibility TEXT NOT NULL,
        chosen_at timestamptz NOT NULL,
        CONSTRAINT pk_badge_visibility PRIMARY KEY (badge_id),
        CONSTRAINT fk_badge_visibility_badge_id FOREIGN KEY (badge_id) REFERENCES badges (id),
        CONSTRAINT ck_badge_visibility_visibility CHECK (visibility IN ('public', 'unlisted', 'private'))
    );
    CREATE TABLE shares (
        id UUID NOT NULL,
        token TEXT NOT NULL,
        label TEXT NOT NULL,
        shown_name TEXT,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        withdrawn_at timestamptz,
        CONSTRAINT pk_shares PRIMARY KEY (id),
        CONSTRAINT uq_shares_token UNIQUE (token)
    );
    CREATE TABLE shared_badges (
        share_id UUID NOT NULL,
        badge_id UUID NOT NULL,
        CONSTRAINT pk_shared_badges PRIMARY KEY (share_id, badge_id),
        CONSTRAINT fk_shared_badges_share_id FOREIGN KEY (share_id) REFERENCES shares (id) ON DELETE CASCADE,
        CONSTRAINT fk_shared_badges_badge_id FOREIGN KEY (badge_id) REFERENCES badges (id)
    );
    CREATE INDEX ix_shared_badges_badge_id ON shared_badges (badge_id);
    CREATE TABLE page_views (
        subject_id UUID NOT NULL,
        day DATE NOT NULL,
        views BIGINT NOT NULL,
        CONSTRAINT pk_page_views PRIMARY KEY (subject_id, day),
        CONSTRAINT ck_page_views_views CHECK (views > 0)
    );
"""


def upgrade() -> None:
    run_script(TABLES)


def downgrade() -> None:
    run_script("DROP TABLE page_views, shared_badges, shares, badge_visibility")
