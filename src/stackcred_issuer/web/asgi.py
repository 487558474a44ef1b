"""What an ASGI server loads: the application over the deployment that the environment describes."""

from __future__ import annotations

from fastapi import FastAPI

from stackcred_issuer.bootstrap import open_deployment
from stackcred_issuer.logs import configure_logs
from stackcred_issuer.memory import keep_what_is_loaded
from stackcred_issuer.settings import load_settings
from stackcred_issuer.web.app import create_app


def application() -> FastAPI:
    """The factory. DATABASE_URL must be set: `stackcred serve` starts the embedded server and sets it."""
    settings = load_settings()
    if settings.database_url is None:
        raise SystemExit("DATABASE_URL is not set; start the service with: stackcred serve")
    configure_logs(settings)
    app = create_app(open_deployment(settings, settings.database_url))
    keep_what_is_loaded()
    return app
