"""`stackcred examples`: the shipped rules, looked at, held against their holders, and taken out as files."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from tests.cli.conftest import Terminal

from stackcred_issuer.cli.examples.library import load, names

STATUS = {"satisfied": 0, "not_satisfied": 1, "indeterminate": 3}
PAGE = (Path(__file__).parents[2] / "docs" / "stacking-rules.md").read_text("utf-8")
SECTION = PAGE.partition("## Rules of real qualifications")[2].partition("\n## ")[0]


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Terminal:
    """A terminal without any settings: these commands need no database and no network."""
    monkeypatch.chdir(tmp_path)
    return Terminal({}, monkeypatch, capsys, tmp_path)


def documented() -> list[list[str]]:
    (block,) = re.findall(r"```sh\n(.*?)```", SECTION, re.S)
    return [shlex.split(line, comments=True)[1:] for line in block.splitlines()]


def test_every_command_of_the_page_runs_as_it_stands_and_its_lines_fit(alone: Terminal) -> None:
    assert len(documented()) == 9
    for arguments in documented():
        result = alone(*arguments)
        assert (result.status, result.err) == (0, ""), arguments
        assert result.out
        if not {"--rule", "--holdings", "--sources"} & set(arguments[2:4]):
            assert [line for line in result.out.splitlines() if len(line) > 80] == [], arguments


def test_the_page_names_every_example() -> None:
    assert sorted(re.findall(r"^\| `([a-z0-9-]+)` \|", SECTION, re.M)) == names()


@pytest.mark.parametrize("name", names())
def test_exported_files_evaluate_to_the_same_bytes_as_the_example(alone: Terminal, name: str) -> None:
    one = load(name)
    assert alone("examples", "export", name, "here").status == 0
    for holder in one.holders.values():
        files = ["--rule", "here/rule.json", "--holdings", f"here/{holder.name}.json", "--catalog", "here/catalog.json"]
        by_hand = alone("evaluate", *files, "--as-of", one.as_of, "--purpose", holder.purpose, "--json")
        shipped = alone("examples", "evaluate", name, holder.name, "--json")
        assert shipped.out == by_hand.out
        assert shipped.status == by_hand.status == STATUS[holder.verdict]


@pytest.mark.parametrize("name", names())
def test_all_holders_at_once_show_each_verdict(alone: Terminal, name: str) -> None:
    one = load(name)
    shown = alone.well("examples", "evaluate", name)
    assert {each["name"]: each["verdict"] for each in shown} == {
        holder.name: holder.verdict for holder in one.holders.values()
    }
    text = alone("examples", "evaluate", name).out
    assert all(f"{holder.name}: {holder.verdict.replace('_', ' ')}" in text for holder in one.holders.values())


@pytest.mark.parametrize("name", names())
def test_an_example_is_shown_in_words_within_80_columns(alone: Terminal, name: str) -> None:
    result = alone("examples", "show", name)
    assert [line for line in result.out.splitlines() if len(line) > 80] == []
    assert load(name).title in result.out
    assert all(f"  {holder} (" in result.out for holder in load(name).holders)
    assert "{" not in result.out


def test_everything_can_be_had_as_json(alone: Terminal) -> None:
    assert [one["name"] for one in alone.well("examples", "list")] == names()
    shown = alone.well("examples", "show", "sit40621")
    assert shown["description"][0] == "https://sit40621.example/qualification/SIT40621 is awarded for:"
    assert "Licence:" in shown["sources"]
    assert alone.well("examples", "show", "sit40621", "--rule") == load("sit40621").rule
    assert alone.well("examples", "show", "sit40621", "--holdings", "mei") == load("sit40621").holder("mei").holdings


def test_export_overwrites_nothing(alone: Terminal) -> None:
    written = alone.well("examples", "export", "scrum-csp", "here")
    mine = alone.folder / "here" / "rule.json"
    mine.write_text("{}", "utf-8")
    again = alone("examples", "export", "scrum-csp", "here")
    assert (again.status, again.out, again.err) == (
        2, "", "stackcred: here/rule.json is there already; name an empty folder.\n",
    )  # fmt: skip
    assert mine.read_text("utf-8") == "{}"
    assert {Path(path).name for path in written} >= {"rule.json", "catalog.json", "uma.json", "SOURCES.md"}


@pytest.mark.parametrize(
    "arguments",
    [["show", "nothing"], ["evaluate", "nothing"], ["export", "nothing", "x"], ["evaluate", "scrum-csp", "x"]],
)
def test_what_is_not_there_is_said_with_what_is(alone: Terminal, arguments: list[str]) -> None:
    result = alone("examples", *arguments)
    assert (result.status, result.out) == (2, "")
    assert "there are: " in result.err
    problem = json.loads(alone("examples", *arguments, "--json").out)
    assert problem["code"] == "not_found"
