"""`stackcred migrate`: bring the database to this version."""

from __future__ import annotations

from typing import Annotated

import typer

from stackcred_issuer.cli.output import console

CHECK_DATABASE = "stackcred_check"


def migrate(
    check: Annotated[
        bool,
        typer.Option("--check", help="On a fresh database: do the migrations build what the code declares?"),
    ] = False,
) -> None:
    """Apply every missing migration."""
    from stackcred_issuer.bootstrap import database
    from stackcred_issuer.settings import load_settings
    from stackcred_issuer.store.migrate import migrate as apply

    if check:
        raise typer.Exit(_check())
    with database(load_settings()) as url:
        apply(url)
    console.print("The database is up to date.")


def _check() -> int:
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
    for line in differences:
        console.print(line, soft_wrap=True)
    console.print("The migrations build other tables than the store declares." if differences else "No drift.")
    return 1 if differences else 0
