"""The running service over HTTP: issuing, verifying and evaluating, with many clients and several workers."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks import evaluating, material
from benchmarks.figures import Figure, Figures
from benchmarks.load import NUMBER, Generator, Outcome, generator, request
from benchmarks.service import Service, running

CLIENTS = (1, 8, 16, 32)
WORKERS = (1, 4)
SANDBOX_SECONDS = 5.0  # the first verification starts processes
VERIFIED = 512  # badges that are verified in turn: more than any cache of the service remembers


def measure(figures: Figures, seconds: float, folder: Path, database_url: str, api_key: str) -> None:
    """All figures of the whole service."""
    with generator() as load:
        for workers in WORKERS:
            with running(folder, database_url, api_key, workers) as service:
                figures.section(f"Over HTTP, {workers} web worker{'s' * (workers > 1)}, one job worker")
                run = Run(figures, load, service, workers, seconds)
                run.ceiling()
                run.issuing()
                run.verifying()
                run.evaluating()
    fastest = figures.taken["http_issue_c32_w4_per_s"]
    ratio = fastest.value / figures["insert_rows_per_s"]
    how = "http_issue_c32_w4_per_s / insert_rows_per_s; a result becomes about ten rows in eight tables"
    figures.add(Figure("http_issue_vs_commits", "issuing, of durable rows", ratio, "", how))
    assert fastest.p99 is not None
    figures.add(Figure("http_issue_c32_p99_ms", "issuing, p99 at 32 clients", fastest.p99, "ms", fastest.how))


class Run:
    """The loads on one running service."""

    def __init__(self, figures: Figures, load: Generator, service: Service, workers: int, seconds: float) -> None:
        self._figures = figures
        self._load = load
        self._service = service
        self._workers = workers
        self._seconds = seconds

    def ceiling(self) -> None:
        """What generator, loopback and framework reach together when there is nothing to do."""
        port = self._service.port
        found = self._run("An empty endpoint", [request("GET", "/healthz", port)], 200, 32)
        how = f"GET /healthz; the load generator used {found.busy:.0%} of a core in each of its processes"
        key = f"http_healthz_c32_w{self._workers}_per_s"
        self._figures.add(Figure(key, f"empty requests, {self._where(32)}", found.per_second, "/s", how))

    def issuing(self) -> None:
        """Every post is a new learner who passes: learner, result, badge, status index, audit, event."""
        created = self._service.api.post("/v1/achievements", json=material.ACHIEVEMENT).raise_for_status().json()
        body = json.dumps(material.post(created["id"], NUMBER.decode())).encode()
        posts = [request("POST", "/v1/assessments", self._service.port, body, self._service.api_key)]
        for clients in CLIENTS:
            found = self._run(f"Issuing, {clients} clients", posts, 201, clients)
            how = "POST /v1/assessments, a new learner's passing result each; answered after the commit"
            self._add("issue", "badges issued", found, clients, how, ("seal_per_s", "commits_c32_per_s"))
            with self._figures.doing("Letting the reactions finish"):
                self._service.settle()

    def verifying(self) -> None:
        """POST /v1/verify with badges of our own: proof, terms, schema, issuer and both status lists."""
        bodies = self._badges()
        posts = [request("POST", "/v1/verify", self._service.port, body) for body in bodies]
        self._run("Starting the sandboxes", posts, 200, 16, SANDBOX_SECONDS)
        found = self._run("Verifying, 16 clients", posts, 200, 16)
        how = f"POST /v1/verify, {VERIFIED} badges of {len(bodies[0]):,} bytes in turn, every check, both status lists"
        self._add("verify", "verifications", found, 16, how, ("verify_badge_per_s",))

    def evaluating(self) -> None:
        """POST /v1/evaluations with rule and holdings in the body."""
        asked = {"rule": evaluating.unit_rule(), "holdings": evaluating.unit_holdings(), "asOf": "2026-03-01T09:00:00Z"}
        body = json.dumps(asked).encode()
        posts = [request("POST", "/v1/evaluations", self._service.port, body, self._service.api_key)]
        found = self._run("Evaluating, 16 clients", posts, 200, 16)
        how = f"POST /v1/evaluations, rule and holdings in its {len(body):,} bytes"
        self._add("evaluate", f"evaluations, {evaluating.UNITS} units", found, 16, how, ("evaluate_per_s",))

    def _run(
        self, what: str, requests: list[bytes], expected: int, clients: int, seconds: float | None = None
    ) -> Outcome:
        with self._figures.doing(what):
            return self._load.run(self._service.port, requests, expected, clients, seconds or self._seconds)

    def _add(self, name: str, what: str, found: Outcome, clients: int, how: str, limits: tuple[str, ...]) -> None:
        key = f"http_{name}_c{clients}_w{self._workers}_per_s"
        method = f"{how}; the load generator used {found.busy:.0%} of a core"
        p50, p99 = found.percentile(0.5), found.percentile(0.99)
        title = f"{what}, {self._where(clients)}"
        self._figures.add(Figure(key, title, found.per_second, "/s", method, limits, p50, p99))

    def _where(self, clients: int) -> str:
        workers = "1 worker" if self._workers == 1 else f"{self._workers} workers"
        return f"{clients} client{'s' * (clients > 1)}, {workers}"

    def _badges(self) -> list[bytes]:
        """Some of the badges that were issued, as their holders have them."""
        api, found, page = self._service.api, list[bytes](), "/v1/badges"
        with self._figures.doing("Reading badges"):
            while page and len(found) < VERIFIED:
                listed = api.get(page).raise_for_status().json()
                for item in listed["items"]:
                    found.append(api.get(f"/badges/{item['id']}.json").raise_for_status().content)
                page = listed["next"]
        return found[:VERIFIED]
