"""`stackcred match`: applicants' folders against a job role, offline, in words, JSON and a table."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Terminal
from tests.domain.verification.making import ISSUER_DID, LEARNER, badge, controller_document, key, signed, signer_of

ISSUER = signer_of(ISSUER_DID)
STRANGER = key(7)
SUBNET, CABLE = "https://skills.example/subnetting", "https://skills.example/cabling"
ROLE = {
    "type": "JobRole",
    "id": "urn:role:net",
    "name": "Network technician",
    "competencies": [
        {"alignment": SUBNET, "framework": "SFIA", "levelMin": 3, "task": "Plan a network", "outcome": "A plan"},
        {"alignment": CABLE},
    ],
}
REGISTRY = {
    "type": "TrustRegistry",
    "id": "https://us.example/trust/1",
    "name": "Colleges",
    "version": 1,
    "entries": [{"issuer": STRANGER.controller, "achievements": ["*"]}, {"issuer": ISSUER_DID, "achievements": ["*"]}],
}


def aligned(url: str, level: str | None, number: int, name: str = "Networks", signer: Any = STRANGER) -> dict[str, Any]:
    document = badge(signer.controller, id=f"urn:uuid:11111111-1111-4111-8111-{number:012}", name=name)
    entry = {"type": ["Alignment"], "targetName": "x", "targetUrl": url, "targetFramework": "SFIA"}
    document["credentialSubject"]["achievement"]["alignment"] = [entry | ({"targetCode": level} if level else {})]
    return signed(document, signer)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder of two applicants: Ana covers the role, Ben's level is too low."""
    saved = {
        "ana/subnets.json": aligned(SUBNET, "3", 1),
        "ana/cables.json": aligned(CABLE, None, 2),
        "ben/subnets.json": aligned(SUBNET, "2", 3, "=HYPERLINK(1)"),
        "role.txt": ROLE,
        "registry.txt": REGISTRY,
    }
    for name, document in saved.items():
        path = tmp_path / ("files" if "/" in name else "") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document), "utf-8")
    (tmp_path / "files" / "ben" / "letter.txt").write_text("Dear Madam", "utf-8")
    return tmp_path


def matching(files: Path, *more: str) -> tuple[str, ...]:
    return ("match", "--role", str(files / "role.txt"), "--trust", str(files / "registry.txt"), *more)


def test_every_folder_is_an_applicant_and_every_requirement_names_its_badge(terminal: Terminal, files: Path) -> None:
    result = terminal(*matching(files, str(files / "files"), "--json"))
    assert (result.status, result.err) == (0, "")
    ana, ben = result.json["applicants"]
    assert (ana["applicant"], ana["coverage"]) == ("ana", "covered")
    assert [item["by"][0]["source"] for item in ana["requirements"]] == ["ana/subnets.json", "ana/cables.json"]
    assert (ben["applicant"], ben["coverage"]) == ("ben", "missing")
    assert ben["requirements"][0]["short"][0]["reason"] == "level 2, not 3"
    assert "no badge in this" in ben["notCounted"][0]["reason"]


def test_the_words_fit_eighty_columns_and_say_what_was_not_checked(terminal: Terminal, files: Path) -> None:
    result = terminal(*matching(files, str(files / "files")))
    assert result.status == 0
    assert max(map(len, result.out.splitlines())) <= 80
    for told in ("ana: covered", "[covered] Plan a network: A plan", "[missing]", "level 2, not 3", "not checked"):
        assert told in " ".join(result.out.split())


def test_the_table_has_a_row_per_applicant_and_requirement_and_no_formula(terminal: Terminal, files: Path) -> None:
    result = terminal(*matching(files, str(files / "files"), "--csv"))
    rows = list(csv.DictReader(io.StringIO(result.out)))
    assert [(row["applicant"], row["coverage"]) for row in rows] == [
        ("ana", "covered"), ("ana", "covered"), ("ben", "missing"), ("ben", "missing"),
    ]  # fmt: skip
    assert rows[2]["badges"] == "'=HYPERLINK(1)"


def test_without_a_registry_every_badge_is_a_claim(terminal: Terminal, files: Path) -> None:
    result = terminal("match", "--role", str(files / "role.txt"), str(files / "files" / "ana"))
    assert result.status == 3
    assert "ana: claimed" in result.out
    assert "unverified claim" in " ".join(result.out.split())


def test_an_archive_is_read_like_a_folder(terminal: Terminal, files: Path) -> None:
    packed = files / "all.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted((files / "files").rglob("*.json")):
            archive.write(path, path.relative_to(files / "files"))
    found = terminal(*matching(files, str(packed), "--json")).json["applicants"]
    assert [(one["applicant"], one["coverage"]) for one in found] == [("ana", "covered"), ("ben", "missing")]


def test_every_file_is_an_applicant_where_it_is_asked_for(terminal: Terminal, files: Path) -> None:
    found = terminal(*matching(files, str(files / "files" / "ana"), "--each", "--json")).json["applicants"]
    assert [one["applicant"] for one in found] == ["cables.json", "subnets.json"]


def test_nobody_is_asked_and_what_is_at_hand_is_used(terminal: Terminal, files: Path) -> None:
    folder = files / "cem"
    folder.mkdir()
    for number, url in enumerate((SUBNET, CABLE)):
        (folder / f"{number}.json").write_text(json.dumps(aligned(url, "4", number, signer=ISSUER)), "utf-8")
    silent = terminal(*matching(files, str(folder), "--json"))
    assert silent.status == 3
    assert silent.json["applicants"][0]["coverage"] == "undetermined"
    assert "nobody was asked" in silent.json["applicants"][0]["requirements"][0]["by"][0]["reason"]
    document = files / "did.json"
    document.write_text(json.dumps(controller_document(ISSUER)), "utf-8")
    told = terminal(*matching(files, str(folder), "--known", str(document), "--json"))
    assert (told.status, told.json["applicants"][0]["coverage"]) == (0, "covered")


def test_somebody_elses_badges_count_for_nothing(terminal: Terminal, files: Path) -> None:
    ana = str(files / "files" / "ana")
    assert terminal(*matching(files, ana, "--holder", LEARNER)).status == 0
    other = terminal(*matching(files, ana, "--holder", "ben@example.org"))
    assert other.status == 1
    assert "given to somebody else" in other.out
    refused = terminal(*matching(files, str(files / "files"), "--holder", LEARNER))
    assert (refused.status, "one at a time" in refused.err) == (2, True)


@pytest.mark.parametrize(
    ("role", "told"),
    [({**ROLE, "competencies": []}, "/competencies"), ({"type": "Role"}, "not known"), ([], "JSON object")],
)
def test_a_role_that_is_none_is_bad_input(terminal: Terminal, files: Path, role: Any, told: str) -> None:
    (files / "role.txt").write_text(json.dumps(role), "utf-8")
    result = terminal(*matching(files, str(files / "files")))
    assert (result.status, result.out) == (2, "")
    assert told in result.err or "missing" in result.err
