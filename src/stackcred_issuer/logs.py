"""Log lines: for people or for collectors, never with local variables (they may hold secrets or personal data)."""

from __future__ import annotations

import logging

import structlog

from stackcred_issuer.settings import LogFormat, Settings


def configure_logs(settings: Settings) -> None:
    """Set up structlog and the standard library's logging for this process."""
    level = logging.getLevelNamesMapping()[settings.log_level.value.upper()]
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if settings.log_format is LogFormat.JSON:
        rendering: list[structlog.typing.Processor] = [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ]
    else:
        rendering = [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    structlog.configure(
        processors=[*shared, *rendering],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=max(level, logging.WARNING), format="%(asctime)s [%(levelname)s] %(name)s: %(message)s")
