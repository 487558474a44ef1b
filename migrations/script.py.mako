"""${message}."""

from __future__ import annotations

from stackcred_issuer.store.migrate import run_script

revision = "${up_revision}"
down_revision = "${down_revision}"
branch_labels = None
depends_on = None

CHANGE = """
"""
BACK = """
"""


def upgrade() -> None:
    run_script(CHANGE)


def downgrade() -> None:
    run_script(BACK)
