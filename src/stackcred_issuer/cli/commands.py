"""The commands by name. Only the module of the one that is called is imported: `stackcred evaluate` starts no web."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import typer

HELP = "Signed badges from assessment results, stacked into certifications that prove themselves."
COMMANDS = {
    "serve": "serve:serve",
    "worker": "serve:worker",
    "vc-api": "vc_api:vc_api",
    "demo": "demo:demo",
    "migrate": "migrate:migrate",
    "verify": "verify:verify",
    "import": "import_results:import_command",
    "issue": "formats:issue",
    "derive": "formats:derive",
    "present": "formats:present",
    "bake": "baking:bake_command",
    "unbake": "baking:unbake_command",
    "evaluate": "evaluate:evaluate_command",
    "recheck": "recheck:recheck_command",
    "match": "match:match_command",
}
GROUPS = {
    "issuer": "issuers:app",
    "client": "clients:app",
    "keys": "keys:app",
    "audit": "audit:app",
    "rules": "rules:app",
    "pathway": "pathways:app",
    "did": "did:app",
    "examples": "examples.command:app",
}


def app_for(arguments: Sequence[str]) -> typer.Typer:
    """The application with the command that the arguments name, or with all of them (for --help)."""
    app = typer.Typer(
        name="stackcred", help=HELP, no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False
    )

    @app.callback()
    def _root() -> None:
        """Signed badges from assessment results, stacked into certifications that prove themselves."""

    named = arguments[0] if arguments else ""
    known = {**COMMANDS, **GROUPS}
    for name in [named] if named in known else known:
        found = _load(known[name])
        if name in GROUPS:
            app.add_typer(found, name=name)
        else:
            app.command(name)(found)
    return app


def _load(place: str) -> Any:
    module, _, member = place.partition(":")
    return getattr(import_module(f"stackcred_issuer.cli.{module}"), member)
