"""How far each learner was with each certification when it was last decided."""

from __future__ import annotations

from stackcred_issuer.store.migrate import run_script

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TABLES = """
    CREATE TABLE certification_progress (
        certification_id UUID NOT NULL,
        learner_id UUID NOT NULL,
        issuer_id UUID NOT NULL,
        requirements JSONB NOT NULL,
        fingerprint TEXT NOT NULL,
        as_of timestamptz NOT NULL,
        CONSTRAINT pk_certification_progress PRIMARY KEY (certification_id, learner_id),
        CONSTRAINT fk_certification_progress_issuer_id_certification_id FOREIGN KEY (issuer_id, certification_id)
            REFERENCES certifications (issuer_id, id),
        CONSTRAINT fk_certification_progress_issuer_id_learner_id FOREIGN KEY (issuer_id, learner_id)
            REFERENCES learners (issuer_id, id)
    );
    CREATE INDEX ix_certification_progress_learner_id ON certification_progress (learner_id);
"""


def upgrade() -> None:
    run_script(TABLES)


def downgrade() -> None:
    run_script("DROP TABLE certification_progress")
