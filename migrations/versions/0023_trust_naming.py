"""Whose registries name an issuer: asked on every page that shows somebody else's badge."""

from __future__ import annotations

from stackcred_issuer.store.migrate import run_script

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script("CREATE INDEX ix_trust_entries_naming ON trust_entries ((document ->> 'issuer'))")


def downgrade() -> None:
    run_script("DROP INDEX ix_trust_entries_naming")
