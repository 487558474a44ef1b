"""The one template environment: escapes everything, shows hidden characters, knows the words and filters."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from stackcred_issuer.domain.instant import format_instant
from stackcred_issuer.web.pages import language, text, wording
from stackcred_issuer.web.pages.look_alikes import look_alikes
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
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    environment.filters.update(
        markdown=markdown,
        safe_href=text.safe_href,
        host=text.host,
        day=language.day,
        moment=language.moment,
        instant=format_instant,
        spaced=wording.spaced,
        translated=language.translated,
        look_alikes=look_alikes,
    )
    environment.tests["own_path"] = text.is_own_path
    environment.globals.update(asset=asset, words=wording, language=language, gettext=_gettext, ngettext=_ngettext)
    return environment


@cache
def asset(name: str) -> str:
    """The address of a static file, renewed whenever its content changes."""
    digest = hashlib.sha256((STATIC_DIR / name).read_bytes()).hexdigest()
    return f"{STATIC_PATH}/{name}?v={digest[:12]}"


def _gettext(message: str, **values: object) -> Markup:
    """A message of ours may hold tags; what is put into it is shown as everywhere."""
    return Markup(language.gettext(message, **_safe(values)))  # noqa: S704


def _ngettext(one: str, many: str, num: int, **values: object) -> Markup:
    return Markup(language.ngettext(one, many, num, **_safe(values)))  # noqa: S704


def _safe(values: dict[str, object]) -> dict[str, object]:
    return {name: escape(_show(value)) for name, value in values.items()}


def _show(value: Any) -> Any:
    """Plain text with hidden characters made visible; markup was made by us and passes."""
    return text.visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
