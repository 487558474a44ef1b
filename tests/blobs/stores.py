"""A bucket behind real HTTP, and what is kept in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import boto3
import httpx
from moto.server import ThreadedMotoServer

from stackcred_issuer.settings import Settings, load_settings

BUCKET = "evidence"
KEY_ID, SECRET = "test-key", "a-secret-that-is-never-shown"


@contextmanager
def bucket_server() -> Iterator[str]:
    """The address of an S3 of our own with one empty bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        address = f"http://{host}:{port}"
        httpx.post(f"{address}/moto-api/reset").raise_for_status()  # what others kept is in the same process
        client(address).create_bucket(Bucket=BUCKET)
        yield address
    finally:
        server.stop()


def client(address: str):  # type: ignore[no-untyped-def]  # boto3 makes its classes at run time
    return boto3.client(
        "s3",
        endpoint_url=address,
        region_name="us-east-1",
        aws_access_key_id=KEY_ID,
        aws_secret_access_key=SECRET,
    )


def bucket_settings(address: str, place: str = f"s3://{BUCKET}/files") -> Settings:
    return load_settings(blobs=place, blobs_endpoint=address, blobs_key_id=KEY_ID, blobs_secret=SECRET)
