"""`stackcred migrate`: bring the database to this version."""

from __future__ import annotations

from typing import Annotated

import typer

from stackcred_issuer.cli.output import AsJson, console, print_json

CHECK_DATABASE = "stackcred_check"


def migrate(
    check: Annotated[
        bool,
        typer.Option("--check", help="On a fresh database: do the migrations build what the code declares?"),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Apply every missing migration."""
    from stackcred_issuer.cli.running import migrated_database
    from stackcred_issuer.settings import load_settings

    if check:
        raise typer.Exit(_told(_drift(), as_json))
    with migrated_database(load_settings()):
        pass
    if as_json:
        print_json({"ok": True})
    else:
        console.print("The database is up to date.")


def _drift() -> list[str]:
    """Migrate an empty database of the embedded server and hold it against the tables that the store declares."""
    from stackcred_issuer.settings import load_settings
    from stackcred_issuer.store import embedded
    from stackcred_issuer.store.migrate import drift
    from stackcred_issuer.store.migrate import migrate as apply

    server = embedded.start(load_settings().data_dir / "postgres")
    try:
        embedded.drop_database(server.url, CHECK_DATABASE)
        url = embedded.create_database(server.url, CHECK_DATABASE)
        apply(url)
        differences = drift(url)
        embedded.drop_database(server.url, CHECK_DATABASE)
    finally:
        server.stop()
    return differences


def _told(differences: list[str], as_json: bool) -> int:
    if as_json:
        print_json({"ok": not differences, "differences": differences})
        return 1 if differences else 0
    for line in differences:
        console.print(line, soft_wrap=True)
    console.print("The migrations build other tables than the store declares." if differences else "No drift.")
    return 1 if differences else 0
