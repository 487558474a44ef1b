"""A process that adds evidence or deletes it, and is killed at the moment when bytes and rows differ."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import IO
from uuid import UUID

from stackcred_issuer.blobs import Blobs
from stackcred_issuer.blobs.folder import FolderBlobs
from stackcred_issuer.bootstrap import open_deployment
from stackcred_issuer.gateways.spool import spooled
from stackcred_issuer.services.evidence.add import add_own
from stackcred_issuer.services.evidence.own import delete_own
from stackcred_issuer.services.evidence.wanted import NewEvidence
from stackcred_issuer.settings import load_settings
from stackcred_issuer.store.access import Holder


class Dying(FolderBlobs):
    """moment: `before-put`, `after-put`, `before-delete` or `after-delete`."""

    def __init__(self, folder: Path, moment: str) -> None:
        super().__init__(folder)
        self._moment = moment

    def put(self, name: str, file: IO[bytes]) -> None:
        self._perhaps("before-put")
        super().put(name, file)
        self._perhaps("after-put")

    def delete(self, name: str) -> None:
        self._perhaps("before-delete")
        super().delete(name)
        self._perhaps("after-delete")

    def _perhaps(self, moment: str) -> None:
        if self._moment == moment:
            os.kill(os.getpid(), signal.SIGKILL)


async def main(database_url: str, folder: Path, moment: str, email: str, evidence: str) -> None:
    settings = load_settings(data_dir=folder, keystore=f"file:{folder / 'keys'}")
    async with open_deployment(settings, database_url) as opened:
        house = replace(opened, blobs=Blobs(Dying(folder / "blobs", moment)))
        if evidence:
            await delete_own(house, Holder(email, None), UUID(evidence))
            return
        with spooled(folder / "spool", 1000) as spool:
            spool.write(b"%PDF-1.7 of somebody who was cut off")
            await add_own(house, Holder(email, None), NewEvidence("Cut off"), spool)


if __name__ == "__main__":
    url, place, when, who, what = sys.argv[1:]
    asyncio.run(main(url, Path(place), when, who, what))
