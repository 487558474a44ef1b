"""An example as files: what `stackcred evaluate` takes, one holdings file for each holder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from stackcred_issuer.cli.examples.library import Qualification
from stackcred_issuer.domain.errors import ErrorCode, StackcredError


def export_to(one: Qualification, folder: Path) -> list[Path]:
    """Write them all, or nothing where one is there already. Returns the paths.

    Raises INVALID for a file that is there, and for a folder that cannot be written.
    """
    people: dict[str, Any] = {f"{holder.name}.json": holder.holdings for holder in one.holders.values()}
    documents = {"rule.json": one.rule, "catalog.json": one.catalog, **people}
    there = [name for name in (*documents, "SOURCES.md") if (folder / name).exists()]
    if there:
        raise StackcredError(ErrorCode.INVALID, f"{folder / there[0]} is there already; name an empty folder.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, document in documents.items():
            text = json.dumps(document, ensure_ascii=False, indent=2)
            (folder / name).write_text(text + "\n", "utf-8")
        (folder / "SOURCES.md").write_text(one.sources, "utf-8")
    except OSError as error:
        raise StackcredError(ErrorCode.INVALID, f"{folder} cannot be written: {error.strerror}.") from None
    return [folder / name for name in (*documents, "SOURCES.md")]
