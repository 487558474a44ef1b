"""The one template environment: escapes everything, shows hidden characters, knows the words and filters."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.web.pages import text, wording
from stackcred_issuer.web.pages.markdown import markdown

HERE = Path(__file__).parent
STATIC_DIR = HERE / "static"  # served by the web layer below STATIC_PATH
STATIC_PATH = "/static"


def make_environment() -> Environment:
    """An environment in which no text reaches the page unescaped or with hidden characters in it."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_show,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        markdown=markdown,
        safe_href=text.safe_href,
        host=text.host,
        day=text.day,
        moment=text.moment,
        instant=format_instant,
        spaced=wording.spaced,
    )
    environment.tests["own_path"] = text.is_own_path
    environment.globals.update(asset=asset, words=wording)
    return environment


@cache
def asset(name: str) -> str:
    """The address of a static file, renewed whenever its content changes."""
    digest = hashlib.sha256((STATIC_DIR / name).read_bytes()).hexdigest()
    return f"{STATIC_PATH}/{name}?v={digest[:12]}"


def _show(value: Any) -> Any:
    """Plain text with hidden characters made visible; markup was made by us and passes."""
    return text.visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
