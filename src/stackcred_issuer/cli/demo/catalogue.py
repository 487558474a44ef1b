"""TESDA's Computer Systems Servicing NC II, as shipped in `examples/`."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

_FOLDER = resources.files("stackcred_issuer") / "examples" / "tesda_css_ncii"


def load(name: str) -> Any:
    """One of issuer, achievements, rule, learners, results."""
    return json.loads((_FOLDER / f"{name}.json").read_text("utf-8"))


def filled(value: Any, addresses: dict[str, str]) -> Any:
    """The same with every `{key}` replaced by the address that the service gave."""
    if isinstance(value, str):
        return addresses.get(value.strip("{}"), value) if value.startswith("{") else value
    if isinstance(value, list):
        return [filled(item, addresses) for item in value]
    if isinstance(value, dict):
        return {name: filled(item, addresses) for name, item in value.items()}
    return value
