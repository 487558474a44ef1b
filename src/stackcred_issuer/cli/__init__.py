"""`stackcred`: run the service, and do its work from a terminal."""

from __future__ import annotations

import sys

from stackcred_issuer.domain.errors import StackcredError


def main() -> None:
    """Run a command; what goes wrong is one sentence on stderr (and a problem on stdout with --json)."""
    from stackcred_issuer.cli.commands import app_for
    from stackcred_issuer.cli.output import fail

    try:
        app_for(sys.argv[1:])()
    except StackcredError as error:
        fail(error, as_json="--json" in sys.argv)
    except KeyboardInterrupt:
        sys.exit(130)
