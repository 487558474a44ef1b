"""`stackcred`: run the service, and do its work from a terminal."""

from __future__ import annotations

import sys

from stackcred_issuer.domain.errors import ErrorCode, StackcredError


def main() -> None:
    """Run a command; what goes wrong is one sentence on stderr (and a problem on stdout with --json)."""
    from stackcred_issuer.cli.commands import app_for
    from stackcred_issuer.cli.output import fail

    as_json = "--json" in sys.argv
    try:
        app_for(sys.argv[1:])()
    except StackcredError as error:
        fail(error, as_json=as_json)
    except OSError as error:  # a folder that cannot be written, a disk that is full
        place = f"{error.filename}: " if error.filename else ""
        fail(StackcredError(ErrorCode.UNAVAILABLE, f"{place}{error.strerror or error}."), as_json=as_json)
    except KeyboardInterrupt:
        sys.exit(130)
