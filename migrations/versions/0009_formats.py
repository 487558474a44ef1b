"""Keys of their own for JWTs, and what was signed as JWT: renditions of badges, and status lists."""

from __future__ import annotations

from stackcred_issuer.store.migrate import run_script

revision = "0009"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script("""
        ALTER TABLE signing_keys ADD COLUMN "use" TEXT NOT NULL DEFAULT 'proof';
        ALTER TABLE signing_keys ADD CONSTRAINT ck_signing_keys_use CHECK ("use" IN ('proof', 'jws'));
        DROP INDEX uq_signing_keys_one_active;
        CREATE UNIQUE INDEX uq_signing_keys_one_active ON signing_keys (issuer_id, "use") WHERE state = 'active';
        ALTER TABLE published_lists ADD COLUMN compact TEXT;
        CREATE TABLE badge_renditions (
            badge_id UUID NOT NULL,
            digest TEXT NOT NULL,
            compact TEXT NOT NULL,
            etag TEXT NOT NULL,
            key_id UUID NOT NULL,
            signed_at timestamptz NOT NULL,
            CONSTRAINT pk_badge_renditions PRIMARY KEY (badge_id, digest, key_id),
            CONSTRAINT fk_badge_renditions_badge_id FOREIGN KEY (badge_id) REFERENCES badges (id),
            CONSTRAINT fk_badge_renditions_key_id FOREIGN KEY (key_id) REFERENCES signing_keys (id)
        );
    """)


def downgrade() -> None:
    run_script("""
        DROP TABLE badge_renditions;
        ALTER TABLE published_lists DROP COLUMN compact;
        DROP INDEX uq_signing_keys_one_active;
        CREATE UNIQUE INDEX uq_signing_keys_one_active ON signing_keys (issuer_id) WHERE state = 'active';
        ALTER TABLE signing_keys DROP COLUMN "use";
    """)
