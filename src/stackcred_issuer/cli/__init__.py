"""`stackcred`: run the service, and do its work from a terminal.

Commands import what they need when they run, so that `stackcred evaluate` starts without a web server.
"""

from __future__ import annotations

import sys

import typer

from stackcred_issuer.cli import (
    audit,
    clients,
    demo,
    evaluate,
    issuers,
    keys,
    migrate,
    recheck,
    serve,
    verify,
)
from stackcred_issuer.cli.output import fail
from stackcred_issuer.domain.errors import StackcredError

app = typer.Typer(
    name="stackcred",
    help="Signed badges from assessment results, stacked into certifications that prove themselves.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("serve")(serve.serve)
app.command("worker")(serve.worker)
app.command("demo")(demo.demo)
app.command("migrate")(migrate.migrate)
app.command("verify")(verify.verify)
app.command("evaluate")(evaluate.evaluate_command)
app.command("recheck")(recheck.recheck_command)
app.add_typer(issuers.app, name="issuer")
app.add_typer(clients.app, name="client")
app.add_typer(keys.app, name="keys")
app.add_typer(audit.app, name="audit")


def main() -> None:
    """Run a command; what goes wrong is one sentence on stderr (and a problem on stdout with --json)."""
    try:
        app()
    except StackcredError as error:
        fail(error, as_json="--json" in sys.argv)
    except KeyboardInterrupt:
        sys.exit(130)
