"""A blob is kept whole under the name of its content, in a folder and in a bucket alike."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.blobs.stores import BUCKET, SECRET, bucket_server, bucket_settings, client

from stackcred_issuer.blobs import Blobs
from stackcred_issuer.blobs.folder import FolderBlobs
from stackcred_issuer.domain.errors import ErrorCode, StackcredError
from stackcred_issuer.settings import load_settings

CONTENT = b"what she built" * 50_000
NAME = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    with bucket_server() as address:
        yield address


@pytest.fixture(params=["folder", "bucket"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path, bucket: str) -> Blobs:
    if request.param == "folder":
        return Blobs.of(load_settings(blobs=f"file:{tmp_path / 'blobs'}"))
    return Blobs.of(bucket_settings(bucket))


async def read(blobs: Blobs, name: str) -> bytes:
    return b"".join([piece async for piece in await blobs.open(name)])


async def test_what_is_put_comes_back_until_it_is_deleted(blobs: Blobs) -> None:
    await blobs.need_once()
    await blobs.put(NAME, io.BytesIO(CONTENT))
    await blobs.put(NAME, io.BytesIO(CONTENT))
    assert await read(blobs, NAME) == CONTENT
    await blobs.delete(NAME)
    await blobs.delete(NAME)
    with pytest.raises(StackcredError) as caught:
        await read(blobs, NAME)
    assert caught.value.code is ErrorCode.NOT_FOUND


async def test_a_file_is_kept_from_its_beginning_wherever_it_was_read_to(blobs: Blobs) -> None:
    file = io.BytesIO(CONTENT)
    file.read(100)
    await blobs.put(NAME, file)
    assert await read(blobs, NAME) == CONTENT


@pytest.mark.parametrize("name", ["../../etc/passwd", "", NAME.upper(), NAME + "/x", "a" * 63])
async def test_no_name_but_a_digest_is_taken(blobs: Blobs, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        await blobs.put(name, io.BytesIO(b"x"))


def test_a_folder_never_shows_a_part_of_a_file(tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 0:
                raise OSError(28, "No space left on device")
            return super().read(1000)

    store = FolderBlobs(tmp_path / "blobs")
    with pytest.raises(StackcredError, match="No space left"):
        store.put(NAME, Broken(CONTENT))
    assert [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()] == []


def test_the_files_of_a_folder_are_closed_to_others(tmp_path: Path) -> None:
    FolderBlobs(tmp_path / "blobs").put(NAME, io.BytesIO(CONTENT))
    (kept,) = [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]
    assert kept.stat().st_mode & 0o077 == 0


async def test_objects_lie_below_the_prefix(bucket: str) -> None:
    await Blobs.of(bucket_settings(bucket, f"s3://{BUCKET}/of/ours/")).put(NAME, io.BytesIO(CONTENT))
    keys = [entry["Key"] for entry in client(bucket).list_objects_v2(Bucket=BUCKET, Prefix="of/")["Contents"]]
    assert keys == [f"of/ours/{NAME}"]


async def test_a_store_that_cannot_be_reached_is_told_in_words_without_its_secret(bucket: str) -> None:
    for settings in (bucket_settings("http://127.0.0.1:9"), bucket_settings(bucket, "s3://nobodys-bucket")):
        with pytest.raises(StackcredError, match="STACKCRED_BLOBS") as caught:
            await Blobs.of(settings).need_once()
        assert caught.value.code is ErrorCode.UNAVAILABLE
        assert SECRET not in str(caught.value) + repr(settings)


async def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StackcredError, match="STACKCRED_BLOBS"):
        await Blobs.of(load_settings(blobs=f"file:{tmp_path / 'file' / 'blobs'}")).need_once()
