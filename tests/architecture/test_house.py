"""The house stays liveable: small files, every plug-in registered, every name documented."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

from stackcred_issuer.domain.errors import ErrorCode
from stackcred_issuer.domain.events import EventType
from stackcred_issuer.domain.stacking.constraints import CONSTRAINTS
from stackcred_issuer.domain.stacking.operators import OPERATORS
from stackcred_issuer.domain.stacking.predicates import PREDICATES
from stackcred_issuer.services.caller import Scope
from stackcred_issuer.web.problems import STATUS

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "stackcred_issuer"
MAX_LINES = 400
PLUGINS = (
    "blobs",
    "domain.credential.baking",
    "domain.issuance.credential_lints",
    "domain.issuance.lints",
    "domain.proof.suites",
    "domain.stacking.constraints",
    "domain.stacking.operators",
    "domain.stacking.predicates",
    "domain.verification.checks",
    "domain.verification.statuses",
    "keystores",
)


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_file_grows_past_the_limit_and_each_says_what_it_is_for(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= MAX_LINES
    assert not text.strip() or ast.get_docstring(ast.parse(text)), "begin with a docstring"


@pytest.mark.parametrize("name", PLUGINS)
def test_every_plugin_file_is_imported_by_its_registry(name: str) -> None:
    package = importlib.import_module(f"stackcred_issuer.{name}")
    folder = Path(str(package.__file__)).parent
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__", "base"}
    plugins = {module for module in modules if not module.startswith("_")}
    imported = {
        word
        for node in ast.walk(ast.parse((folder / "__init__.py").read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
        for word in [str(node.module).rpartition(".")[2], *(alias.name for alias in node.names)]
    }
    assert plugins <= imported, f"not registered: {sorted(plugins - imported)}"


def test_every_error_code_has_an_http_status_and_a_line_in_the_documentation() -> None:
    documented = (ROOT / "docs" / "errors.md").read_text("utf-8")
    assert set(STATUS) == set(ErrorCode)
    for code, (status, _) in STATUS.items():
        assert f"| `{code}` | {status} |" in documented


def test_every_event_type_is_documented() -> None:
    documented = (ROOT / "docs" / "events.md").read_text("utf-8")
    assert [event for event in EventType if f"`{event}`" not in documented] == []


def test_every_scope_is_documented() -> None:
    documented = (ROOT / "docs" / "api.md").read_text("utf-8")
    assert [scope for scope in Scope if f"`{scope}`" not in documented] == []


def test_no_committed_text_names_this_machine_or_a_package_index() -> None:
    forbidden = ("/work/", "pypi.org", "pythonhosted", "registry.npmjs")
    for folder in (SOURCE, ROOT / "docs", ROOT / "migrations", ROOT / "schemas"):
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix in {".py", ".md", ".html", ".json", ".toml", ".css", ".js"}:
                text = path.read_text("utf-8")
                assert not [word for word in forbidden if word in text], path
    assert "http" not in "".join(
        line for line in (ROOT / "requirements.lock").read_text("utf-8").splitlines() if "://" in line
    )


def test_every_operator_constraint_and_predicate_is_documented() -> None:
    documented = (ROOT / "docs" / "stacking-rules.md").read_text("utf-8")
    names = [
        *(operator.op for operator in OPERATORS),
        *(constraint.name for constraint in CONSTRAINTS),
        *(predicate.name for predicate in PREDICATES),
    ]
    assert [name for name in names if f"`{name}`" not in documented] == []
