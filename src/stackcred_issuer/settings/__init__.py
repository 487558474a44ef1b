"""Everything a deployment may choose. The only reader of the environment; docs/configuration.md lists it."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from stackcred_issuer.domain.errors import ErrorCode, Finding, StackcredError
from stackcred_issuer.settings.model import Settings
from stackcred_issuer.settings.values import (
    DevHost,
    Environment,
    LogFormat,
    LogLevel,
    Network,
    VcApiAnswer,
    VcApiChecks,
    clamd_place,
    variable,
)

__all__ = [
    "DevHost",
    "Environment",
    "LogFormat",
    "LogLevel",
    "Network",
    "Settings",
    "VcApiAnswer",
    "VcApiChecks",
    "clamd_place",
    "load_settings",
    "variable",
]


def load_settings(**overrides: Any) -> Settings:
    """The settings of this process. `overrides` (by member name) win over the environment.

    Raises StackcredError INVALID with one finding per wrong setting, named as in the environment and without
    its value, which may be a secret.
    """
    try:
        return Settings(**overrides)
    except ValidationError as error:
        findings = [_finding(entry["loc"], entry["msg"]) for entry in error.errors(include_input=False)]
        text = " ".join(finding.detail for finding in findings)
        raise StackcredError(ErrorCode.INVALID, f"The configuration is wrong. {text}", findings=findings) from None


def _finding(location: tuple[int | str, ...], message: str) -> Finding:
    sentence = message.removeprefix("Value error, ").rstrip(".")
    if not location:
        return Finding("", sentence[0].upper() + sentence[1:] + ".")
    name = str(location[0])
    shown = variable(name) if name in Settings.model_fields else name
    return Finding(f"/{name}", f"{shown}: {sentence}.")
