"""An issuer's edition: what a process remembers of an issuer holds for as long as this number stays the same."""

from __future__ import annotations

from stackcred_issuer.store.migrate import run_script

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

COLUMN = "ALTER TABLE issuers ADD COLUMN edition BIGINT NOT NULL DEFAULT 1"
# By triggers, so that no statement can change what is remembered and forget to say so.
COUNTING = """
    CREATE FUNCTION next_edition() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE issuers SET edition = edition + 1 WHERE id = NEW.issuer_id;
        RETURN NULL;
    END $$;
    CREATE FUNCTION next_edition_of_client() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE issuers SET edition = edition + 1
        FROM clients WHERE clients.id = NEW.client_id AND issuers.id = clients.issuer_id;
        RETURN NULL;
    END $$;
    CREATE FUNCTION next_edition_of_issuer() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.edition := OLD.edition + 1;
        RETURN NEW;
    END $$;
    CREATE TRIGGER edition_of_key AFTER UPDATE ON signing_keys
        FOR EACH ROW EXECUTE FUNCTION next_edition();
    CREATE TRIGGER edition_of_achievement AFTER UPDATE ON achievements
        FOR EACH ROW EXECUTE FUNCTION next_edition();
    CREATE TRIGGER edition_of_client AFTER UPDATE ON clients
        FOR EACH ROW EXECUTE FUNCTION next_edition();
    CREATE TRIGGER edition_of_secret AFTER UPDATE ON client_secrets
        FOR EACH ROW EXECUTE FUNCTION next_edition_of_client();
    CREATE TRIGGER edition_of_issuer BEFORE UPDATE OF slug, name, did, did_method, is_root, profile ON issuers
        FOR EACH ROW EXECUTE FUNCTION next_edition_of_issuer();
"""
# Two statements of a volatile function see two snapshots: the second one what was committed while the first waited.
HOLDING = """
    CREATE FUNCTION hold_rights(held uuid[]) RETURNS TABLE (issuer uuid, edition bigint)
    LANGUAGE plpgsql VOLATILE AS $$
    BEGIN
        PERFORM pg_advisory_xact_lock_shared(hashtextextended('rights of ' || one, 0)) FROM unnest(held) AS one;
        RETURN QUERY SELECT issuers.id, issuers.edition FROM issuers WHERE issuers.id = ANY (held);
    END $$;
    CREATE FUNCTION withdraw_rights(issuer uuid) RETURNS void
    LANGUAGE sql VOLATILE AS $$
        SELECT pg_advisory_xact_lock(hashtextextended('rights of ' || issuer, 0));
    $$;
"""


def upgrade() -> None:
    run_script(COLUMN)
    run_script(COUNTING)
    run_script(HOLDING)


def downgrade() -> None:
    run_script("DROP FUNCTION hold_rights(uuid[]), withdraw_rights(uuid)")
    run_script("DROP TRIGGER edition_of_issuer ON issuers; DROP TRIGGER edition_of_key ON signing_keys")
    run_script("DROP TRIGGER edition_of_achievement ON achievements; DROP TRIGGER edition_of_client ON clients")
    run_script("DROP TRIGGER edition_of_secret ON client_secrets")
    run_script("DROP FUNCTION next_edition(), next_edition_of_client(), next_edition_of_issuer()")
    run_script("ALTER TABLE issuers DROP COLUMN edition")
