"""The audit chains, rate windows and the job queue."""

from __future__ import annotations

from procrastinate.schema import SchemaManager

from stackcred_issuer.store.migrate import run_script

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = """
    CREATE TABLE audit_heads (
        issuer_id UUID NOT NULL,
        seq BIGINT NOT NULL,
        hash BYTEA NOT NULL,
        CONSTRAINT pk_audit_heads PRIMARY KEY (issuer_id),
        CONSTRAINT fk_audit_heads_issuer_id FOREIGN KEY (issuer_id) REFERENCES issuers (id)
    );

    CREATE TABLE audit_entries (
        issuer_id UUID NOT NULL,
        seq BIGINT NOT NULL,
        at timestamptz NOT NULL,
        type TEXT NOT NULL,
        actor TEXT NOT NULL,
        subject TEXT NOT NULL,
        digest TEXT,
        learner UUID,
        achievement TEXT,
        cause TEXT,
        previous BYTEA NOT NULL,
        hash BYTEA NOT NULL,
        CONSTRAINT pk_audit_entries PRIMARY KEY (issuer_id, seq),
        CONSTRAINT fk_audit_entries_issuer_id FOREIGN KEY (issuer_id) REFERENCES audit_heads (issuer_id)
    );
    CREATE UNLOGGED TABLE rate_windows (
        subject TEXT NOT NULL,
        window_start timestamptz NOT NULL,
        used INTEGER NOT NULL,
        CONSTRAINT pk_rate_windows PRIMARY KEY (subject, window_start)
    );
"""
APPEND_ONLY = """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
# Chains entries under the lock of the head, in one round trip, so that others wait for no client. An entry
# comes with the text of its JCS form before and after the value of `seq`, which only the head can give.
# The row's lock is what makes it safe; the advisory lock before it makes waiting orderly: waiters on a row
# are all woken by every commit, waiters on an advisory lock one by one (2.5 times the commits of 16 writers).
APPEND = """
    CREATE FUNCTION append_to_audit(issuer uuid, instant timestamptz, entries jsonb) RETURNS void
    LANGUAGE plpgsql AS $$
    DECLARE
        head audit_heads;
        entry jsonb;
        link bytea;
    BEGIN
        PERFORM pg_advisory_xact_lock(hashtextextended(issuer::text, 0));
        SELECT * INTO head FROM audit_heads WHERE issuer_id = issuer FOR NO KEY UPDATE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'an event names an issuer that has no audit chain'
                USING ERRCODE = 'foreign_key_violation';
        END IF;
        FOR entry IN
            SELECT item FROM jsonb_array_elements(entries) WITH ORDINALITY AS given(item, place) ORDER BY place
        LOOP
            head.seq := head.seq + 1;
            link := sha256(head.hash || convert_to(
                (entry->>'before') || head.seq || (entry->>'after'), 'UTF8'));
            INSERT INTO audit_entries VALUES (
                issuer, head.seq, instant, entry->>'type', entry->>'actor', entry->>'subject',
                entry->>'digest', (entry->>'learner')::uuid, entry->>'achievement', entry->>'cause',
                head.hash, link);
            head.hash := link;
        END LOOP;
        UPDATE audit_heads SET seq = head.seq, hash = head.hash WHERE issuer_id = issuer;
    END $$;
"""
# The queue's own schema as of this version of it. A later one that changes it needs a migration here that
# runs the files which procrastinate ships for that step (tests/store/test_migrate.py notices).
QUEUE = SchemaManager.get_schema()


def upgrade() -> None:
    run_script(TABLES)
    run_script(APPEND_ONLY)
    run_script(APPEND)
    run_script(QUEUE)


def downgrade() -> None:
    run_script("DROP TABLE rate_windows, audit_entries, audit_heads")
    run_script("DROP FUNCTION refuse_change(), append_to_audit(uuid, timestamptz, jsonb)")
    run_script(
        "DROP TABLE procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs,"
        " procrastinate_workers CASCADE"
    )
    run_script(DROP_QUEUE_CODE)


# Its functions and types; all of them carry the queue's name.
DROP_QUEUE_CODE = """
    DO $$ DECLARE item record; BEGIN
        FOR item IN SELECT oid::regprocedure AS name FROM pg_proc WHERE proname LIKE 'procrastinate\\_%' LOOP
            EXECUTE 'DROP FUNCTION ' || item.name || ' CASCADE';
        END LOOP;
        FOR item IN SELECT oid::regtype AS name FROM pg_type
            WHERE typname LIKE 'procrastinate\\_%' AND typtype IN ('e', 'c') LOOP
            EXECUTE 'DROP TYPE ' || item.name || ' CASCADE';
        END LOOP;
    END $$;
"""
