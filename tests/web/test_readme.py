"""The commands of the README do what it says, pasted in order, with the ids that stand there in words put in."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tests.support.service import Service
from typer.main import get_command

from stackcred_issuer.cli.commands import app_for

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
POST = re.compile(r"curl -s localhost:8000(?P<path>/\S+) (?P<options>[^']*?(?:'[^']*' )?)-d '(?P<body>.*?)'", re.DOTALL)
UPLOAD = re.compile(r"curl -s localhost:8000(?P<path>/\S+) -F file=@")


def test_the_readme_shows_each_step() -> None:
    paths = [found["path"] for block in BLOCKS for found in POST.finditer(block)]
    assert paths == ["/v1/achievements", "/v1/assessments", "/v1/certifications", "/v1/verify"]


async def test_the_bodies_of_the_readme_are_accepted_in_order(service: Service) -> None:
    tenant = await service.tenant()
    awarded = await tenant.achievement("Certificate")
    words = {"<id of what is awarded>": awarded["id"]}
    answers: list[dict[str, Any]] = []
    for block in BLOCKS:
        for found in POST.finditer(block):
            body = found["body"]
            for placeholder, value in words.items():
                body = body.replace(placeholder, value)
            assert "<" not in body
            client = tenant.api if "Authorization: Bearer $KEY" in found[0] else service.public
            answer = await client.post(found["path"], json=json.loads(body))
            assert answer.status_code in (200, 201), answer.text
            answers.append(answer.json())
            if found["path"] == "/v1/achievements":
                words |= {"<id from above>": answers[-1]["id"], "<URL of a part>": answers[-1]["url"]}
            if found["path"] == "/v1/assessments":
                words["http://localhost:8000/badges/…"] = answers[-1]["badge"]["url"]
    achievement, passed, certification, report = answers
    assert (passed["outcome"], report["verdict"]) == ("issued", "valid")
    assert certification["rule"]["document"]["requires"]["of"][0]["where"]["achievement"] == [achievement["url"]]
    await service.settle()
    (award,) = (await tenant.learner(passed["learner"]))["awards"]
    assert award["state"] == "active"


async def test_the_upload_of_the_readme_is_verified(service: Service) -> None:
    (upload,) = [found for block in BLOCKS for found in UPLOAD.finditer(block)]
    tenant = await service.tenant()
    passed = await tenant.passed((await tenant.achievement())["id"], "ana@example.org")
    content = (await service.public.get(f"/badges/{passed['badge']['id']}.json")).content
    answer = await service.public.post(upload["path"], files={"file": ("badge.json", content)})
    assert answer.json()["verdict"] == "valid"


def test_every_verdict_that_a_report_can_have_is_explained() -> None:
    for verdict in ("valid", "invalid", "revoked", "suspended", "expired", "not_yet_valid", "undetermined"):
        assert f"`{verdict}`" in README


def test_every_command_of_the_readme_exists() -> None:
    known: Any = get_command(app_for([]))
    commands = re.findall(r"(?:\.venv/bin/|`)stackcred ([a-z-]+)(?: ([a-z]+))?", README)
    assert len(commands) >= 6
    for name, sub in commands:
        command = known.commands[name]
        if sub and hasattr(command, "commands"):
            assert sub in command.commands, (name, sub)


def test_every_link_of_the_readme_leads_to_a_file() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (Path(__file__).parents[2] / target).exists(), target
