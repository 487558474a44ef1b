"""Where the standards' schemas, contexts and signed vectors stand, beside the checkout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"


def need_shared() -> Path:
    """The folder of the standards' material; skips the test loudly where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the standards' material (../shared) is not beside this checkout")
    return SHARED


def shared_json(path: str) -> Any:
    """One JSON file below ../shared."""
    return json.loads((need_shared() / path).read_text("utf-8"))
