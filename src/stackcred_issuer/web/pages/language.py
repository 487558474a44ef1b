"""The languages of the pages: gettext catalogs in `messages/`, plural forms and dates by CLDR (Babel)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.dates import format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

MESSAGES = Path(__file__).parent / "messages"
SOURCE = "en"  # what templates and wordings are written in
_asked_for: ContextVar[str] = ContextVar("language", default=SOURCE)


@cache
def languages() -> dict[str, Locale]:
    """By code: the source, and every language that has a catalog."""
    return {code: Locale.parse(code) for code in (SOURCE, *sorted(path.stem for path in MESSAGES.glob("*.po")))}


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Pages made within are in this language. code: one of `languages`."""
    before = _asked_for.set(code)
    try:
        yield
    finally:
        _asked_for.reset(before)


def current() -> Locale:
    """The language of the page that is being made."""
    return languages()[_asked_for.get()]


def gettext(message: str, **values: object) -> str:
    """The message in the current language. values: for its placeholders, `%(name)s`; a percent sign stands twice."""
    return translated(message) % values


def translated(words: str) -> str:
    """Words in the current language, with nothing to put into them; as they are if they are not ours."""
    return _catalog(_asked_for.get()).gettext(words)


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """The message that fits the number, which is a value `num` too."""
    return _catalog(_asked_for.get()).ngettext(one, many, num) % {"num": num, **values}


def N_(message: str) -> str:
    """Marks a message that is translated where it is shown."""
    return message


def day(instant: datetime) -> str:
    """`9 March 2026`, in UTC."""
    return format_datetime(instant.astimezone(UTC), "d MMMM y", locale=current())


def moment(instant: datetime) -> str:
    """`9 March 2026, 14:05 UTC`."""
    return format_datetime(instant.astimezone(UTC), "d MMMM y, HH:mm 'UTC'", locale=current())


@cache
def _catalog(code: str) -> NullTranslations:
    if code == SOURCE:
        return NullTranslations()
    with (MESSAGES / f"{code}.po").open("rb") as file:
        catalog = read_po(file, locale=code, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    return Translations(BytesIO(compiled.getvalue()))
