"""A service is ready once its database answers and its blob store has answered."""

from __future__ import annotations

from pathlib import Path

from tests.blobs.stores import BUCKET, bucket_server, client
from tests.support.service import running


async def test_a_folder_that_cannot_be_written_shows_before_anybody_is_sent_here(
    database_url: str, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("no folder")
    async with running(database_url, tmp_path, blobs=f"file:{tmp_path / 'taken'}") as service:
        assert (await service.public.get("/readyz")).status_code == 503
        assert (await service.public.get("/healthz")).status_code == 200
        (tmp_path / "taken").unlink()
        assert (await service.public.get("/readyz")).status_code == 200


async def test_a_bucket_that_goes_away_later_stops_nothing_else(database_url: str, tmp_path: Path) -> None:
    with bucket_server() as address:
        settings = {"blobs": f"s3://{BUCKET}", "blobs_endpoint": address, "blobs_key_id": "k", "blobs_secret": "s"}
        async with running(database_url, tmp_path, **settings) as service:
            assert (await service.public.get("/readyz")).status_code == 200
            client(address).delete_bucket(Bucket=BUCKET)
            assert (await service.public.get("/readyz")).status_code == 200
