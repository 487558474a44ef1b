"""Clients that post at the same time, each over a connection of its own, as platforms do."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

Post = dict[str, Any]
PATIENCE = 60  # seconds for one post to be answered, the service's restart included
PAUSE = 0.05  # seconds before a post is repeated


@dataclass
class Answers:
    """What came back. bodies: the distinct answers to each sourceId; refusals: how often anything else came."""

    bodies: defaultdict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    refusals: Counter[str] = field(default_factory=Counter)
    answered: int = 0


def shared_out(posts: Sequence[Post], repeats: int, clients: int, chance: random.Random) -> list[list[Post]]:
    """Each post for `repeats` different clients: half of them at nearly the same time, the others far apart."""
    lists: list[list[tuple[float, Post]]] = [[] for _ in range(clients)]
    for place, post in enumerate(posts):
        spread = 2 if place % 2 else len(posts) / 2
        for repeat in range(repeats):
            turn = place + chance.uniform(0, spread)
            lists[(place + repeat) % clients].append((turn, post))
    return [[post for _, post in sorted(turns, key=lambda turn: turn[0])] for turns in lists]


async def post_all(base_url: str, api_key: str, lists: Sequence[Sequence[Post]]) -> Answers:
    """Every list by a client of its own, one post after the other, each until it is answered with 201.

    A broken connection and a 503 are followed by the same post again, as the API asks for. Any other answer
    counts as a refusal and is not repeated.
    """
    answers = Answers()
    async with asyncio.TaskGroup() as clients:
        for posts in lists:
            clients.create_task(_one_client(base_url, api_key, posts, answers))
    return answers


async def _one_client(base_url: str, api_key: str, posts: Sequence[Post], answers: Answers) -> None:
    headers = {"Authorization": f"Bearer {api_key}"}
    async with httpx.AsyncClient(base_url=base_url, headers=headers, timeout=PATIENCE) as client:
        for post in posts:
            await _insist(client, post, answers)


async def _insist(client: httpx.AsyncClient, post: Post, answers: Answers) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            answer = await client.post("/v1/assessments", json=post)
        except httpx.TransportError as error:
            answers.refusals[type(error).__name__] += 1
        else:
            if answer.status_code == 201:
                answers.bodies[post["sourceId"]].add(answer.content)
                answers.answered += 1
                return
            answers.refusals[str(answer.status_code)] += 1
            if answer.status_code != 503:
                return
        await asyncio.sleep(PAUSE)
    raise AssertionError(f"{post['sourceId']} was not answered within {PATIENCE} s; refused: {answers.refusals}")
